/* tagwrite: what a stream says of nodes, as tags in the ONNX file itself. */
#include <getopt.h>
#include <pthread.h>

#include "assign.h"
#include "message.h"
#include "output.h"
#include "sidecar.h"
#include "splice.h"
#include "strip.h"

static const char usage[] =
"tagwrite [-hV] [-i[SUFFIX] | -o OUT] [-p PROFILE] [-t TARGET]\n"
"                [--assign DEVICE=GLOB ...] [--dry-run] [--sidecar FILE ...]\n"
"                ONNX [STREAM]\n"
"       tagwrite --strip [-hV] [-i[SUFFIX] | -o OUT] [--dry-run] ONNX";

enum { OPTION_STRIP = 256, OPTION_DRY_RUN, OPTION_ASSIGN, OPTION_SIDECAR };

struct options {
	struct output output;
	bool strip, dry_run;
	const char *tagging;	/* an option that --strip does not take */
	const char *profile;
	enum target target;
	struct assign *assign;
	struct sidecars *sidecars;
	const char *onnx, *stream;
};

static const char *const target_names[] = { [TARGET_METADATA] = "metadata",
    [TARGET_DOC_STRING] = "doc_string", [TARGET_ATTRIBUTES] = "attributes" };

static enum target
target_of(const char *name)
{
	size_t n = sizeof(target_names) / sizeof(target_names[0]);

	for (size_t i = 0; i < n; i++)
		if (strcmp(target_names[i], name) == 0)
			return (enum target)i;
	warning("no such target: %s", shown(str_of(name)));
	usage_exit(usage, false);
}

static void
parse(int argc, char *argv[], struct options *o)
{
	static const struct option longs[] = {
		{ "in-place", optional_argument, NULL, 'i' },
		{ "output", required_argument, NULL, 'o' },
		{ "profile", required_argument, NULL, 'p' },
		{ "target", required_argument, NULL, 't' },
		{ "assign", required_argument, NULL, OPTION_ASSIGN },
		{ "dry-run", no_argument, NULL, OPTION_DRY_RUN },
		{ "sidecar", required_argument, NULL, OPTION_SIDECAR },
		{ "strip", no_argument, NULL, OPTION_STRIP },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	*o = (struct options){ .profile = PROFILE_DEFAULT, .stream = "-" };
	while ((c = getopt_long(argc, argv, "i::o:p:t:hV", longs, NULL)) != -1)
		switch (c) {
		case 'i':
			o->output.in_place = true;
			o->output.suffix = optarg;
			break;
		case 'o': o->output.to = optarg; break;
		case 'p': o->profile = optarg, o->tagging = "-p"; break;
		case 't':
			o->target = target_of(optarg);
			o->tagging = "-t";
			break;
		case OPTION_ASSIGN:
			o->assign = assign_add(o->assign, optarg);
			o->tagging = "--assign";
			break;
		case OPTION_DRY_RUN: o->dry_run = true; break;
		case OPTION_SIDECAR:
			o->sidecars = sidecar_add(o->sidecars, optarg);
			o->tagging = "--sidecar";
			break;
		case OPTION_STRIP: o->strip = true; break;
		case 'V': version_exit();
		default: option_exit(usage, c, argv);
		}
}

/* What is wrong with the options together, if anything. */
static const char *
conflict(const struct options *o)
{
	if (o->output.in_place && o->output.to != NULL)
		return "-i or -o, not both";
	if (o->output.in_place && strcmp(o->onnx, "-") == 0)
		return "-i needs a file";
	if (!o->strip && strcmp(o->onnx, "-") == 0 &&
	    strcmp(o->stream, "-") == 0)
		return "standard input cannot be both model and stream";
	if (o->assign != NULL && !o->dry_run && !o->output.in_place &&
	    o->output.to == NULL)
		return "--assign prints to standard output: the model needs "
		    "-i or -o";
	return NULL;
}

static void
settle(int argc, char *argv[], struct options *o)
{
	const char *wrong;

	argc -= optind;
	argv += optind;
	if (argc < 1 || argc > (o->strip ? 1 : 2))
		usage_exit(usage, false);
	o->onnx = o->output.onnx = argv[0];
	if (argc == 2)
		o->stream = argv[1];
	if (o->strip && o->tagging != NULL) {
		warning("no %s with --strip", o->tagging);
		usage_exit(usage, false);
	}
	if ((wrong = conflict(o)) != NULL) {
		warning("%s", wrong);
		usage_exit(usage, false);
	}
}

static _Noreturn void
bad_model(struct onnx *onnx)
{
	onnx_close(onnx);
	fatal("%s", onnx->error);
}

static void
open_all(struct options *o, struct onnx *onnx)
{
	if (!o->dry_run)
		output_open(&o->output);
	if (!onnx_open(onnx, o->onnx))
		bad_model(onnx);
}

/* A thread's, and so without a message: what is wrong stays in the model. */
static void *
check(void *onnx)
{
	return onnx_check(onnx) ? onnx : NULL;
}

/* The model is checked while the stream is read: neither needs the other, and
 * each takes about a quarter of a run. */
static struct tags *
read_both(const struct options *o, const struct profile *profile,
    struct onnx *onnx)
{
	struct tags *tags;
	pthread_t thread;
	bool apart = pthread_create(&thread, NULL, check, onnx) == 0;
	void *good;

	tags = tags_read(o->stream, profile,
	    o->assign != NULL || o->sidecars != NULL,
	    o->target == TARGET_METADATA ? NULL : target_names[o->target]);
	if (!apart)
		good = check(onnx);
	else if (pthread_join(thread, &good) != 0)
		good = NULL;
	if (good == NULL)
		bad_model(onnx);
	return tags;
}

static void
write_model(struct options *o, struct onnx *onnx, const struct view *view)
{
	if (onnx->external && output_elsewhere(&o->output))
		warning("%s: its external data stays where it is, and %s is "
		    "in another folder", onnx->name,
		    shown(str_of(o->output.to)));
	output_write(&o->output, view);
}

static void
strip(struct options *o)
{
	struct report report = { .graph = NULL };
	struct edits edits = { 0 };
	struct onnx onnx;
	struct view view;

	open_all(o, &onnx);
	if (!onnx_check(&onnx))
		bad_model(&onnx);
	strip_edits(&edits, &onnx);
	view = view_of(&onnx.window, &edits);
	if (o->dry_run) {
		report_print(&report, onnx.window.size, view.size);
		return;
	}
	write_model(o, &onnx, &view);
	output_commit(&o->output, &onnx);
}

static void
tag(struct options *o)
{
	const struct profile *profile = profile_load(o->profile);
	struct splice s = { .target = o->target,
	    .report = { .wanted = o->dry_run } };
	struct onnx onnx;
	struct view view;

	sidecar_apart(o->sidecars, o->onnx, o->output.to);
	open_all(o, &onnx);
	s.onnx = &onnx;
	s.tags = read_both(o, profile, &onnx);
	sidecar_check(o->sidecars, s.tags);
	splice_edits(&s);
	view = view_of(&onnx.window, &s.edits);
	if (o->dry_run)
		report_print(&s.report, onnx.window.size, view.size);
	if (o->assign != NULL)
		assign_print(o->assign, s.tags);
	if (!o->dry_run) {
		write_model(o, &onnx, &view);
		sidecar_write(o->sidecars, s.tags, o->output.in_place ?
		    o->onnx : o->output.to, view.size);
		output_commit(&o->output, &onnx);
		sidecar_commit(o->sidecars);
	}
}

int
main(int argc, char *argv[])
{
	struct options o;

	message_program(argv[0]);
	parse(argc, argv, &o);
	settle(argc, argv, &o);
	if (o.strip)
		strip(&o);
	else
		tag(&o);
	stdout_close();
	return STATUS_DONE;
}

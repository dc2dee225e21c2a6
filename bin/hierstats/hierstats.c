/*
 * hierstats: an attributed stream in, answers out.
 *
 * The core (stats) counts, record by record; when a model's `end` has been
 * read, a form prints what was counted.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "form.h"
#include "message.h"
#include "text.h"

static const char usage[] =
"hierstats [-hV] [-b KEY[,KEY]] [-d DEPTH] [-f FORM] [-m GLOB] [-n TOP]\n"
"                 [STREAM ...]";

static const struct form *const forms[] = {
	&form_tree, &form_table, &form_csv, &form_tsv, &form_ndjson,
	&form_summary
};

void
form_title(const struct stats *s, struct buf *b)
{
	if (s->file.p == NULL)
		buf_adds(b, STR("(standard input)"));
	else
		text_add(b, s->file);
}

void
form_write(struct buf *b)
{
	/* stdout_close tells what failed here. */
	if (b->n > 0)
		fwrite(b->p, 1, b->n, stdout);
	b->n = 0;
}

/* How far the whole run has come. */
struct run {
	const struct options *o;
	bool printed;		/* a model */
	bool matched;		/* -m, a module */
	int status;
};

static void
finish(struct run *run, struct stats *s)
{
	run->matched |= stats_select(s, run->o->glob);
	if (run->o->form->spaced && run->printed)
		putchar('\n');
	run->o->form->print(s, run->o, !run->printed);
	run->printed = true;
}

static void
trouble(struct run *run, const struct stream *in, const char *reason)
{
	const char *name = strcmp(in->name, "-") == 0 ? "(standard input)" :
	    shown(str_of(in->name));

	if (in->line == 0)
		warning("%s: %s", name, reason);
	else
		warning("%s:%" PRIu64 ": %s", name, in->line, reason);
	run->status = STATUS_TROUBLE;
}

/* A stream that is bad is told; its models so far stay, the next goes on. */
static void
read_stream(struct run *run, const char *file)
{
	struct stream in;
	struct record record = { 0 };
	struct stats stats = { 0 };
	const char *reason = NULL;
	int got;

	if (stream_open(&in, file) == -1) {
		trouble(run, &in, in.error);
		return;
	}
	while ((got = stream_next(&in, &record)) == 1) {
		reason = stats_record(&stats, &record);
		if (reason != NULL)
			break;
		if (record.kind == KIND_END) {
			finish(run, &stats);
			stats_free(&stats);
		}
	}
	if (got == -1)
		reason = in.error;
	if (reason != NULL)
		trouble(run, &in, reason);
	stats_free(&stats);
	record_free(&record);
	stream_close(&in);
}

static const struct form *
form_of(const char *name)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (strcmp(forms[i]->name, name) == 0)
			return forms[i];
	warning("no such form: %s", shown(str_of(name)));
	usage_exit(usage, false);
}

static struct grouping
grouping_of(const char *keys)
{
	struct grouping by = { .n = 0 };

	for (const char *p = keys; ; p++) {
		size_t n = strcspn(p, ","), k;

		for (k = 0; k < KEY_COUNT; k++)
			if (strlen(key_name[k]) == n &&
			    memcmp(key_name[k], p, n) == 0)
				break;
		if (k == KEY_COUNT) {
			warning("no such key: %s",
			    shown((struct str){ p, n }));
			usage_exit(usage, false);
		}
		if (by.n == 2 || (by.n == 1 && by.key[0] == k)) {
			warning("-b takes one key, or two that differ");
			usage_exit(usage, false);
		}
		by.key[by.n++] = (enum key)k;
		p += n;
		if (*p == '\0')
			return by;
	}
}

static uint32_t
number_of(const char *text, uint32_t least, const char *option)
{
	uint64_t value = 0;
	const char *p;

	for (p = text; *p >= '0' && *p <= '9' && value < UINT32_MAX; p++)
		value = value * 10 + (uint64_t)(*p - '0');
	if (p == text || *p != '\0' || value < least || value >= UINT32_MAX) {
		warning("%s: no number of at least %" PRIu32 ": %s", option,
		    least, shown(str_of(text)));
		usage_exit(usage, false);
	}
	return (uint32_t)value;
}

static const struct pathglob *
glob_of(const char *pattern)
{
	static struct pathglob glob;

	if (!pathglob_make(&glob, str_of(pattern)))
		fatal("-m: over %d components: %s", PATHGLOB_MAX,
		    shown(str_of(pattern)));
	return &glob;
}

static void
parse(int argc, char **argv, struct options *o)
{
	static const struct option longs[] = {
		{ "form", required_argument, NULL, 'f' },
		{ "by", required_argument, NULL, 'b' },
		{ "module", required_argument, NULL, 'm' },
		{ "top", required_argument, NULL, 'n' },
		{ "depth", required_argument, NULL, 'd' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 }
	};
	int c;

	*o = (struct options){ .depth = UINT32_MAX, .top = UINT32_MAX };
	while ((c = getopt_long(argc, argv, "f:b:m:n:d:hV", longs, NULL)) != -1)
		switch (c) {
		case 'f': o->form = form_of(optarg); break;
		case 'b': o->by = grouping_of(optarg); break;
		case 'm': o->glob = glob_of(optarg); break;
		case 'n': o->top = number_of(optarg, 1, "-n"); break;
		case 'd': o->depth = number_of(optarg, 0, "-d"); break;
		case 'h': usage_exit(usage, true);
		case 'V': version_exit();
		default: usage_exit(usage, false);
		}
}

/* What follows from the options that were given. */
static void
settle(struct options *o)
{
	bool rows = o->by.n > 0 || o->top != UINT32_MAX;
	const char *wrong = NULL;

	if (o->form == NULL)
		o->form = rows ? &form_table : &form_tree;
	if (rows && !o->form->rows)
		wrong = "-b and -n";
	else if (o->depth != UINT32_MAX && o->form == &form_summary)
		wrong = "-d";
	if (wrong != NULL) {
		warning("no %s with form %s", wrong, o->form->name);
		usage_exit(usage, false);
	}
	if (o->by.n == 0)
		o->by = (struct grouping){ { KEY_MODULE, KEY_MODULE }, 1 };
}

int
main(int argc, char **argv)
{
	struct options o;
	struct run run = { .o = &o };

	message_program(argv[0]);
	parse(argc, argv, &o);
	settle(&o);
	if (optind == argc)
		read_stream(&run, "-");
	for (; optind < argc; optind++)
		read_stream(&run, argv[optind]);
	stdout_close();
	if (run.status == STATUS_DONE && o.glob != NULL && !run.matched) {
		warning("-m: no module matches");
		run.status = STATUS_TROUBLE;
	}
	return run.status;
}

/*
 * hierstats: an attributed stream in, answers out.
 *
 * A question reads streams (reading) and makes reports; a form prints them.
 * An option is a line of `table`.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "checks.h"
#include "counts.h"
#include "cut.h"
#include "diff.h"
#include "filt.h"
#include "form.h"
#include "measures.h"
#include "message.h"
#include "modulelist.h"
#include "nodes.h"
#include "prof.h"
#include "questions.h"
#include "where.h"

static const char usage[] =
"hierstats [-hV] [-b KEY[,KEY]] [-d DEPTH] [-f FORM]\n"
"                 [-M MEASURE[,MEASURE ...]] [-m GLOB] [-n TOP]\n"
"                 [--bind SYMBOL=N] [--shapes FILE] [STREAM ...]\n"
"       hierstats --profile ORT.json [--profile ORT.json ...]\n"
"                 [-b KEY[,KEY]] [-d DEPTH] [-f FORM] [-m GLOB] [-n TOP]\n"
"                 [STREAM]\n"
"       hierstats --diff [-d DEPTH] [-f FORM]\n"
"                 [-M MEASURE[,MEASURE ...]] [-m GLOB] [-n TOP]\n"
"                 [--bind SYMBOL=N] [--old-profile ORT.json]\n"
"                 [--new-profile ORT.json] OLD NEW\n"
"       hierstats --check RULES [--baseline OLD] [--bind SYMBOL=N] [-f FORM]\n"
"                 [STREAM ...]\n"
"       hierstats --print-rules\n"
"       hierstats --modules [--children MODULE] [--path MODULE] [--type TYPE]\n"
"                 [-d DEPTH] [-f FORM] [-m GLOB] [STREAM ...]\n"
"       hierstats -f names [-f FORM] [-m GLOB] [-n TOP]\n"
"                 [--op OP_TYPE[,OP_TYPE ...]] [--where NAME]...\n"
"                 [STREAM ...]\n"
"       hierstats --nodes [-0] [-f FORM] [-m GLOB]\n"
"                 [--op OP_TYPE[,OP_TYPE ...]] [STREAM ...]\n"
"       hierstats --cut MODULE [-f FORM] [STREAM ...]\n"
"       hierstats --filt STREAM ...";

static void
set_form(struct options *o, const char *name)
{
	struct buf all = { 0 };

	/* A question, which takes its form by another -f. */
	if (strcmp(name, "names") == 0) {
		questions_ask(o, where, "-f names", usage);
		return;
	}
	o->form = form_named(name);
	if (o->form != NULL)
		return;
	form_list(&all);
	warning("no such form: %s; there are %.*s, names",
	    shown(str_of(name)), (int)all.n, all.p);
	buf_free(&all);
	usage_exit(usage, false);
}

static void
set_by(struct options *o, const char *keys)
{
	o->by = grouping_of(keys, usage);
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

static void
set_top(struct options *o, const char *number)
{
	o->top = number_of(number, 1, "-n");
}

static void
set_depth(struct options *o, const char *number)
{
	o->depth = number_of(number, 0, "-d");
}

static void
set_measures(struct options *o, const char *names)
{
	struct buf all = { 0 };
	size_t n;
	const char *wrong = measures_of(o, names, &n);

	if (wrong == NULL)
		return;
	measures_list(&all);
	warning("-M: no such measure, or twice: %s; there are %.*s",
	    shown((struct str){ wrong, n }), (int)all.n, all.p);
	buf_free(&all);
	usage_exit(usage, false);
}

static void
set_module(struct options *o, const char *pattern)
{
	static struct pathglob glob;

	if (!pathglob_make(&glob, str_of(pattern)))
		fatal("-m: over %d components: %s", PATHGLOB_MAX,
		    shown(str_of(pattern)));
	o->glob = &glob;
	o->module = pattern;
}

static void
set_shapes(struct options *o, const char *file)
{
	o->shapes = file;
}

static void
set_bind(struct options *o, const char *bind)
{
	const char *wrong = binds_add(o->binds, bind);

	if (wrong == NULL)
		return;
	warning("--bind: %s: %s", wrong, shown(str_of(bind)));
	usage_exit(usage, false);
}

static void
set_profile(struct options *o, const char *file)
{
	questions_ask(o, prof, "--profile", usage);
	o->profile = xreallocarray(o->profile, o->n_profile + 1,
	    sizeof(*o->profile));
	o->profile[o->n_profile++] = file;
}

static void
set_old_profile(struct options *o, const char *file)
{
	o->time[0] = file;
}

static void
set_new_profile(struct options *o, const char *file)
{
	o->time[1] = file;
}

static void
set_diff(struct options *o, const char *argument)
{
	(void)argument;
	questions_ask(o, diff, "--diff", usage);
}

static void
set_check(struct options *o, const char *rules)
{
	questions_ask(o, check, "--check", usage);
	o->rules = rules;
}

static void
set_baseline(struct options *o, const char *stream)
{
	o->baseline = stream;
}

static void
add_word(struct words *w, struct str word)
{
	w->word = xreallocarray(w->word, w->n + 1, sizeof(*w->word));
	w->word[w->n++] = word;
}

static void
set_op(struct options *o, const char *op_type)
{
	for (size_t n; ; op_type += n + 1) {
		n = strcspn(op_type, ",");
		add_word(&o->op, (struct str){ op_type, n });
		if (op_type[n] == '\0')
			return;
	}
}

static void
set_null(struct options *o, const char *argument)
{
	(void)argument;
	o->null = true;
}

static void
set_where(struct options *o, const char *name)
{
	questions_ask(o, where, "--where", usage);
	add_word(&o->where, str_of(name));
}

static void
set_nodes(struct options *o, const char *argument)
{
	(void)argument;
	questions_ask(o, nodes, "--nodes", usage);
}

static void
set_cut(struct options *o, const char *module)
{
	questions_ask(o, cut, "--cut", usage);
	o->cut = module;
}

static void
set_modules(struct options *o, const char *argument)
{
	(void)argument;
	questions_ask(o, modulelist, "--modules", usage);
}

static void
set_children(struct options *o, const char *module)
{
	questions_ask(o, modulelist, "--children", usage);
	o->children = module;
}

static void
set_path(struct options *o, const char *module)
{
	questions_ask(o, modulelist, "--path", usage);
	o->path = module;
}

static void
set_type(struct options *o, const char *type)
{
	questions_ask(o, modulelist, "--type", usage);
	o->type = type;
}

static void
set_filt(struct options *o, const char *argument)
{
	(void)argument;
	questions_ask(o, filt, "--filt", usage);
}

static _Noreturn void
print_rules(struct options *o, const char *argument)
{
	struct str rules = checks_builtin();

	(void)o;
	(void)argument;
	fwrite(rules.p, 1, rules.n, stdout);
	stdout_close();
	exit(STATUS_DONE);
}

static void
print_usage(struct options *o, const char *argument)
{
	(void)o;
	(void)argument;
	usage_exit(usage, true);
}

static void
print_version(struct options *o, const char *argument)
{
	(void)o;
	(void)argument;
	version_exit();
}

static const struct {
	const char *shown;	/* `-b`, or as it is spelled without a letter */
	const char *name;
	bool argument;
	void (*set)(struct options *, const char *argument);
} table[] = {
	{ "-b", "by", true, set_by },
	{ "-d", "depth", true, set_depth },
	{ "-f", "form", true, set_form },
	{ "-M", "measure", true, set_measures },
	{ "-m", "module", true, set_module },
	{ "-n", "top", true, set_top },
	{ "--bind", "bind", true, set_bind },
	{ "--shapes", "shapes", true, set_shapes },
	{ "--profile", "profile", true, set_profile },
	{ "--diff", "diff", false, set_diff },
	{ "--old-profile", "old-profile", true, set_old_profile },
	{ "--new-profile", "new-profile", true, set_new_profile },
	{ "--check", "check", true, set_check },
	{ "--baseline", "baseline", true, set_baseline },
	{ "--print-rules", "print-rules", false, print_rules },
	{ "-0", "null", false, set_null },
	{ "--op", "op", true, set_op },
	{ "--where", "where", true, set_where },
	{ "--nodes", "nodes", false, set_nodes },
	{ "--cut", "cut", true, set_cut },
	{ "--filt", "filt", false, set_filt },
	{ "--modules", "modules", false, set_modules },
	{ "--children", "children", true, set_children },
	{ "--path", "path", true, set_path },
	{ "--type", "type", true, set_type },
	{ "-h", "help", false, print_usage },
	{ "-V", "version", false, print_version },
};

enum { OPTIONS = sizeof(table) / sizeof(table[0]) };

/* 0 for a long option alone. */
static char
letter_of(int i)
{
	return table[i].shown[2] == '\0' ? table[i].shown[1] : '\0';
}

static void
parse(int argc, char **argv, struct options *o)
{
	struct option longs[OPTIONS + 1] = { { 0 } };
	char shorts[2 * OPTIONS + 1];
	static struct binds binds;
	size_t n = 0;
	int c, at;

	*o = (struct options){ .question = counts,
	    .asked = "counts", .depth = UINT32_MAX,
	    .top = UINT32_MAX, .binds = &binds };
	for (int i = 0; i < OPTIONS; i++) {
		longs[i] = (struct option){ table[i].name,
		    table[i].argument ? required_argument : no_argument,
		    &at, i };
		if (letter_of(i) == 0)
			continue;
		shorts[n++] = letter_of(i);
		if (table[i].argument)
			shorts[n++] = ':';
	}
	shorts[n] = '\0';
	while ((c = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		if (c == '?')
			option_exit(usage, c, argv);
		for (int i = 0; i < OPTIONS; i++)
			if (c == 0 ? i == at : c == letter_of(i)) {
				table[i].set(o, optarg);
				add_word(&o->given, str_of(table[i].shown));
			}
	}
}

int
main(int argc, char **argv)
{
	struct options o;
	int status;

	message_program(argv[0]);
	parse(argc, argv, &o);
	questions_settle(&o, usage);
	status = o.question(&o, argv + optind, argc - optind);
	stdout_close();
	return status;
}

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
#include <unistd.h>

#include "check.h"
#include "checks.h"
#include "counts.h"
#include "diff.h"
#include "form.h"
#include "measures.h"
#include "message.h"
#include "prof.h"

static const char usage[] =
"hierstats [-hV] [-b KEY[,KEY]] [-d DEPTH] [-f FORM]\n"
"                 [-M MEASURE[,MEASURE ...]] [-m GLOB] [-n TOP]\n"
"                 [--bind SYMBOL=N] [--shapes STREAM] [STREAM ...]\n"
"       hierstats --profile ORT.json [--profile ORT.json ...]\n"
"                 [-b KEY[,KEY]] [-d DEPTH] [-f FORM] [-m GLOB] [-n TOP]\n"
"                 [STREAM]\n"
"       hierstats --diff [-d DEPTH] [-f FORM] [-m GLOB] [-n TOP] OLD NEW\n"
"       hierstats --check RULES [--baseline OLD] [-f FORM] [STREAM ...]\n"
"       hierstats --print-rules";

static const struct form *const forms[] = {
	&form_tree, &form_table, &form_markdown, &form_csv, &form_tsv,
	&form_ndjson, &form_summary, &form_messages
};

static void
set_form(struct options *o, const char *name)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (strcmp(forms[i]->name, name) == 0) {
			o->form = forms[i];
			return;
		}
	warning("no such form: %s", shown(str_of(name)));
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
set_question(struct options *o, question *q)
{
	if (o->question != counts && o->question != q) {
		warning("one question at a time");
		usage_exit(usage, false);
	}
	o->question = q;
}

static void
set_profile(struct options *o, const char *file)
{
	set_question(o, prof);
	o->profile = xreallocarray(o->profile, o->n_profile + 1,
	    sizeof(*o->profile));
	o->profile[o->n_profile++] = file;
}

static void
set_diff(struct options *o, const char *argument)
{
	(void)argument;
	set_question(o, diff);
}

static void
set_check(struct options *o, const char *rules)
{
	set_question(o, check);
	o->rules = rules;
}

static void
set_baseline(struct options *o, const char *stream)
{
	o->baseline = stream;
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
	char letter;		/* 0: a long option only */
	const char *name;
	bool argument;
	void (*set)(struct options *, const char *argument);
} table[] = {
	{ 'b', "by", true, set_by },
	{ 'd', "depth", true, set_depth },
	{ 'f', "form", true, set_form },
	{ 'M', "measure", true, set_measures },
	{ 'm', "module", true, set_module },
	{ 'n', "top", true, set_top },
	{ 0, "bind", true, set_bind },
	{ 0, "shapes", true, set_shapes },
	{ 0, "profile", true, set_profile },
	{ 0, "diff", false, set_diff },
	{ 0, "check", true, set_check },
	{ 0, "baseline", true, set_baseline },
	{ 0, "print-rules", false, print_rules },
	{ 'h', "help", false, print_usage },
	{ 'V', "version", false, print_version },
};

enum { OPTIONS = sizeof(table) / sizeof(table[0]) };

static void
parse(int argc, char **argv, struct options *o)
{
	struct option longs[OPTIONS + 1] = { { 0 } };
	char shorts[2 * OPTIONS + 1];
	static struct binds binds;
	size_t n = 0;
	int c, at;

	*o = (struct options){ .question = counts, .depth = UINT32_MAX,
	    .top = UINT32_MAX, .binds = &binds };
	for (int i = 0; i < OPTIONS; i++) {
		longs[i] = (struct option){ table[i].name,
		    table[i].argument ? required_argument : no_argument,
		    &at, i };
		if (table[i].letter == 0)
			continue;
		shorts[n++] = table[i].letter;
		if (table[i].argument)
			shorts[n++] = ':';
	}
	shorts[n] = '\0';
	while ((c = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		if (c == '?')
			usage_exit(usage, false);
		for (int i = 0; i < OPTIONS; i++)
			if (c == 0 ? i == at : c == table[i].letter)
				table[i].set(o, optarg);
	}
}

/* no-color.org: NO_COLOR counts when it is not empty. */
static bool
wants_colour(void)
{
	const char *none = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(STDOUT_FILENO) && (none == NULL || *none == '\0') &&
	    term != NULL && strcmp(term, "dumb") != 0;
}

/* What a question cannot do with, or NULL. */
static const char *
unfit(const struct options *o)
{
	if (o->question != counts && o->n_measure > 0)
		return "-M with --profile, --diff or --check";
	if (o->question == check)
		return o->by.n > 0 ? "-b with --check" :
		    o->glob != NULL ? "-m with --check" :
		    o->depth != UINT32_MAX ? "-d with --check" :
		    o->top != UINT32_MAX ? "-n with --check" : NULL;
	if (o->form == &form_messages)
		return "form messages without --check";
	if (o->baseline != NULL)
		return "--baseline without --check";
	if (o->question == diff)
		return o->by.n > 0 ? "-b with --diff" :
		    o->depth != UINT32_MAX && o->form != NULL &&
		    o->form != &form_tree ? "-d in rows with --diff" : NULL;
	for (unsigned i = 0; i < o->by.n && o->question == prof; i++)
		if (o->by.key[i] != KEY_MODULE && o->by.key[i] != KEY_CLASS &&
		    o->by.key[i] != KEY_OP_TYPE)
			return "-b with --profile but by module, class, "
			    "op_type";
	return NULL;
}

/* What follows from the options that were given. */
static void
settle(struct options *o)
{
	bool rows = o->by.n > 0 || o->top != UINT32_MAX;
	const char *wrong = unfit(o);

	if (wrong != NULL) {
		warning("no %s", wrong);
		usage_exit(usage, false);
	}
	if (o->form == NULL)
		o->form = o->question == check ? &form_messages :
		    rows ? &form_table : &form_tree;
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
	if (o->n_measure == 0)
		measures_of(o, "nodes", &(size_t){ 0 });
	o->colour = wants_colour();
}

int
main(int argc, char **argv)
{
	struct options o;
	int status;

	message_program(argv[0]);
	parse(argc, argv, &o);
	settle(&o);
	status = o.question(&o, argv + optind, argc - optind);
	stdout_close();
	return status;
}

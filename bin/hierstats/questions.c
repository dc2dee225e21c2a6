#include "questions.h"

#include <stdlib.h>
#include <unistd.h>

#include "check.h"
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
#include "where.h"

static const struct {
	question *question;
	const char *takes;
	const struct form *form;	/* without -f; NULL: a list, a text */
	bool summary;		/* has that form */
} asked[] = {
	{ counts, "-b -d -f -M -m -n --bind --shapes",
	    &form_tree, true },
	{ prof, "--profile -b -d -f -m -n", &form_tree, true },
	{ diff, "--diff -d -f -M -m -n --bind --old-profile "
	    "--new-profile", &form_tree, true },
	{ check, "--check -f --baseline --bind", &form_messages,
	    true },
	{ modulelist, "--modules --children --path --type "
	    "-d -f -m", &form_table, false },
	{ where, "--where -f -m -n --op", &form_table, false },
	{ nodes, "--nodes -0 -f -m --op", NULL, false },
	{ cut, "--cut -f", &form_table, false },
	{ filt, "--filt", NULL, false },
};

enum { QUESTIONS = sizeof(asked) / sizeof(asked[0]) };

void
questions_ask(struct options *o, question *q, const char *option,
    const char *usage)
{
	if (o->question != counts && o->question != q) {
		warning("one question at a time");
		usage_exit(usage, false);
	}
	if (o->question == counts)
		o->asked = option;
	o->question = q;
}

/* Is the option one of the words? */
static bool
takes(const char *words, struct str option)
{
	for (const char *p = words; *p != '\0'; p += strspn(p, " ")) {
		size_t n = strcspn(p, " ");

		if (str_eq((struct str){ p, n }, option))
			return true;
		p += n;
	}
	return false;
}

static _Noreturn void
refuse(const char *option, const char *with, const char *usage)
{
	warning("no %s with %s", option, with);
	usage_exit(usage, false);
}

static void
check_given(const struct options *o, int q, const char *usage)
{
	for (size_t i = 0; i < o->given.n; i++)
		if (!takes(asked[q].takes, o->given.word[i]))
			refuse(o->given.word[i].p, o->asked, usage);
	for (unsigned i = 0; i < o->by.n && o->question == prof; i++)
		if (o->by.key[i] != KEY_MODULE && o->by.key[i] != KEY_CLASS &&
		    o->by.key[i] != KEY_OP_TYPE && o->by.key[i] != KEY_BY)
			refuse("-b", "--profile but by module, class, "
			    "op_type, by", usage);
}

static void
check_form(const struct options *o, int q, bool rows, const char *usage)
{
	if (o->form == &form_messages && o->question != check)
		refuse("form messages", o->asked, usage);
	if (o->form == &form_summary && !asked[q].summary)
		refuse("form summary", o->asked, usage);
	if (o->form == &form_summary && o->depth != UINT32_MAX)
		refuse("-d", "form summary", usage);
	if (o->form == &form_summary && o->n_measure > 0)
		refuse("-M", "form summary", usage);
	if (rows && o->form != NULL && !o->form->rows) {
		warning("no -b and -n with form %s", o->form->name);
		usage_exit(usage, false);
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

void
questions_settle(struct options *o, const char *usage)
{
	bool rows = o->by.n > 0 || o->top != UINT32_MAX;
	int q = 0;

	while (q + 1 < QUESTIONS && asked[q].question != o->question)
		q++;
	if (o->form == NULL)
		o->form = rows && asked[q].form == &form_tree ? &form_table :
		    asked[q].form;
	check_given(o, q, usage);
	check_form(o, q, rows, usage);
	if (o->by.n == 0)
		o->by = (struct grouping){ { KEY_MODULE, KEY_MODULE }, 1 };
	if (o->n_measure == 0)
		measures_of(o, o->question == diff ?
		    "nodes,elements,precision" : "nodes", &(size_t){ 0 });
	o->colour = wants_colour();
}

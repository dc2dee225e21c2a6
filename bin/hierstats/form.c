#include "form.h"

#include <stdio.h>
#include <unistd.h>

#include "text.h"

static const struct form *const forms[] = {
	&form_tree, &form_table, &form_markdown, &form_csv, &form_tsv,
	&form_ndjson, &form_summary, &form_messages
};

enum { FORMS = sizeof(forms) / sizeof(forms[0]) };

const struct form *
form_named(const char *name)
{
	for (size_t i = 0; i < FORMS; i++)
		if (strcmp(forms[i]->name, name) == 0)
			return forms[i];
	return NULL;
}

void
form_list(struct buf *b)
{
	for (size_t i = 0; i < FORMS; i++) {
		buf_adds(b, i == 0 ? STR("") : STR(", "));
		buf_adds(b, str_of(forms[i]->name));
	}
}

void
report_print(const struct report *r, const struct options *o)
{
	static bool printed;

	if (o->form->spaced && printed)
		putchar('\n');
	o->form->print(r, o, !printed);
	printed = true;
}

void
form_title(const struct report *r, struct buf *b)
{
	if (r->title.p == NULL)
		buf_adds(b, STR("(standard input)"));
	else
		text_add(b, r->title);
}

struct str
form_file(const struct report *r, unsigned i)
{
	if (r->n_file == 1)
		return STR("file");
	return i == 0 ? STR("old_file") : STR("new_file");
}

void
form_notes(const struct report *r, const struct cell *all, struct str before,
    struct buf *b)
{
	for (unsigned i = 0; i < r->n_note; i++) {
		buf_adds(b, before);
		text_add(b, r->note[i]);
		buf_addc(b, '\n');
	}
	for (unsigned i = 0; i < r->n_column; i++) {
		const struct column *c = &r->column[i];

		if (!c->sum || c->parts == NULL || all[i].known >= all[i].of)
			continue;
		buf_adds(b, before);
		buf_adds(b, str_of(c->name));
		buf_adds(b, STR(": known for "));
		buf_addu(b, all[i].known);
		buf_adds(b, STR(" of "));
		buf_addu(b, all[i].of);
		buf_addc(b, ' ');
		buf_adds(b, str_of(c->parts));
		if (c->remedy != NULL) {
			buf_adds(b, STR("; "));
			buf_adds(b, str_of(c->remedy));
		}
		buf_addc(b, '\n');
	}
}

void
form_write(struct buf *b)
{
	/* stdout_close tells what failed here. */
	if (b->n > 0)
		fwrite(b->p, 1, b->n, stdout);
	b->n = 0;
}

/* ECMA-48, Select Graphic Rendition. */
void
form_colour(const struct options *o, enum colour colour, struct buf *b)
{
	static const char *const code[] = {
		"\033[1m", "\033[2m", "\033[32m", "\033[31m", "\033[33m"
	};

	if (o->colour)
		buf_adds(b, str_of(code[colour]));
}

void
form_tone(const struct options *o, enum tone tone, struct buf *b)
{
	if (tone == TONE_GOOD)
		form_colour(o, COLOUR_GOOD, b);
	else if (tone == TONE_BAD)
		form_colour(o, COLOUR_BAD, b);
	else if (tone == TONE_WARN)
		form_colour(o, COLOUR_WARN, b);
}

void
form_plain(const struct options *o, struct buf *b)
{
	if (o->colour)
		buf_adds(b, STR("\033[0m"));
}

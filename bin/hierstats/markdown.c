#include "form.h"
#include "lines.h"
#include "text.h"
#include "value.h"

/*
 * A table of GitHub Flavored Markdown (github.github.com/gfm, 4.10).  Names
 * stand in code spans (CommonMark 6.1), in which nothing but the backticks
 * that end one is markup: no link, no mention, no HTML; a `|` is escaped in a
 * table even there.
 */
struct markdown {
	const struct report *r;
	struct lines lines;
	struct buf out, raw, clean;
};

static bool
is_column(const struct column *c)
{
	return column_shown(c, SHOW_TABLE);
}

/* One backtick more than the text has in a row. */
static size_t
fence(struct str text)
{
	size_t most = 0, run = 0;

	for (size_t i = 0; i < text.n; i++) {
		run = text.p[i] == '`' ? run + 1 : 0;
		if (run > most)
			most = run;
	}
	return most + 1;
}

/* A blank at both ends of a code span is taken away again. */
static bool
needs_blanks(struct str text)
{
	char first = text.p[0], last = text.p[text.n - 1];

	return first == '`' || last == '`' || (first == ' ' && last == ' ');
}

static void
add_code(struct markdown *m, struct str raw, bool in_table)
{
	size_t ticks;
	bool blanks;

	m->clean.n = 0;
	text_add(&m->clean, raw);
	if (m->clean.n == 0)
		return;
	ticks = fence(buf_str(&m->clean));
	blanks = needs_blanks(buf_str(&m->clean));
	for (size_t i = 0; i < ticks; i++)
		buf_addc(&m->out, '`');
	buf_adds(&m->out, blanks ? STR(" ") : STR(""));
	for (size_t i = 0; i < m->clean.n; i++) {
		if (in_table && m->clean.p[i] == '|')
			buf_addc(&m->out, '\\');
		buf_addc(&m->out, m->clean.p[i]);
	}
	buf_adds(&m->out, blanks ? STR(" ") : STR(""));
	for (size_t i = 0; i < ticks; i++)
		buf_addc(&m->out, '`');
}

static void
add_others(struct markdown *m, const struct line *line)
{
	if (line->kind == LINE_ALL) {
		buf_adds(&m->out, STR("all"));
		return;
	}
	buf_addu(&m->out, line->others);
	buf_adds(&m->out, line->others == 1 ? STR(" other") : STR(" others"));
}

static void
add_text(struct markdown *m, const struct line *line, unsigned column)
{
	const struct column *c = &m->r->column[column];
	const struct cell *cell = &report_cells(m->r, line->row)[column];
	struct str word = value_word(c, cell);

	m->raw.n = 0;
	value_text(c, cell, &m->raw);
	if (word.p != NULL)
		buf_adds(&m->out, word);
	else
		add_code(m, buf_str(&m->raw), true);
}

static void
add_cell(struct markdown *m, const struct line *line, unsigned column)
{
	unsigned key[2], keys = report_keys(m->r, key);
	bool sum = line->kind == LINE_OTHERS || line->kind == LINE_ALL;

	buf_adds(&m->out, STR(" "));
	if (!column_is_text(&m->r->column[column])) {
		m->raw.n = 0;
		value_number(m->r, column, line->cell, m->lines.all, &m->raw);
		buf_adds(&m->out, buf_str(&m->raw));
	} else if (sum && keys > 0 &&
	    column == key[keys == 2 && line->within]) {
		add_others(m, line);
	} else if (line->kind == LINE_ROW ||
	    (line->kind == LINE_GROUP && column == key[0])) {
		add_text(m, line, column);
	}
	buf_adds(&m->out, STR(" |"));
}

static void
add_head(struct markdown *m)
{
	const struct report *r = m->r;

	buf_addc(&m->out, '|');
	for (unsigned i = 0; i < r->n_column; i++) {
		if (!is_column(&r->column[i]))
			continue;
		buf_addc(&m->out, ' ');
		buf_adds(&m->out, r->column[i].unit == UNIT_PERCENT ?
		    STR("%") : str_of(r->column[i].name));
		buf_adds(&m->out, STR(" |"));
	}
	buf_adds(&m->out, STR("\n|"));
	for (unsigned i = 0; i < r->n_column; i++)
		if (is_column(&r->column[i]))
			buf_adds(&m->out, column_is_text(&r->column[i]) ?
			    STR(" --- |") : STR(" --: |"));
	buf_addc(&m->out, '\n');
}

static void
add_line(struct markdown *m, const struct line *line)
{
	buf_addc(&m->out, '|');
	for (unsigned i = 0; i < m->r->n_column; i++)
		if (is_column(&m->r->column[i]))
			add_cell(m, line, i);
	buf_addc(&m->out, '\n');
}

/* Words of the program, which may hold names: as code, so that none is markup;
 * a paragraph each. */
static void
add_notes(struct markdown *m)
{
	struct buf notes = { 0 };

	form_notes(m->r, m->lines.all, STR(""), &notes);
	for (size_t from = 0, to; from < notes.n; from = to + 1) {
		to = (size_t)((char *)memchr(notes.p + from, '\n',
		    notes.n - from) - notes.p);
		buf_addc(&m->out, '\n');
		add_code(m, (struct str){ notes.p + from, to - from },
		    false);
		buf_addc(&m->out, '\n');
	}
	buf_free(&notes);
}

static void
print(const struct report *r, const struct options *o, bool first)
{
	struct markdown m = { .r = r };

	(void)first;
	lines_make(&m.lines, r, o->top, true);
	add_code(&m, r->title.p == NULL ? STR("(standard input)") : r->title,
	    false);
	buf_adds(&m.out, STR("\n\n"));
	add_head(&m);
	for (size_t j = 0; j < m.lines.n; j++)
		add_line(&m, &m.lines.line[j]);
	add_notes(&m);
	form_write(&m.out);
	lines_free(&m.lines);
	buf_free(&m.out);
	buf_free(&m.raw);
	buf_free(&m.clean);
}

const struct form form_markdown = { "markdown", true, true, print };

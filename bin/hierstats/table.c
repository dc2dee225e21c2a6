#include <stdlib.h>

#include "form.h"
#include "lines.h"
#include "text.h"
#include "value.h"

/* Columns past which a text is not aligned for a few long ones' sake. */
enum { WIDTH_MAX = 64 };

struct table {
	const struct report *r;
	const struct options *o;
	struct lines lines;
	struct buf out, cell;
	size_t *width;		/* by column */
	unsigned *order;	/* columns shown: numbers, then texts */
	unsigned n;
	unsigned key[2], keys;
	size_t solid;		/* where the last cell with a text ends */
};

/* The second of two keys stands below the first. */
static bool
in_first_key(const struct table *t, unsigned column)
{
	return t->keys == 2 && column == t->key[1];
}

/* A text that no row has, though there are rows, is no column for people. */
static bool
is_empty(const struct table *t, unsigned column)
{
	const struct report *r = t->r;
	const struct column *c = &r->column[column];

	if (!column_is_text(c) || c->key)
		return false;
	for (uint32_t i = 0; i < r->n_row; i++) {
		const struct cell *cell = &report_cells(r, i)[column];

		if (value_word(c, cell).p != NULL ||
		    (cell->kind >= CELL_TEXT && cell->known > 0))
			return false;
	}
	return r->n_row > 0;
}

static void
choose_columns(struct table *t)
{
	const struct report *r = t->r;

	t->order = xcalloc(r->n_column + 1, sizeof(*t->order));
	for (int texts = 0; texts < 2; texts++)
		for (unsigned i = 0; i < r->n_column; i++)
			if (column_shown(&r->column[i], SHOW_TABLE) &&
			    r->column[i].before == NULL &&
			    !in_first_key(t, i) && !is_empty(t, i) &&
			    column_is_text(&r->column[i]) == (texts == 1))
				t->order[t->n++] = i;
}

/* What a key says of a line: its own, its group's, or what it sums up. */
static void
add_label(struct table *t, const struct line *line)
{
	unsigned column = t->key[t->keys == 2 && line->kind == LINE_ROW];
	const struct column *c = &t->r->column[column];
	const struct cell *cell = &report_cells(t->r, line->row)[column];
	struct str word;

	if (t->keys == 2 && line->within)
		buf_adds(&t->cell, STR("  "));
	if (line->kind == LINE_ALL) {
		buf_adds(&t->cell, STR("all"));
	} else if (line->kind == LINE_OTHERS) {
		buf_addc(&t->cell, '[');
		buf_addu(&t->cell, line->others);
		buf_adds(&t->cell, line->others == 1 ? STR(" other]") :
		    STR(" others]"));
	} else if ((word = value_word(c, cell)).p != NULL) {
		buf_adds(&t->cell, word);
	} else {
		struct buf raw = { 0 };

		value_text(c, cell, &raw);
		text_add(&t->cell, buf_str(&raw));
		buf_free(&raw);
	}
}

static void
add_text(struct table *t, const struct line *line, unsigned column)
{
	const struct column *c = &t->r->column[column];
	struct buf raw = { 0 };
	struct str word;

	if (line->kind != LINE_ROW)
		return;
	word = value_word(c, &line->cell[column]);
	value_text(c, &line->cell[column], &raw);
	if (word.p != NULL)
		buf_adds(&t->cell, word);
	else
		text_add(&t->cell, buf_str(&raw));
	buf_free(&raw);
}

/* The cell's text, in t->cell. */
static void
make_cell(struct table *t, const struct line *line, unsigned column)
{
	t->cell.n = 0;
	if (!column_is_text(&t->r->column[column]))
		value_number(t->r, column, line->cell, t->lines.all, &t->cell);
	else if (column == t->key[0] && t->keys > 0)
		add_label(t, line);
	else
		add_text(t, line, column);
}

static void
make_head(struct table *t, unsigned column)
{
	const struct column *c = &t->r->column[column];

	t->cell.n = 0;
	buf_adds(&t->cell, c->unit == UNIT_PERCENT ? STR("%") :
	    str_of(c->name));
	if (t->keys == 2 && column == t->key[0]) {
		buf_adds(&t->cell, STR(", "));
		buf_adds(&t->cell, str_of(t->r->column[t->key[1]].name));
	}
}

static void
widen(struct table *t, unsigned column)
{
	size_t n = text_columns(buf_str(&t->cell));

	if (n > t->width[column] && n <= WIDTH_MAX)
		t->width[column] = n;
}

static void
measure(struct table *t)
{
	t->width = xcalloc(t->r->n_column + 1, sizeof(*t->width));
	for (unsigned i = 0; i < t->n; i++) {
		make_head(t, t->order[i]);
		widen(t, t->order[i]);
		for (size_t j = 0; j < t->lines.n; j++) {
			/* The last is not aligned. */
			if (i + 1 == t->n && column_is_text(
			    &t->r->column[t->order[i]]))
				break;
			make_cell(t, &t->lines.line[j], t->order[i]);
			widen(t, t->order[i]);
		}
	}
}

static void
put_cell(struct table *t, unsigned i)
{
	unsigned column = t->order[i];
	size_t n = text_columns(buf_str(&t->cell));
	size_t pad = n < t->width[column] ? t->width[column] - n : 0;
	bool text = column_is_text(&t->r->column[column]);

	if (i > 0)
		buf_adds(&t->out, STR("  "));
	if (!text)
		text_pad(&t->out, pad);
	buf_adds(&t->out, buf_str(&t->cell));
	if (t->cell.n > 0)
		t->solid = t->out.n;
	if (text && i + 1 < t->n)
		text_pad(&t->out, pad);
}

static void
begin_tone(struct table *t, const struct line *line)
{
	form_tone(t->o, line->tone, &t->out);
	if (line->kind == LINE_ALL || line->kind == LINE_OTHERS)
		form_colour(t->o, COLOUR_DIM, &t->out);
}

static void
end_line(struct table *t, const struct line *line)
{
	t->out.n = t->solid;
	if (line != NULL && line->kind == LINE_ROW)
		value_notes(t->r, line->cell, SHOW_TABLE, &t->out);
	form_plain(t->o, &t->out);
	buf_addc(&t->out, '\n');
}

static void
add_lines(struct table *t)
{
	form_colour(t->o, COLOUR_HEAD, &t->out);
	for (unsigned i = 0; i < t->n; i++) {
		make_head(t, t->order[i]);
		put_cell(t, i);
	}
	end_line(t, NULL);
	for (size_t j = 0; j < t->lines.n; j++) {
		begin_tone(t, &t->lines.line[j]);
		for (unsigned i = 0; i < t->n; i++) {
			make_cell(t, &t->lines.line[j], t->order[i]);
			put_cell(t, i);
		}
		end_line(t, &t->lines.line[j]);
	}
}

static void
print(const struct report *r, const struct options *o, bool first)
{
	struct table t = { .r = r, .o = o };

	(void)first;
	t.keys = report_keys(r, t.key);
	lines_make(&t.lines, r, o->top, true);
	choose_columns(&t);
	measure(&t);
	form_colour(o, COLOUR_HEAD, &t.out);
	form_title(r, &t.out);
	form_plain(o, &t.out);
	buf_addc(&t.out, '\n');
	add_lines(&t);
	form_notes(r, t.lines.all, STR(""), &t.out);
	form_write(&t.out);
	lines_free(&t.lines);
	buf_free(&t.out);
	buf_free(&t.cell);
	free(t.width);
	free(t.order);
}

const struct form form_table = { "table", true, true, print };

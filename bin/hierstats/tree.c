#include <stdlib.h>

#include "fields.h"
#include "fold.h"
#include "form.h"
#include "sums.h"
#include "text.h"
#include "value.h"

/* Columns past which texts are not aligned for a few long names' sake. */
enum { WIDTH_MAX = 64 };

struct tree {
	const struct report *r;
	const struct options *o;
	struct outline outline;
	struct fold fold;
	struct fields fields;
	size_t label;		/* the width of names with what is behind */
	struct arena arena;
	struct cell *all;
	struct cell *scratch;	/* a row */
	struct buf out, cell;
	struct buf prefix;	/* what stands before a line's branch */
	size_t *at;		/* by level: how much of it */
	size_t levels;
};

static struct cell
times(struct cell c, uint64_t n)
{
	c.count *= n;
	c.known *= n;
	c.of *= n;
	return c;
}

/* The row that the line is, or the first that it stands for; or NULL. */
static const struct cell *
line_row(const struct tree *t, const struct fold_line *line)
{
	uint32_t row = line->row;

	if (row == NONE && t->outline.modules)
		row = t->outline.spot[line->spot].row;
	return row == NONE ? NULL : report_cells(t->r, row);
}

/* The line's numbers as a row, totals for what sums. */
static void
make_row(struct tree *t, const struct fold_line *line, bool own)
{
	const struct cell *row = line_row(t, line);
	const struct outline *o = &t->outline;

	memset(t->scratch, 0, t->r->n_column * sizeof(*t->scratch));
	if (row != NULL)
		memcpy(t->scratch, row, t->r->n_column * sizeof(*row));
	if (line->row != NONE)
		return;
	for (unsigned i = 0; i < o->n_sum; i++)
		t->scratch[o->sum[i]] = times((own ? o->own : o->total)[
		    line->spot * o->n_sum + i], line->times);
}

static void
make_number(struct tree *t, const struct fold_line *line,
    const struct field *f)
{
	t->cell.n = 0;
	make_row(t, line, f->kind == FIELD_OWN);
	value_number(t->r, f->column, t->scratch, t->all, &t->cell);
}

/* Is the line all that is shown of modules below it? */
static bool
stands_for_below(const struct tree *t, const struct fold_line *line)
{
	return t->outline.modules &&
	    t->outline.spot[line->spot].depth == t->o->depth;
}

static void
make_text(struct tree *t, const struct fold_line *line, const struct field *f)
{
	const struct column *c = &t->r->column[f->column];
	const struct cell *row = line_row(t, line);
	struct cell cell = { .kind = CELL_NONE };
	struct buf raw = { 0 };
	struct str text;

	t->cell.n = 0;
	if (c->unit == UNIT_LIST && stands_for_below(t, line))
		cell = outline_unite(&t->outline, line->spot, f->column,
		    &t->arena);
	else if (row != NULL)
		cell = row[f->column];
	value_text(c, &cell, &raw);
	text = buf_str(&raw);
	/* A class goes without its Python module. */
	text_add(&t->cell, c->unit == UNIT_CLASS ? str_after_last(text, '.') :
	    text);
	buf_free(&raw);
}

/* ` ×12 (99 each)`, each of the first number that sums. */
static void
add_times(struct tree *t, const struct fold_line *line)
{
	const struct outline *o = &t->outline;
	const struct cell *each;

	buf_adds(&t->cell, STR(" ×"));
	buf_addu(&t->cell, line->n);
	for (unsigned i = 0; i < t->fields.n_number; i++) {
		if (t->fields.number[i].kind != FIELD_TOTAL)
			continue;
		each = &o->total[line->spot * o->n_sum +
		    t->fields.number[i].sum];
		if (each->count == 0 && each->of == 0)
			return;
		make_row(t, line, false);
		t->scratch[t->fields.number[i].column] = *each;
		buf_adds(&t->cell, STR(" ("));
		value_number(t->r, t->fields.number[i].column, t->scratch,
		    t->all, &t->cell);
		buf_adds(&t->cell, STR(" each)"));
		return;
	}
}

/* The name with what is said behind it. */
static void
make_label(struct tree *t, const struct fold_line *line)
{
	const struct cell *row = line_row(t, line);
	unsigned key[2];

	t->cell.n = 0;
	if (line->row == NONE) {
		buf_add(&t->cell, t->fold.text.p + line->label, line->label_n);
	} else if (report_keys(t->r, key) > 0) {
		const struct column *c = &t->r->column[key[0]];
		struct str word = value_word(c, &row[key[0]]);
		struct buf raw = { 0 };

		value_text(c, &row[key[0]], &raw);
		if (word.p != NULL)
			buf_adds(&t->cell, word);
		else
			text_add(&t->cell, buf_str(&raw));
		buf_free(&raw);
	}
	if (line->n > 1)
		add_times(t, line);
	make_row(t, line, true);
	value_notes(t->r, t->scratch, SHOW_TREE, &t->cell);
}

static void
widen(size_t *width, const struct buf *cell, size_t more)
{
	size_t n = more + text_columns(buf_str(cell));

	if (n > *width && n <= WIDTH_MAX)
		*width = n;
}

static void
measure(struct tree *t)
{
	for (unsigned i = 0; i < t->fields.n_number; i++)
		t->fields.number[i].width = strlen(t->fields.number[i].head);
	t->label = strlen(t->r->column[t->outline.module].name);
	for (size_t j = 0; j < t->fold.n; j++) {
		const struct fold_line *line = &t->fold.line[j];

		for (unsigned i = 0; i < t->fields.n_number; i++) {
			make_number(t, line, &t->fields.number[i]);
			widen(&t->fields.number[i].width, &t->cell, 0);
		}
		for (unsigned i = 0; i < t->fields.n_text; i++) {
			struct field *text = &t->fields.text[i];

			make_text(t, line, text);
			if (t->cell.n > 0 && text->width == 0)
				text->width = strlen(text->head);
			widen(&text->width, &t->cell, 0);
		}
		make_label(t, line);
		widen(&t->label, &t->cell, 3 * (size_t)line->level);
		if (line->level >= t->levels)
			t->levels = line->level + 1;
	}
}

static void
add_padded(struct buf *out, struct str text, size_t width, bool right)
{
	size_t n = text_columns(text), pad = n < width ? width - n : 0;

	if (right)
		text_pad(out, pad);
	buf_adds(out, text);
	if (!right)
		text_pad(out, pad);
}

static void
add_head(struct tree *t)
{
	size_t solid;

	form_colour(t->o, COLOUR_HEAD, &t->out);
	for (unsigned i = 0; i < t->fields.n_number; i++) {
		buf_adds(&t->out, STR("  "));
		add_padded(&t->out, str_of(t->fields.number[i].head),
		    t->fields.number[i].width, true);
	}
	buf_adds(&t->out, STR("  "));
	solid = t->out.n;
	add_padded(&t->out, str_of(t->r->column[t->outline.module].name),
	    t->label, false);
	if (t->fields.n_text == 0)
		t->out.n = solid +
		    strlen(t->r->column[t->outline.module].name);
	for (unsigned i = 0; i < t->fields.n_text; i++) {
		buf_adds(&t->out, STR("  "));
		add_padded(&t->out, str_of(t->fields.text[i].head),
		    i + 1 < t->fields.n_text ? t->fields.text[i].width : 0,
		    false);
	}
	form_plain(t->o, &t->out);
	buf_addc(&t->out, '\n');
}

/* Sets the prefix for what is below the line, too. */
static void
add_branch(struct tree *t, const struct fold_line *line)
{
	if (line->level == 0) {
		t->at[0] = 0;
		t->prefix.n = 0;
	} else {
		t->prefix.n = t->at[line->level - 1];
		buf_adds(&t->out, buf_str(&t->prefix));
		buf_adds(&t->out, line->last ? STR("└─ ") : STR("├─ "));
		buf_adds(&t->prefix, line->last ? STR("   ") : STR("│  "));
		t->at[line->level] = t->prefix.n;
	}
}

static enum tone
line_tone(const struct tree *t, const struct fold_line *line)
{
	uint32_t row = line->row;

	if (row == NONE && t->outline.modules)
		row = t->outline.spot[line->spot].row;
	return row == NONE ? TONE_PLAIN : (enum tone)t->r->tone[row];
}

static void
add_line(struct tree *t, const struct fold_line *line)
{
	size_t solid, columns;

	for (unsigned i = 0; i < t->fields.n_number; i++) {
		make_number(t, line, &t->fields.number[i]);
		buf_adds(&t->out, STR("  "));
		add_padded(&t->out, buf_str(&t->cell),
		    t->fields.number[i].width, true);
	}
	buf_adds(&t->out, STR("  "));
	add_branch(t, line);
	form_tone(t->o, line_tone(t, line), &t->out);
	make_label(t, line);
	buf_adds(&t->out, buf_str(&t->cell));
	form_plain(t->o, &t->out);
	solid = t->out.n;
	columns = 3 * (size_t)line->level + text_columns(buf_str(&t->cell));
	text_pad(&t->out, columns < t->label ? t->label - columns : 0);
	for (unsigned i = 0; i < t->fields.n_text; i++) {
		make_text(t, line, &t->fields.text[i]);
		buf_adds(&t->out, STR("  "));
		buf_adds(&t->out, buf_str(&t->cell));
		if (t->cell.n > 0)
			solid = t->out.n;
		columns = text_columns(buf_str(&t->cell));
		text_pad(&t->out, columns < t->fields.text[i].width ?
		    t->fields.text[i].width - columns : 0);
	}
	t->out.n = solid;
	buf_addc(&t->out, '\n');
}

static void
print_tree(struct tree *t)
{
	fold_make(&t->fold, &t->outline, t->o->depth);
	t->all = report_sums(t->r, &t->arena);
	t->scratch = xcalloc(t->r->n_column + 1, sizeof(*t->scratch));
	fields_choose(&t->fields, &t->outline);
	measure(t);
	fields_drop_empty(&t->fields);
	t->at = xcalloc(t->levels, sizeof(*t->at));
	form_colour(t->o, COLOUR_HEAD, &t->out);
	form_title(t->r, &t->out);
	form_plain(t->o, &t->out);
	buf_addc(&t->out, '\n');
	add_head(t);
	for (size_t j = 0; j < t->fold.n; j++)
		add_line(t, &t->fold.line[j]);
	if (t->r->summary.n > 0) {
		form_colour(t->o, COLOUR_DIM, &t->out);
		text_add(&t->out, t->r->summary);
		form_plain(t->o, &t->out);
		buf_addc(&t->out, '\n');
	}
	form_notes(t->r, t->all, STR(""), &t->out);
	form_write(&t->out);
}

static void
print(const struct report *r, const struct options *o, bool first)
{
	struct tree t = { .r = r, .o = o };

	if (!outline_make(&t.outline, r)) {
		outline_free(&t.outline);
		form_table.print(r, o, first);
		return;
	}
	print_tree(&t);
	arena_free(&t.arena);
	fold_free(&t.fold);
	outline_free(&t.outline);
	fields_free(&t.fields);
	free(t.scratch);
	free(t.at);
	buf_free(&t.out);
	buf_free(&t.cell);
	buf_free(&t.prefix);
}

const struct form form_tree = { "tree", false, true, print };

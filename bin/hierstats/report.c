#include "report.h"

#include <stdlib.h>

#include "message.h"

void
report_open(struct report *r, struct str file)
{
	*r = (struct report){ .title = file, .file = { file }, .n_file = 1 };
}

void
report_open_both(struct report *r, struct str old, struct str new)
{
	struct buf b = { 0 };

	*r = (struct report){ .file = { old, new }, .n_file = 2 };
	for (unsigned i = 0; i < r->n_file; i++) {
		buf_adds(&b, i == 0 ? STR("") : STR(" \xe2\x86\x92 "));
		buf_adds(&b, r->file[i].p == NULL ? STR("(standard input)") :
		    r->file[i]);
	}
	r->title = report_keep(r, buf_str(&b));
	buf_free(&b);
}

void
report_free(struct report *r)
{
	arena_free(&r->arena);
	free(r->column);
	free(r->cell);
	free(r->tone);
	free(r->note);
	free(r->less);
	*r = (struct report){ 0 };
}

unsigned
report_column(struct report *r, struct column column)
{
	r->column = xreallocarray(r->column, r->n_column + 1,
	    sizeof(*r->column));
	r->column[r->n_column] = column;
	return r->n_column++;
}

struct str
report_keep(struct report *r, struct str text)
{
	return arena_copy(&r->arena, text);
}

static void
add(struct report *r, struct cell cell)
{
	r->cell[r->n_cell++] = cell;
	while (++r->next < r->n_column &&
	    r->column[r->next].unit >= UNIT_PERCENT)
		r->cell[r->n_cell++] = (struct cell){ .kind = CELL_NONE };
	if (r->next == r->n_column)
		r->next = 0;
}

void
report_row(struct report *r)
{
	if (r->n_row == r->cap_row) {
		r->cap_row = grown(r->n_row);
		r->cell = xreallocarray(r->cell,
		    (size_t)r->cap_row * r->n_column, sizeof(*r->cell));
		r->tone = xreallocarray(r->tone, r->cap_row,
		    sizeof(*r->tone));
	}
	r->tone[r->n_row++] = TONE_PLAIN;
}

void
report_tone(struct report *r, enum tone tone)
{
	r->tone[r->n_row - 1] = (uint8_t)tone;
}

void
report_text(struct report *r, struct str text)
{
	add(r, (struct cell){ .text = text.p, .known = text.n,
	    .kind = CELL_TEXT });
}

void
report_list(struct report *r, const struct str *list, size_t n)
{
	add(r, (struct cell){ .list = list, .known = n, .kind = CELL_LIST });
}

void
report_numbered(struct report *r, const struct numbered *numbered, size_t n)
{
	add(r, (struct cell){ .numbered = numbered, .known = n,
	    .kind = CELL_NUMBERED });
}

void
report_count(struct report *r, uint64_t count)
{
	add(r, (struct cell){ .count = count, .kind = CELL_COUNT });
}

void
report_real(struct report *r, double real)
{
	add(r, (struct cell){ .real = real, .kind = CELL_REAL });
}

void
report_unknown(struct report *r)
{
	add(r, (struct cell){ .kind = CELL_UNKNOWN });
}

void
report_none(struct report *r)
{
	add(r, (struct cell){ .kind = CELL_NONE });
}

void
report_bound(struct report *r, uint64_t count, uint64_t known, uint64_t of)
{
	add(r, (struct cell){ .count = count, .known = known, .of = of,
	    .kind = CELL_COUNT });
}

void
report_less(struct report *r, unsigned column, struct str module, uint64_t n,
    uint64_t known, uint64_t of)
{
	GROW(r->less, r->n_less, r->cap_less);
	r->column[column].less = true;
	r->less[r->n_less++] = (struct less){ column, module,
	    { .count = n, .known = known, .of = of, .kind = CELL_COUNT } };
}

void
report_sort(struct report *r, unsigned column)
{
	r->sorted = true;
	r->sort = column;
}

void
report_note(struct report *r, struct str note)
{
	r->note = xreallocarray(r->note, r->n_note + 1, sizeof(*r->note));
	r->note[r->n_note++] = note;
}

void
report_summary(struct report *r, struct str summary)
{
	r->summary = summary;
}

const struct cell *
report_cells(const struct report *r, uint32_t row)
{
	return r->cell + (size_t)row * r->n_column;
}

unsigned
report_keys(const struct report *r, unsigned column[2])
{
	unsigned n = 0;

	for (unsigned i = 0; i < r->n_column && n < 2; i++)
		if (r->column[i].key)
			column[n++] = i;
	return n;
}

static bool
same_text(const struct cell *a, const struct cell *b)
{
	return a->kind == b->kind && (a->kind != CELL_TEXT ||
	    str_eq((struct str){ a->text, a->known },
	    (struct str){ b->text, b->known }));
}

bool
report_same_group(const struct report *r, uint32_t a, uint32_t b)
{
	unsigned key[2];

	return report_keys(r, key) == 2 && same_text(
	    &report_cells(r, a)[key[0]], &report_cells(r, b)[key[0]]);
}

bool
column_shown(const struct column *c, enum show show)
{
	return c->show == 0 || (c->show & show) != 0;
}

bool
cell_is_unknown(const struct cell *c)
{
	return c->kind == CELL_UNKNOWN || (c->of > 0 && c->known == 0);
}

bool
column_is_text(const struct column *c)
{
	return c->unit <= UNIT_CLASS;
}

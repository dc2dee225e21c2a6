#include "separated.h"

#include "lines.h"
#include "text.h"
#include "value.h"

enum { BLOCK = 1 << 16 };	/* bytes of rows that are printed together */

struct separated {
	struct buf out, raw;
	char between;
	void (*add)(struct buf *, struct str);
};

static bool
is_column(const struct column *c)
{
	return c->unit != UNIT_PERCENT && column_shown(c, SHOW_PROGRAMS);
}

static void
add_head(struct separated *s, const struct report *r)
{
	for (unsigned i = 0; i < r->n_file; i++) {
		if (i > 0)
			buf_addc(&s->out, s->between);
		buf_adds(&s->out, form_file(r, i));
	}
	for (unsigned i = 0; i < r->n_column; i++) {
		const struct column *c = &r->column[i];

		if (!is_column(c))
			continue;
		for (unsigned k = 0; k < (c->parts != NULL ? 3 : 1); k++) {
			buf_addc(&s->out, s->between);
			buf_adds(&s->out, str_of(c->name));
			buf_adds(&s->out, k == 0 ? STR("") :
			    k == 1 ? STR("_known") : STR("_of"));
		}
	}
	buf_addc(&s->out, '\n');
}

static void
add_cell(struct separated *s, const struct column *c, const struct cell *row,
    const struct cell *cell)
{
	buf_addc(&s->out, s->between);
	s->raw.n = 0;
	if (column_is_text(c)) {
		/* Of a module, nothing is the root. */
		if (c->key && cell->kind == CELL_UNKNOWN)
			buf_adds(&s->raw, value_word(c, cell));
		value_text(c, cell, &s->raw);
		s->add(&s->out, buf_str(&s->raw));
	} else {
		value_digits(c, row, cell, &s->out);
	}
	if (c->parts == NULL)
		return;
	buf_addc(&s->out, s->between);
	buf_addu(&s->out, cell->known);
	buf_addc(&s->out, s->between);
	buf_addu(&s->out, cell->of);
}

void
separated_print(const struct report *r, const struct options *o, bool first,
    char between, void (*add)(struct buf *, struct str))
{
	struct separated s = { .between = between, .add = add };
	struct lines lines;

	lines_make(&lines, r, o->top, false);
	if (first)
		add_head(&s, r);
	for (size_t j = 0; j < lines.n; j++) {
		for (unsigned i = 0; i < r->n_file; i++) {
			if (i > 0)
				buf_addc(&s.out, between);
			add(&s.out, r->file[i]);
		}
		for (unsigned i = 0; i < r->n_column; i++)
			if (is_column(&r->column[i]))
				add_cell(&s, &r->column[i],
				    lines.line[j].cell,
				    &lines.line[j].cell[i]);
		buf_addc(&s.out, '\n');
		if (s.out.n >= BLOCK)
			form_write(&s.out);
	}
	form_write(&s.out);
	lines_free(&lines);
	buf_free(&s.out);
	buf_free(&s.raw);
}

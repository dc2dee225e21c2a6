#include "fields.h"

#include <stdlib.h>

/* Sums are numbers once for the module alone, once with all below it. */
void
fields_choose(struct fields *f, const struct outline *o)
{
	const struct report *r = o->r;
	unsigned sums = 0;

	f->number = xcalloc(2 * r->n_column + 1, sizeof(*f->number));
	f->text = xcalloc(r->n_column + 1, sizeof(*f->text));
	for (size_t i = 0; i < o->n_sum; i++) {
		const struct column *c = &r->column[o->sum[i]];

		sums += column_shown(c, SHOW_TREE) && c->before == NULL;
	}
	for (unsigned i = 0, sum = 0; i < r->n_column; i++) {
		const struct column *c = &r->column[i];
		struct field field = { .column = i, .sum = sum,
		    .head = c->name };

		sum += c->sum;
		if (!column_shown(c, SHOW_TREE) || c->before != NULL ||
		    i == o->module || c->key)
			continue;
		if (column_is_text(c)) {
			f->text[f->n_text++] = field;
			continue;
		}
		if (c->unit == UNIT_PERCENT)
			field.head = "%";
		if (!c->sum) {
			f->number[f->n_number++] = field;
			continue;
		}
		field.kind = FIELD_OWN;
		field.head = sums == 1 ? "own" : c->name;
		f->number[f->n_number++] = field;
		field.kind = FIELD_TOTAL;
		field.head = "total";
		f->number[f->n_number++] = field;
	}
}

void
fields_drop_empty(struct fields *f)
{
	unsigned n = 0;

	for (unsigned i = 0; i < f->n_text; i++)
		if (f->text[i].width > 0)
			f->text[n++] = f->text[i];
	f->n_text = n;
}

void
fields_free(struct fields *f)
{
	free(f->number);
	free(f->text);
}

#include "outline.h"

#include <stdlib.h>

#include "sums.h"

static uint32_t
spot_new(struct outline *o, uint32_t parent, struct str name)
{
	struct spot *s;
	uint32_t id = o->n++;

	GROW(o->spot, id, o->cap);
	s = &o->spot[id];
	*s = (struct spot){ .name = name, .parent = parent, .child = NONE,
	    .last = NONE, .next = NONE, .row = NONE, .last_row = NONE };
	if (parent != NONE) {
		struct spot *up = &o->spot[parent];

		s->depth = up->depth + 1;
		if (up->last == NONE)
			up->child = id;
		else
			o->spot[up->last].next = id;
		up->last = id;
	}
	return id;
}

static uint32_t
spot_at(struct outline *o, struct str path)
{
	uint32_t id = 0;

	for (size_t at = 0; path.n > 0 && at <= path.n; ) {
		const char *from = path.p + at;
		const char *dot = at == path.n ? NULL :
		    memchr(from, '.', path.n - at);
		size_t n = dot == NULL ? path.n - at : (size_t)(dot - from);
		uint32_t known = o->edge.n, edge, name;

		name = intern_add(&o->names, (struct str){ from, n });
		edge = pairs_add(&o->edge, id, name);
		id = edge < known ? edge + 1 :
		    spot_new(o, id, (struct str){ from, n });
		at += n + 1;
	}
	return id;
}

static void
add_row(struct outline *o, uint32_t id, uint32_t row)
{
	struct spot *s = &o->spot[id];

	if (s->row == NONE)
		s->row = row;
	else
		o->next_row[s->last_row] = row;
	s->last_row = row;
	for (unsigned i = 0; i < o->n_sum; i++)
		report_add(o->r, o->sum[i], &o->own[id * o->n_sum + i],
		    &report_cells(o->r, row)[o->sum[i]]);
}

/* Each row's spot, behind all others that of rows without one. */
static uint32_t *
find_spots(struct outline *o)
{
	const struct report *r = o->r;
	uint32_t *spot = xcalloc((size_t)r->n_row + 1, sizeof(*spot));
	bool aside = false;

	spot_new(o, NONE, STR(""));
	for (uint32_t i = 0; i < r->n_row; i++) {
		const struct cell *c = &report_cells(r, i)[o->module];

		o->next_row[i] = NONE;
		spot[i] = NONE;
		if (c->kind == CELL_TEXT)
			spot[i] = spot_at(o,
			    (struct str){ c->text, c->known });
		else
			aside = true;
	}
	if (aside)
		o->spot[spot_new(o, 0, STR(""))].aside = true;
	for (uint32_t i = 0; i < r->n_row; i++)
		if (spot[i] == NONE)
			spot[i] = o->n - 1;
	return spot;
}

/* So many zeros. */
static struct cell *
new_sums(const struct outline *o)
{
	size_t n = o->n * o->n_sum;
	struct cell *sum = xcalloc(n + 1, sizeof(*sum));

	for (size_t i = 0; i < n; i++)
		sum[i].kind = CELL_COUNT;
	return sum;
}

/* What is below a module several times, by its spot. */
static void
take_less(struct outline *o, struct cell *less)
{
	for (uint32_t i = 0; i < o->r->n_less; i++) {
		const struct less *l = &o->r->less[i];
		uint32_t spot = spot_at(o, l->module);

		for (unsigned k = 0; k < o->n_sum; k++)
			if (o->sum[k] == l->column)
				report_add(o->r, l->column,
				    &less[spot * o->n_sum + k], &l->amount);
	}
}

static void
add_up(struct outline *o)
{
	size_t n = o->n_sum;

	o->less = new_sums(o);
	take_less(o, o->less);
	for (uint32_t id = o->n; id-- > 0; )
		for (unsigned i = 0; i < n; i++) {
			report_add(o->r, o->sum[i], &o->total[id * n + i],
			    &o->own[id * n + i]);
			report_take(&o->total[id * n + i],
			    &o->less[id * n + i]);
			if (id > 0)
				report_add(o->r, o->sum[i],
				    &o->total[o->spot[id].parent * n + i],
				    &o->total[id * n + i]);
		}
}

static bool
find_columns(struct outline *o)
{
	const struct report *r = o->r;
	unsigned key[2];
	bool found = false;

	o->sum = xcalloc(r->n_column + 1, sizeof(*o->sum));
	for (unsigned i = 0; i < r->n_column; i++) {
		if (r->column[i].sum)
			o->sum[o->n_sum++] = i;
		if (r->column[i].unit == UNIT_MODULE && !found) {
			o->module = i;
			found = true;
		}
	}
	o->modules = report_keys(r, key) == 1 && key[0] == o->module;
	return found;
}

bool
outline_make(struct outline *o, const struct report *r)
{
	uint32_t *spot;

	*o = (struct outline){ .r = r };
	if (!find_columns(o))
		return false;
	o->next_row = xcalloc((size_t)r->n_row + 1, sizeof(*o->next_row));
	spot = find_spots(o);
	o->own = new_sums(o);
	o->total = new_sums(o);
	for (uint32_t i = 0; i < r->n_row; i++)
		add_row(o, spot[i], i);
	add_up(o);
	free(spot);
	return true;
}

void
outline_free(struct outline *o)
{
	free(o->spot);
	free(o->next_row);
	free(o->sum);
	free(o->own);
	free(o->total);
	free(o->less);
	intern_free(&o->names);
	pairs_free(&o->edge);
}

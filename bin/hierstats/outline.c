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

/* The spot of all rows that have no module, or that may have one. */
static uint32_t
spot_aside(struct outline *o, enum cell_kind why)
{
	uint32_t id = o->spot[0].last;

	for (int back = 0; back < 2 && id != NONE; back++, id--)
		if (o->spot[id].aside && o->spot[id].why == why)
			return id;
	id = spot_new(o, 0, STR(""));
	o->spot[id].aside = true;
	o->spot[id].why = why;
	return id;
}

/* Each row's spot, behind all others those of rows without one. */
static uint32_t *
find_spots(struct outline *o)
{
	const struct report *r = o->r;
	uint32_t *spot = xcalloc((size_t)r->n_row + 1, sizeof(*spot));

	spot_new(o, NONE, STR(""));
	for (uint32_t i = 0; i < r->n_row; i++) {
		const struct cell *c = &report_cells(r, i)[o->module];

		o->next_row[i] = NONE;
		spot[i] = c->kind == CELL_TEXT ? spot_at(o,
		    (struct str){ c->text, c->known }) : NONE;
	}
	for (uint32_t i = 0; i < r->n_row; i++)
		if (spot[i] == NONE)
			spot[i] = spot_aside(o, (enum cell_kind)
			    report_cells(r, i)[o->module].kind);
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

/* The next spot in tree order that is below `top`, or NONE. */
static uint32_t
next_below(const struct outline *o, uint32_t id, uint32_t top)
{
	if (o->spot[id].child != NONE)
		return o->spot[id].child;
	while (id != top && o->spot[id].next == NONE)
		id = o->spot[id].parent;
	return id == top ? NONE : o->spot[id].next;
}

static int
item_cmp(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

struct cell
outline_unite(const struct outline *o, uint32_t spot, unsigned column,
    struct arena *arena)
{
	struct intern items = { 0 };
	struct str *list;
	uint32_t n;

	for (uint32_t id = spot; id != NONE; id = next_below(o, id, spot))
		for (uint32_t row = o->spot[id].row; row != NONE;
		    row = o->next_row[row]) {
			const struct cell *c =
			    &report_cells(o->r, row)[column];

			for (uint64_t i = 0; c->kind == CELL_LIST &&
			    i < c->known; i++)
				intern_add(&items, c->list[i]);
		}
	n = items.n;
	list = arena_calloc(arena, n + 1, sizeof(*list));
	for (uint32_t i = 0; i < n; i++)
		list[i] = items.str[i];
	qsort(list, n, sizeof(*list), item_cmp);
	intern_free(&items);
	return (struct cell){ .list = list, .known = n, .kind = CELL_LIST };
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

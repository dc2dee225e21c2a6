#include <stdlib.h>

#include "intern.h"
#include "report.h"
#include "sums.h"

/* A row to be sorted. */
struct place {
	uint32_t row;
	uint32_t group;
};

struct sorter {
	const struct report *r;
	unsigned column;
	unsigned key[2];
	unsigned keys;
	struct cell *sum;	/* by group */
	uint32_t *first;	/* by group: the first of its rows */
};

static double
number(const struct cell *c)
{
	return c->kind == CELL_REAL ? c->real : (double)c->count;
}

/* Most first; what is no number last. */
static int
number_cmp(const struct cell *a, const struct cell *b)
{
	bool x = a->kind >= CELL_COUNT, y = b->kind >= CELL_COUNT;

	if (!x || !y)
		return (int)y - (int)x;
	if (a->kind == CELL_COUNT && b->kind == CELL_COUNT)
		return (a->count < b->count) - (a->count > b->count);
	return (number(a) < number(b)) - (number(a) > number(b));
}

static int
key_cmp(const struct sorter *s, unsigned i, uint32_t a, uint32_t b)
{
	unsigned column = s->key[i];
	const struct cell *x = &report_cells(s->r, a)[column];
	const struct cell *y = &report_cells(s->r, b)[column];

	if (x->kind != CELL_TEXT || y->kind != CELL_TEXT)
		return (x->kind != CELL_TEXT) - (y->kind != CELL_TEXT);
	if (s->r->column[column].unit == UNIT_MODULE)
		return (a > b) - (a < b);
	return str_cmp((struct str){ x->text, x->known },
	    (struct str){ y->text, y->known });
}

static int
place_cmp(const void *a, const void *b, void *sorter)
{
	const struct sorter *s = sorter;
	const struct place *x = a, *y = b;
	int c = 0;

	if (x->group != y->group) {
		c = number_cmp(&s->sum[x->group], &s->sum[y->group]);
		if (c == 0)
			c = key_cmp(s, 0, s->first[x->group],
			    s->first[y->group]);
		if (c != 0)
			return c;
	}
	c = number_cmp(&report_cells(s->r, x->row)[s->column],
	    &report_cells(s->r, y->row)[s->column]);
	if (c == 0 && s->keys > 0)
		c = key_cmp(s, s->keys - 1, x->row, y->row);
	return c != 0 ? c : (x->row > y->row) - (x->row < y->row);
}

/* Rows that share the first of two keys; else each its own. */
static uint32_t
group_of(const struct sorter *s, struct intern *groups, uint32_t row)
{
	const struct cell *c = &report_cells(s->r, row)[s->key[0]];

	if (s->keys < 2)
		return row;
	/* No text of a cell has this address. */
	if (c->kind != CELL_TEXT)
		return 0;
	return 1 + intern_add(groups, (struct str){ c->text, c->known });
}

static void
make_places(struct sorter *s, struct place *place)
{
	struct intern groups = { 0 };
	const struct report *r = s->r;

	memset(s->first, 0xff, ((size_t)r->n_row + 1) * sizeof(*s->first));
	for (uint32_t i = 0; i < r->n_row; i++) {
		uint32_t group = group_of(s, &groups, i);

		place[i] = (struct place){ i, group };
		if (s->first[group] == NONE)
			s->first[group] = i;
		report_add(r, s->column, &s->sum[group],
		    &report_cells(r, i)[s->column]);
	}
	intern_free(&groups);
}

uint32_t *
report_order(const struct report *r)
{
	struct sorter s = { .r = r, .column = r->sort };
	struct place *place = xcalloc((size_t)r->n_row + 1, sizeof(*place));
	uint32_t *order = xcalloc((size_t)r->n_row + 1, sizeof(*order));

	for (uint32_t i = 0; i < r->n_row; i++)
		place[i].row = i;
	if (r->sorted) {
		s.keys = report_keys(r, s.key);
		s.sum = xcalloc((size_t)r->n_row + 1, sizeof(*s.sum));
		s.first = xcalloc((size_t)r->n_row + 1, sizeof(*s.first));
		make_places(&s, place);
		qsort_r(place, r->n_row, sizeof(*place), place_cmp, &s);
		free(s.sum);
		free(s.first);
	}
	for (uint32_t i = 0; i < r->n_row; i++)
		order[i] = place[i].row;
	free(place);
	return order;
}

#include "reads.h"

#include <stdlib.h>

/* A row that reads an initializer. */
struct reader_row {
	uint32_t weight, place, row;
};

static int
reader_row_cmp(const void *a, const void *b)
{
	const struct reader_row *x = a, *y = b;

	if (x->weight != y->weight)
		return x->weight < y->weight ? -1 : 1;
	return (x->place > y->place) - (x->place < y->place);
}

/* The deepest module that both are within.  A jump leads up many modules at
 * once, so that no depth makes this slow (Myers, "An Applicative Random-Access
 * Stack", 1983). */
static uint32_t
common(const struct module *m, const uint32_t *jump, uint32_t a, uint32_t b)
{
	while (m[a].depth != m[b].depth) {
		uint32_t *low = m[a].depth > m[b].depth ? &a : &b;
		uint32_t to = m[a].depth > m[b].depth ? m[b].depth :
		    m[a].depth;

		*low = m[jump[*low]].depth >= to ? jump[*low] :
		    m[*low].parent;
	}
	while (a != b) {
		bool far = jump[a] != jump[b];

		a = far ? jump[a] : m[a].parent;
		b = far ? jump[b] : m[b].parent;
	}
	return a;
}

static uint32_t *
make_jumps(const struct stats *s)
{
	const struct module *m = s->module;
	uint32_t *jump = xcalloc(s->n_module, sizeof(*jump));

	for (uint32_t id = 1; id < s->n_module; id++) {
		uint32_t p = m[id].parent, q = jump[p];

		jump[id] = m[p].depth - m[q].depth ==
		    m[q].depth - m[jump[q]].depth ? jump[q] : p;
	}
	return jump;
}

/* A weight stands in so many rows: in sums it is once too often for each but
 * one of them.  In tree order, neighbours' common module is where. */
static void
add_twice(struct tally *t, uint32_t weight, uint32_t module)
{
	for (unsigned i = 0; i < t->o->n_measure; i++) {
		const struct measure *m = t->o->measure[i];
		uint32_t known = t->twice_at.n, at;

		if (m->weight == NULL || !m->read)
			continue;
		at = pairs_add(&t->twice_at, i, module);
		GROW(t->twice, at, t->twice_cap);
		if (at == known)
			t->twice[at] = (struct twice){ i, module, { 0 } };
		tally_add(t, i, &t->twice[at].sum, m->weight(t->s, weight));
	}
}

static void
find_twice(struct tally *t, struct reader_row *list, uint32_t n)
{
	uint32_t *jump = make_jumps(t->s);
	bool modules = tally_by_module(t);

	if (n > 0)
		qsort(list, n, sizeof(*list), reader_row_cmp);
	for (uint32_t i = 1; i < n; i++) {
		uint32_t a = t->row[list[i - 1].row].id[0];
		uint32_t b = t->row[list[i].row].id[0];

		if (list[i].weight != list[i - 1].weight)
			continue;
		add_twice(t, list[i].weight, !modules || a == NONE ||
		    b == NONE ? 0 : common(t->s->module, jump, a, b));
	}
	free(jump);
}

/* Each initializer once in each row that reads it. */
void
reads_add(struct tally *t)
{
	const struct stats *s = t->s;
	struct reader_row *list = xcalloc((size_t)s->read.n + 1,
	    sizeof(*list));
	struct pairs once = { 0 };
	uint32_t n = 0;

	for (uint32_t i = 0; i < s->read.n; i++) {
		uint32_t cell = s->read.pair[i].a, weight = s->read.pair[i].b;
		struct cell_key key = stats_cell(s, cell);
		uint32_t id[2], weight_id[2], row;

		if (!s->module[key.module].selected)
			continue;
		tally_cell_keys(t, cell, id);
		tally_weight_keys(t, weight, weight_id);
		for (unsigned k = 0; k < t->by.n; k++)
			if (t->by.key[k] == KEY_DTYPE)
				id[k] = weight_id[k];
		row = tally_row(t, id);
		if (pairs_add(&once, row, weight) != n)
			continue;
		tally_weight(t, id, weight, true);
		list[n++] = (struct reader_row){ weight, tally_by_module(t) &&
		    id[0] != NONE ? t->order[id[0]] : row, row };
	}
	find_twice(t, list, n);
	pairs_free(&once);
	free(list);
}

#include "tally.h"

#include <stdlib.h>

#include "message.h"

bool
tally_by_module(const struct tally *t)
{
	return t->by.n == 1 && t->by.key[0] == KEY_MODULE;
}

static _Noreturn void
past(const struct tally *t, unsigned measure)
{
	fatal("%s: %s past 64 bits", t->s->file.p == NULL ?
	    "(standard input)" : shown(t->s->file),
	    t->o->measure[measure]->name);
}

static void
add(const struct tally *t, unsigned measure, struct sum *to, struct sum part)
{
	if (__builtin_add_overflow(to->n, part.n, &to->n))
		past(t, measure);
	to->known += part.known;
	to->of += part.of;
}

/* Room for the sums of one row more. */
static void
grow(struct tally *t)
{
	uint32_t old = t->cap;

	if (t->n < t->cap)
		return;
	t->cap = t->n < 64 ? 64 : t->n + t->n / 2;
	t->row = xreallocarray(t->row, t->cap, sizeof(*t->row));
	t->sum = xreallocarray(t->sum, (size_t)t->cap * t->o->n_measure,
	    sizeof(*t->sum));
	t->inexact = xreallocarray(t->inexact, t->cap, sizeof(*t->inexact));
	t->fallback = xreallocarray(t->fallback, t->cap,
	    sizeof(*t->fallback));
	memset(t->sum + (size_t)old * t->o->n_measure, 0,
	    (size_t)(t->cap - old) * t->o->n_measure * sizeof(*t->sum));
	memset(t->inexact + old, 0, (t->cap - old) * sizeof(*t->inexact));
	memset(t->fallback + old, 0, (t->cap - old) * sizeof(*t->fallback));
}

static uint32_t
row_at(struct tally *t, const uint32_t id[2])
{
	uint32_t row = pairs_add(&t->pairs, id[0], id[1]);

	if (row == t->n) {
		grow(t);
		t->row[t->n++] = (struct row){ { id[0], id[1] } };
	}
	return row;
}

static uint32_t
module_key(const struct tally *t, enum key key, uint32_t module)
{
	if (module == NONE)
		return NONE;
	return key == KEY_MODULE ? t->shown_as[module] : key == KEY_CLASS ?
	    t->s->module[module].class : t->s->module[module].type;
}

/* What the keys are of a cell's nodes, and of an initializer. */
static void
keys_of_cell(const struct tally *t, uint32_t cell, uint32_t id[2])
{
	struct cell_key key = stats_cell(t->s, cell);
	bool aside = t->tree && stats_is_fallback(t->s, &key);

	id[0] = id[1] = 0;
	for (unsigned i = 0; i < t->by.n; i++)
		switch (t->by.key[i]) {
		case KEY_OP_TYPE: id[i] = key.op_type; break;
		case KEY_BY: id[i] = key.by; break;
		case KEY_GRAPH: id[i] = key.graph; break;
		case KEY_PRECISION: id[i] = key.precision; break;
		case KEY_DTYPE: id[i] = t->s->none; break;
		default: id[i] = aside ? NONE :
		    module_key(t, t->by.key[i], key.module);
		}
}

static void
keys_of_weight(const struct tally *t, uint32_t weight, uint32_t id[2])
{
	const struct weight *w = &t->s->weight[weight];

	id[0] = id[1] = 0;
	for (unsigned i = 0; i < t->by.n; i++)
		switch (t->by.key[i]) {
		case KEY_DTYPE: id[i] = w->dtype; break;
		case KEY_GRAPH: id[i] = w->graph; break;
		case KEY_OP_TYPE:
		case KEY_BY:
		case KEY_PRECISION: id[i] = t->s->none; break;
		default: id[i] = module_key(t, t->by.key[i], w->module);
		}
}

static bool
is_selected(const struct tally *t, uint32_t module)
{
	return module == NONE ? t->o->glob == NULL :
	    t->s->module[module].selected;
}

static void
add_cells(struct tally *t)
{
	const struct stats *s = t->s;

	for (uint32_t cell = 0; cell < s->cell.n; cell++) {
		struct cell_key key = stats_cell(s, cell);
		uint32_t id[2], row = NONE;
		uint64_t n = s->cell_nodes[cell];

		if (!s->module[key.module].selected)
			continue;
		keys_of_cell(t, cell, id);
		for (unsigned i = 0; i < t->o->n_measure; i++) {
			const struct measure *m = t->o->measure[i];

			if (m->nodes == NULL)
				continue;
			row = row_at(t, id);
			add(t, i, &t->sum[row * t->o->n_measure + i],
			    m->nodes(s, cell));
		}
		if (row == NONE)
			continue;
		t->inexact[row].n += key.inexact ? n : 0;
		t->fallback[row].n += stats_is_fallback(s, &key) ? n : 0;
		if (key.precision != s->none)
			pairs_add(&t->precision, row, key.precision);
	}
}

static void
add_weight(struct tally *t, const uint32_t id[2], uint32_t weight, bool read)
{
	for (unsigned i = 0; i < t->o->n_measure; i++) {
		const struct measure *m = t->o->measure[i];
		uint32_t row;

		if (m->weight == NULL || m->read != read)
			continue;
		if (m->unit == UNIT_COUNT && t->s->weight[weight].past)
			past(t, i);
		row = row_at(t, id);
		add(t, i, &t->sum[row * t->o->n_measure + i],
		    m->weight(t->s, weight));
	}
}

static void
add_weights(struct tally *t)
{
	for (uint32_t i = 0; i < t->s->n_weight; i++) {
		uint32_t id[2];

		if (!is_selected(t, t->s->weight[i].module))
			continue;
		keys_of_weight(t, i, id);
		add_weight(t, id, i, false);
	}
}

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
		if (at == t->twice_cap) {
			t->twice_cap = at < 64 ? 64 : 2 * at;
			t->twice = xreallocarray(t->twice, t->twice_cap,
			    sizeof(*t->twice));
		}
		if (at == known)
			t->twice[at] = (struct twice){ i, module, { 0 } };
		add(t, i, &t->twice[at].sum, m->weight(t->s, weight));
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
static void
add_reads(struct tally *t)
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
		keys_of_cell(t, cell, id);
		keys_of_weight(t, weight, weight_id);
		for (unsigned k = 0; k < t->by.n; k++)
			if (t->by.key[k] == KEY_DTYPE)
				id[k] = weight_id[k];
		row = row_at(t, id);
		if (pairs_add(&once, row, weight) != n)
			continue;
		add_weight(t, id, weight, true);
		list[n++] = (struct reader_row){ weight, tally_by_module(t) &&
		    id[0] != NONE ? t->order[id[0]] : row, row };
	}
	find_twice(t, list, n);
	pairs_free(&once);
	free(list);
}

/* Modules in tree order, what is unknown last. */
static int
row_cmp(const void *a, const void *b, void *tally)
{
	const struct tally *t = tally;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	for (unsigned i = 0; i < t->by.n; i++) {
		uint32_t p = t->row[x].id[i], q = t->row[y].id[i];

		if (t->by.key[i] != KEY_MODULE || p == q)
			continue;
		p = p == NONE ? NONE : t->order[p];
		q = q == NONE ? NONE : t->order[q];
		return p < q ? -1 : 1;
	}
	return (x > y) - (x < y);
}

static void
sort(struct tally *t)
{
	t->sorted = xcalloc((size_t)t->n + 1, sizeof(*t->sorted));
	for (uint32_t i = 0; i < t->n; i++)
		t->sorted[i] = i;
	if (t->n > 0)
		qsort_r(t->sorted, t->n, sizeof(*t->sorted), row_cmp, t);
}

static void
chain_precisions(struct tally *t)
{
	const struct pair *pair = t->precision.pair;

	t->precision_of = xcalloc((size_t)t->n + 1, sizeof(uint32_t));
	t->precisions = xcalloc((size_t)t->n + 1, sizeof(uint32_t));
	t->precision_next = xcalloc((size_t)t->precision.n + 1,
	    sizeof(uint32_t));
	memset(t->precision_of, 0xff, ((size_t)t->n + 1) * sizeof(uint32_t));
	for (uint32_t i = 0; i < t->precision.n; i++) {
		t->precision_next[i] = t->precision_of[pair[i].a];
		t->precision_of[pair[i].a] = i;
		t->precisions[pair[i].a]++;
	}
}

void
tally_make(struct tally *t, const struct stats *s, const struct options *o,
    bool tree)
{
	bool reads = false;

	*t = (struct tally){ .s = s, .o = o, .by = o->by, .tree = tree };
	t->shown_as = stats_at_depth(s, tree ? UINT32_MAX : o->depth);
	t->order = stats_tree_order(s);
	for (unsigned i = 0; i < o->n_measure; i++)
		reads |= o->measure[i]->read;
	add_cells(t);
	add_weights(t);
	if (reads)
		add_reads(t);
	for (uint32_t id = 0; tally_by_module(t) && id < s->n_module; id++)
		if (s->module[id].selected && s->module[id].recorded &&
		    t->shown_as[id] == id)
			row_at(t, (uint32_t[2]){ id, 0 });
	chain_precisions(t);
	sort(t);
}

struct sum *
tally_totals(const struct tally *t, unsigned measure)
{
	const struct stats *s = t->s;
	struct sum *total = xcalloc(s->n_module, sizeof(*total));
	struct sum *less;

	less = xcalloc(s->n_module, sizeof(*less));
	for (uint32_t i = 0; i < t->n; i++)
		add(t, measure, &total[t->row[i].id[0] == NONE ? 0 :
		    t->row[i].id[0]], t->sum[i * t->o->n_measure + measure]);
	for (uint32_t i = 0; i < t->twice_at.n; i++)
		if (t->twice[i].measure == measure)
			add(t, measure, &less[t->twice[i].module],
			    t->twice[i].sum);
	for (uint32_t id = s->n_module; id-- > 0; ) {
		total[id].n -= less[id].n;
		total[id].known -= less[id].known;
		total[id].of -= less[id].of;
		if (id > 0)
			add(t, measure, &total[s->module[id].parent],
			    total[id]);
	}
	free(less);
	return total;
}

void
tally_free(struct tally *t)
{
	free(t->shown_as);
	free(t->order);
	free(t->row);
	free(t->sum);
	free(t->inexact);
	free(t->fallback);
	free(t->twice);
	free(t->sorted);
	free(t->precision_of);
	free(t->precision_next);
	free(t->precisions);
	pairs_free(&t->pairs);
	pairs_free(&t->precision);
	pairs_free(&t->twice_at);
}

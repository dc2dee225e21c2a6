#include "tally.h"

#include <stdlib.h>

#include "message.h"
#include "reads.h"

bool
tally_by_module(const struct tally *t)
{
	return t->by.n == 1 && t->by.key[0] == KEY_MODULE;
}

static _Noreturn void
past(const struct tally *t, unsigned measure)
{
	fatal("%s: %s past 64 bits", stats_file(t->s),
	    t->o->measure[measure]->name);
}

void
tally_add(const struct tally *t, unsigned measure, struct sum *to,
    struct sum part)
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
	t->cap = grown(t->n);
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

uint32_t
tally_row(struct tally *t, const uint32_t id[2])
{
	uint32_t row = pairs_add(&t->pairs, id[0], id[1]);

	if (row == t->n) {
		grow(t);
		t->row[t->n++] = (struct row){ { id[0], id[1] } };
	}
	return row;
}

static struct sum *
sum_of(const struct tally *t, uint32_t row, unsigned measure)
{
	return &t->sum[(size_t)row * t->o->n_measure + measure];
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
void
tally_cell_keys(const struct tally *t, uint32_t cell, uint32_t id[2])
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

void
tally_weight_keys(const struct tally *t, uint32_t weight, uint32_t id[2])
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
		tally_cell_keys(t, cell, id);
		for (unsigned i = 0; i < t->o->n_measure; i++) {
			const struct measure *m = t->o->measure[i];

			if (m->nodes == NULL)
				continue;
			row = tally_row(t, id);
			tally_add(t, i, sum_of(t, row, i),
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

void
tally_weight(struct tally *t, const uint32_t id[2], uint32_t weight, bool read)
{
	for (unsigned i = 0; i < t->o->n_measure; i++) {
		const struct measure *m = t->o->measure[i];
		uint32_t row;

		if (m->weight == NULL || m->read != read)
			continue;
		if (m->unit == UNIT_COUNT && t->s->weight[weight].past)
			past(t, i);
		row = tally_row(t, id);
		tally_add(t, i, sum_of(t, row, i),
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
		tally_weight_keys(t, i, id);
		tally_weight(t, id, i, false);
	}
}

static void
add_modules(struct tally *t)
{
	for (uint32_t id = 0; id < t->s->n_module; id++) {
		uint32_t key[2] = { 0, 0 }, row;

		if (!t->s->module[id].selected || !t->s->module[id].recorded)
			continue;
		for (unsigned k = 0; k < t->by.n; k++)
			key[k] = t->by.key[k] <= KEY_TYPE ?
			    module_key(t, t->by.key[k], id) : t->s->none;
		for (unsigned i = 0; i < t->o->n_measure; i++) {
			if (t->o->measure[i]->module == NULL)
				continue;
			row = tally_row(t, key);
			tally_add(t, i, sum_of(t, row, i),
			    t->o->measure[i]->module(t->s, id));
		}
	}
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
	add_modules(t);
	if (reads)
		reads_add(t);
	for (uint32_t id = 0; tally_by_module(t) && id < s->n_module; id++)
		if (s->module[id].selected && s->module[id].recorded &&
		    t->shown_as[id] == id)
			tally_row(t, (uint32_t[2]){ id, 0 });
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
		tally_add(t, measure, &total[t->row[i].id[0] == NONE ? 0 :
		    t->row[i].id[0]], *sum_of(t, i, measure));
	for (uint32_t i = 0; i < t->twice_at.n; i++)
		if (t->twice[i].measure == measure)
			tally_add(t, measure, &less[t->twice[i].module],
			    t->twice[i].sum);
	for (uint32_t id = s->n_module; id-- > 0; ) {
		total[id].n -= less[id].n;
		total[id].known -= less[id].known;
		total[id].of -= less[id].of;
		if (id > 0)
			tally_add(t, measure, &total[s->module[id].parent],
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

#include "amounts.h"

#include <stdlib.h>

#include "tally.h"

unsigned
amounts_need(const struct options *o)
{
	unsigned needs = 0;

	for (unsigned i = 0; i < o->n_measure; i++)
		needs |= o->measure[i]->needs;
	return needs;
}

static int
precision_cmp(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* The row of each module, or NONE. */
static uint32_t *
rows_of(const struct tally *t, uint32_t n_module)
{
	uint32_t *row = xcalloc(n_module, sizeof(*row));

	memset(row, 0xff, n_module * sizeof(*row));
	for (uint32_t i = 0; i < t->n; i++)
		if (t->row[i].id[0] != NONE)
			row[t->row[i].id[0]] = i;
	return row;
}

static void
list_precisions(struct amounts *a, const struct tally *t,
    const struct stats *s)
{
	uint32_t *row = rows_of(t, s->n_module), n = 0;

	a->precision = xcalloc(t->precision.n + 1, sizeof(*a->precision));
	a->first = xcalloc(s->n_module + 1, sizeof(*a->first));
	for (uint32_t id = 0; id < s->n_module; id++) {
		uint32_t i = row[id] == NONE ? NONE :
		    t->precision_of[row[id]];

		for (; i != NONE; i = t->precision_next[i])
			a->precision[n++] = t->precision.pair[i].b == NONE ?
			    STR("unknown") :
			    stats_string(s, t->precision.pair[i].b);
		qsort(a->precision + a->first[id], n - a->first[id],
		    sizeof(*a->precision), precision_cmp);
		a->first[id + 1] = n;
	}
	free(row);
}

static void
add(struct sum *to, struct sum part)
{
	/* That the total is within 64 bits tally has seen to. */
	to->n += part.n;
	to->known += part.known;
	to->of += part.of;
}

void
amounts_make(struct amounts *a, const struct stats *s, const struct options *o)
{
	struct options by_module = *o;
	unsigned n = o->n_measure;
	struct tally t;

	by_module.by = (struct grouping){ { KEY_MODULE, KEY_MODULE }, 1 };
	by_module.depth = UINT32_MAX;
	tally_make(&t, s, &by_module, false);
	*a = (struct amounts){ .n_measure = n, .measure = o->measure };
	a->own = xcalloc((size_t)s->n_module * n + 1, sizeof(*a->own));
	a->total = xcalloc((size_t)s->n_module * n + 1, sizeof(*a->total));
	for (uint32_t row = 0; row < t.n; row++) {
		uint32_t id = t.row[row].id[0] == NONE ? 0 : t.row[row].id[0];

		for (unsigned i = 0; i < n; i++)
			add(&a->own[(size_t)id * n + i],
			    t.sum[(size_t)row * n + i]);
	}
	for (unsigned i = 0; i < n; i++) {
		struct sum *total = tally_totals(&t, i);

		for (uint32_t id = 0; id < s->n_module; id++)
			a->total[(size_t)id * n + i] = total[id];
		free(total);
	}
	list_precisions(a, &t, s);
	tally_free(&t);
}

struct sum
amounts_own(const struct amounts *a, uint32_t module, unsigned i)
{
	return a->own[(size_t)module * a->n_measure + i];
}

struct sum
amounts_total(const struct amounts *a, uint32_t module, unsigned i)
{
	return a->total[(size_t)module * a->n_measure + i];
}

void
amounts_free(struct amounts *a)
{
	free(a->own);
	free(a->total);
	free(a->precision);
	free(a->first);
	*a = (struct amounts){ 0 };
}

#include "opcounts.h"

#include <stdlib.h>

struct op {
	uint32_t module, op_type;
	uint64_t nodes;
};

static int
op_cmp(const void *a, const void *b)
{
	const struct op *x = a, *y = b;

	if (x->module != y->module)
		return x->module < y->module ? -1 : 1;
	return (x->op_type > y->op_type) - (x->op_type < y->op_type);
}

/* The selected nodes by module and op_type, in that order. */
static uint32_t
collect(const struct stats *s, struct op *op)
{
	uint32_t n = 0, to = 0;

	for (uint32_t id = 0; id < s->cell.n; id++) {
		struct cell_key key = stats_cell(s, id);

		if (s->module[key.module].selected)
			op[n++] = (struct op){ key.module, key.op_type,
			    s->cell_nodes[id] };
	}
	if (n > 0)
		qsort(op, n, sizeof(*op), op_cmp);
	for (uint32_t i = 0; i < n; i++) {
		if (to > 0 && op_cmp(&op[to - 1], &op[i]) == 0)
			op[to - 1].nodes += op[i].nodes;
		else
			op[to++] = op[i];
	}
	return to;
}

void
opcounts_make(struct opcounts *c, const struct stats *s)
{
	struct op *op = xcalloc(s->cell.n + 1, sizeof(*op));
	uint32_t n = collect(s, op), i = 0;

	c->op = xcalloc(2 * (size_t)n + 1, sizeof(*c->op));
	c->first = xcalloc((size_t)s->n_module + 1, sizeof(*c->first));
	for (uint32_t m = 0; m < s->n_module; m++) {
		c->first[m] = i;
		for (; i < n && op[i].module == m; i++) {
			c->op[2 * i] = op[i].op_type;
			c->op[2 * i + 1] = op[i].nodes;
		}
	}
	c->first[s->n_module] = i;
	free(op);
}

struct str
opcounts_of(const struct opcounts *c, uint32_t module)
{
	uint32_t from = c->first[module], to = c->first[module + 1];

	return (struct str){ (const char *)(c->op + 2 * (size_t)from),
	    2 * sizeof(*c->op) * (to - from) };
}

void
opcounts_free(struct opcounts *c)
{
	free(c->op);
	free(c->first);
}

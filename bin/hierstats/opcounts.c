#include "opcounts.h"

#include <stdlib.h>

/* Some nodes of a module. */
struct part {
	uint32_t module;
	struct opcount op;
};

static int
part_cmp(const void *a, const void *b)
{
	const struct part *x = a, *y = b;

	if (x->module != y->module)
		return x->module < y->module ? -1 : 1;
	return (x->op.op_type > y->op.op_type) -
	    (x->op.op_type < y->op.op_type);
}

/* The selected nodes by module and op_type, in that order. */
static uint32_t
collect(const struct stats *s, struct intern *text, struct part *part)
{
	uint32_t n = 0, to = 0;

	for (uint32_t id = 0; id < s->cell.n; id++) {
		struct cell_key key = stats_cell(s, id);

		if (!s->module[key.module].selected)
			continue;
		if (text != NULL)
			key.op_type = intern_add(text,
			    stats_string(s, key.op_type));
		part[n++] = (struct part){ key.module,
		    { key.op_type, s->cell_nodes[id] } };
	}
	if (n > 0)
		qsort(part, n, sizeof(*part), part_cmp);
	for (uint32_t i = 0; i < n; i++) {
		if (to > 0 && part_cmp(&part[to - 1], &part[i]) == 0)
			part[to - 1].op.nodes += part[i].op.nodes;
		else
			part[to++] = part[i];
	}
	return to;
}

void
opcounts_make(struct opcounts *c, const struct stats *s, struct intern *text)
{
	struct part *part = xcalloc(s->cell.n + 1, sizeof(*part));
	uint32_t n = collect(s, text, part), i = 0;

	c->op = xcalloc((size_t)n + 1, sizeof(*c->op));
	c->first = xcalloc((size_t)s->n_module + 1, sizeof(*c->first));
	for (uint32_t m = 0; m < s->n_module; m++) {
		c->first[m] = i;
		for (; i < n && part[i].module == m; i++)
			c->op[i] = part[i].op;
	}
	c->first[s->n_module] = i;
	free(part);
}

struct str
opcounts_of(const struct opcounts *c, uint32_t module)
{
	uint32_t from = c->first[module], to = c->first[module + 1];

	return (struct str){ (const char *)(c->op + from),
	    sizeof(*c->op) * (to - from) };
}

void
opcounts_free(struct opcounts *c)
{
	free(c->op);
	free(c->first);
}

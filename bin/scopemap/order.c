/* Do nodes stand in the order in which they were traced?  See inverse.h. */
#include <stdlib.h>

#include "inverse.h"

/* `/fc/MatMul_2`: 2, as the exporter numbers the nodes of a scope by their op,
 * one after the other; -1 when a name does not end in the op. */
static long
op_number(const struct model *m, uint32_t node)
{
	const struct node *n = &m->node[node];
	struct str plain;
	uint32_t number = parts_split(str_after_last(n->name, '/'), &plain);

	return str_eq(plain, model_name(m, n->op_type)) ? (long)number : -1;
}

/* Each graph has an order of its own. */
static bool
ascends(const struct model *m, uint32_t before, uint32_t node)
{
	return m->node[before].graph != m->node[node].graph ||
	    op_number(m, before) < op_number(m, node);
}

bool
find_traced(const struct inverse *in)
{
	const struct model *m = in->m;
	struct pairs numbered = { 0 };	/* (part, op_type) */
	uint32_t *last = NULL, cap = 0;	/* the pair's last node */
	bool traced = true;

	for (uint32_t i = 0; traced && i < m->n_node; i++) {
		uint32_t part = in->parts.of[i], n = numbered.n, id;

		if (part == NONE || in->parts.by_value[i] ||
		    op_number(m, i) < 0)
			continue;
		id = pairs_add(&numbered, part, m->node[i].op_type);
		GROW(last, id, cap);
		traced = id == n || ascends(m, last[id], i);
		last[id] = i;
	}
	pairs_free(&numbered);
	free(last);
	return traced;
}

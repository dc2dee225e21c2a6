#include "bindings.h"

#include <stdlib.h>

static uint32_t
new_value(struct bindings *b, uint32_t graph, uint32_t name)
{
	struct model *m = b->m;

	GROW(m->value, m->n_value, b->cap_value);
	m->value[m->n_value] = (struct value){ .name = name,
	    .graph = graph, .producer = NONE, .initializer = NONE };
	return m->n_value++;
}

/* Names come faster than definitions: room for all there are. */
static struct binding *
first_of(struct bindings *b, uint32_t name)
{
	uint32_t old = b->cap_first;

	if (name >= old) {
		b->cap_first = b->m->names.cap;
		b->first = xreallocarray(b->first, b->cap_first,
		    sizeof(*b->first));
		for (uint32_t i = old; i < b->cap_first; i++)
			b->first[i] = (struct binding){ NONE, NONE };
	}
	return &b->first[name];
}

uint32_t
bindings_define(struct bindings *b, uint32_t graph, uint32_t name)
{
	struct binding *first = first_of(b, name);
	uint32_t n = b->more.n, k;

	if (first->value == NONE)
		*first = (struct binding){ graph, new_value(b, graph, name) };
	if (first->graph == graph)
		return first->value;
	k = pairs_add(&b->more, graph, name);
	if (k == n) {
		GROW(b->more_value, n, b->cap_more);
		b->more_value[k] = new_value(b, graph, name);
	}
	return b->more_value[k];
}

/* What a name means within a graph; NONE when nothing defines it. */
static uint32_t
bindings_find(struct bindings *b, uint32_t graph, uint32_t name)
{
	const struct binding *first = first_of(b, name);
	uint32_t k;

	if (first->value == NONE)
		return NONE;
	for (; graph != NONE; graph = b->m->graph[graph].parent) {
		if (first->graph == graph)
			return first->value;
		k = pairs_find(&b->more, graph, name);
		if (k != NONE)
			return b->more_value[k];
	}
	return NONE;
}

void
bindings_settle(struct bindings *b)
{
	struct model *m = b->m;
	uint32_t total = 0;

	for (uint32_t i = 0; i < m->n_node; i++) {
		struct node *n = &m->node[i];
		for (uint32_t j = 0; j < n->n_input; j++) {
			uint32_t *edge = &m->edge[n->input + j], v;
			if (*edge == NONE)
				continue;
			v = bindings_find(b, n->graph, *edge);
			*edge = v != NONE ? v :
			    bindings_define(b, n->graph, *edge);
			m->value[*edge].n_use++;
			total++;
		}
	}
	m->use = xreallocarray(NULL, total + 1, sizeof(*m->use));
	for (uint32_t v = 0, at = 0; v < m->n_value; v++) {
		m->value[v].use = at;
		at += m->value[v].n_use;
		m->value[v].n_use = 0;
	}
	for (uint32_t i = 0; i < m->n_node; i++) {
		for (uint32_t j = 0; j < m->node[i].n_input; j++) {
			uint32_t v = node_input(m, &m->node[i], j);
			if (v != NONE)
				m->use[m->value[v].use +
				    m->value[v].n_use++] = i;
		}
	}
}

void
bindings_free(struct bindings *b)
{
	free(b->first);
	pairs_free(&b->more);
	free(b->more_value);
	*b = (struct bindings){ 0 };
}

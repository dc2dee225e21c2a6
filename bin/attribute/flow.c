#include "verdict.h"

/* A Quantize or Dequantize node that a tool put behind a node is of its
 * module. */
static uint32_t
from_quantized(const struct verdicts *t, const struct node *n)
{
	uint32_t v = n->n_input == 0 ? NONE : node_input(t->m, n, 0);

	if (v == NONE || t->m->value[v].producer == NONE ||
	    (!node_is(t->m, n, STR("QuantizeLinear")) &&
	    !node_is(t->m, n, STR("DequantizeLinear")) &&
	    !node_is(t->m, n, STR("DynamicQuantizeLinear"))))
		return NONE;
	return t->node[t->m->value[v].producer].module;
}

/* The module of a node, or of the node whose body it is in, as far as known;
 * bodies nest at most LIMIT_WIRE_DEPTH deep. */
static uint32_t
module_round(const struct verdicts *t, uint32_t node)
{
	while (node != NONE && t->node[node].module == NONE)
		node = t->m->graph[t->m->node[node].graph].holder;
	return node == NONE ? NONE : t->node[node].module;
}

static uint32_t
common(const struct verdicts *t, uint32_t a, uint32_t b)
{
	if (a == NONE || b == NONE)
		return a == NONE ? b : a;
	return modules_common(&t->tree, a, b);
}

/* Is the node in the main graph, or another that runs by itself? */
static bool
is_outermost(const struct model *m, uint32_t node)
{
	const struct graph *g = &m->graph[m->node[node].graph];

	return g->holder == NONE && !g->function;
}

/* A constant or a shape helper is a part of what consumes it: of what all its
 * consumers are in.  In a body only where they show that themselves: else it
 * is of what the body is of, as they are. */
static uint32_t
from_consumers(const struct verdicts *t, uint32_t node)
{
	const struct model *m = t->m;
	const struct node *n = &m->node[node];
	bool outermost = is_outermost(m, node);
	uint32_t module = NONE;

	for (uint32_t j = 0; j < n->n_output; j++) {
		uint32_t v = node_output(m, n, j);
		if (v == NONE)
			continue;
		for (uint32_t k = 0; k < m->value[v].n_use; k++) {
			uint32_t to = m->use[m->value[v].use + k];
			if (!outermost && t->node[to].module == NONE)
				return NONE;
			module = common(t, module, module_round(t, to));
		}
	}
	return module;
}

/* Where such a consumer may be deeper, so may be what it consumes. */
static bool
is_deeper(const struct verdicts *t, uint32_t node, uint32_t module)
{
	const struct model *m = t->m;
	const struct node *n = &m->node[node];

	for (uint32_t j = 0; j < n->n_output; j++) {
		uint32_t v = node_output(m, n, j);
		for (uint32_t k = 0; v != NONE && k < m->value[v].n_use; k++) {
			const struct verdict *to =
			    &t->node[m->use[m->value[v].use + k]];
			if (to->module == module && to->inexact)
				return true;
		}
	}
	return false;
}

static uint32_t
from_producers(const struct verdicts *t, const struct node *n)
{
	const struct model *m = t->m;
	uint32_t module = NONE;

	for (uint32_t j = 0; j < n->n_input; j++) {
		uint32_t v = node_input(m, n, j);
		if (v != NONE && m->value[v].producer != NONE)
			module = common(t, module,
			    t->node[m->value[v].producer].module);
	}
	return module;
}

void
verdicts_flow(struct verdicts *t)
{
	const struct model *m = t->m;

	for (uint32_t i = 0; i < m->n_node; i++)
		verdicts_decide(t, i, from_quantized(t, &m->node[i]),
		    BY_DATAFLOW);
	/* Consumers first: nodes stand in topological order. */
	for (uint32_t i = m->n_node; i-- > 0;) {
		uint32_t module;

		if (!verdicts_open_to(t, i) ||
		    (module = from_consumers(t, i)) == NONE)
			continue;
		verdicts_decide(t, i, module, BY_DATAFLOW);
		t->node[i].inexact = is_deeper(t, i, module);
	}
	for (uint32_t i = 0; i < m->n_node; i++)
		if (verdicts_open_to(t, i) && is_outermost(m, i))
			verdicts_decide(t, i, from_producers(t, &m->node[i]),
			    BY_DATAFLOW);
}

void
verdicts_fall_back(struct verdicts *t)
{
	const struct model *m = t->m;

	verdicts_functions(t);
	for (uint32_t i = 0; i < m->n_node; i++)
		if (m->graph[m->node[i].graph].holder != NONE)
			verdicts_decide(t, i, module_round(t, i), BY_PARENT);
	/* What a tag left without a module is the root's now, too. */
	for (uint32_t i = 0; i < m->n_node; i++) {
		t->node[i].tagged = t->node[i].tagged &&
		    t->node[i].module != NONE;
		verdicts_decide(t, i, 0, BY_ROOT);
	}
}

/*
 * unnamed: weights that lost their names, given to modules that a map knows.
 *
 * Exporters fold a Linear's transposed weight into a new initializer (`val_47`,
 * `onnx::MatMul_167`).  A module map tells which modules hold a weight that no
 * initializer names, how large it is, and in what order they stand; nameless
 * weights stand in the order in which nodes first read them.  Where modules and
 * weights are as many, and each module's parameters are of the weight's size (a
 * bias may come to it), one is the other's, in every call.
 */
#include "verdict.h"

#include <stdlib.h>

#include "bare.h"
#include "parameters.h"

struct unnamed {
	struct verdicts *t;
	uint32_t *weight, n_weight;	/* nameless, as they are first read */
	uint32_t *module, n_module;	/* whose weight no node reads by name */
};

static int64_t
size_of(const struct model *m, uint32_t value)
{
	return initializer_elements(
	    &m->initializer[m->value[value].initializer]);
}

/* The weight that the node multiplies by, when it has no owner; NONE when it
 * has one, or when the node does no such thing.  In all of these ops the weight
 * is the second input. */
static uint32_t
nameless_weight(const struct parameters *p, const struct model *m,
    const struct node *n)
{
	uint32_t v = n->n_input < 2 ? NONE : node_input(m, n, 1);

	if (v == NONE || m->value[v].initializer == NONE ||
	    p->owner[v] != NONE || (!node_is(m, n, STR("MatMul")) &&
	    !node_is(m, n, STR("Gemm")) && !node_is(m, n, STR("Conv")) &&
	    !node_is(m, n, STR("MatMulInteger"))))
		return NONE;
	return size_of(m, v) > 0 ? v : NONE;
}

/* Linear, Conv1d, and what is named like them: Conv1D, NonDynamicLinear. */
static bool
multiplies(const struct verdicts *t, uint32_t module)
{
	struct str class = bare_class(t, module);

	return class.n == 0 || str_ends(class, STR("Linear")) ||
	    str_starts(class, STR("Conv"));
}

/* What looks up rows of a weight is no module that multiplies by it, although
 * it may bear that one's name: an embedding, tied (onnxscript's torch_lib/ops/
 * core.py, aten_embedding, is a Gather). */
static void
mark_named(const struct parameters *p, const struct model *m,
    const struct node *n, bool *named)
{
	if (node_is(m, n, STR("Gather")))
		return;
	for (uint32_t j = 0; j < n->n_input; j++) {
		uint32_t v = node_input(m, n, j);

		if (v != NONE && p->owner[v] != NONE)
			named[p->owner[v]] = true;
	}
}

static void
collect(struct unnamed *u, const struct parameters *p)
{
	const struct verdicts *t = u->t;
	const struct model *m = t->m;
	bool *named = xcalloc(t->tree.n, sizeof(*named));
	bool *seen = xcalloc(m->n_value + 1, sizeof(*seen));

	u->weight = xreallocarray(NULL, m->n_node + 1, sizeof(*u->weight));
	u->module = xreallocarray(NULL, t->tree.n, sizeof(*u->module));
	for (uint32_t i = 0; i < m->n_node; i++) {
		uint32_t v = nameless_weight(p, m, &m->node[i]);

		mark_named(p, m, &m->node[i], named);
		if (t->node[i].module == NONE && v != NONE && !seen[v]) {
			seen[v] = true;
			u->weight[u->n_weight++] = v;
		}
	}
	/* Records stand in tree order, as the module's __init__ did. */
	for (uint32_t k = 0; k < t->n_order; k++)
		if (!named[t->order[k]] && t->params[t->order[k]] > 0 &&
		    !t->parent[t->order[k]] && multiplies(t, t->order[k]))
			u->module[u->n_module++] = t->order[k];
	free(named);
	free(seen);
}

static bool
agrees(const struct unnamed *u, uint32_t k)
{
	int64_t size = size_of(u->t->m, u->weight[k]);
	int64_t params = u->t->params[u->module[k]];

	return size <= params && params - size <= size;
}

void
verdicts_unnamed(struct verdicts *t, const struct parameters *p)
{
	struct unnamed u = { .t = t };
	bool agree;

	collect(&u, p);
	agree = u.n_weight == u.n_module;
	for (uint32_t k = 0; agree && k < u.n_weight; k++)
		agree = agrees(&u, k);
	for (uint32_t k = 0; agree && k < u.n_weight; k++) {
		const struct value *v = &t->m->value[u.weight[k]];

		for (uint32_t j = 0; j < v->n_use; j++) {
			uint32_t to = t->m->use[v->use + j];
			if (nameless_weight(p, t->m, &t->m->node[to]) ==
			    u.weight[k])
				verdicts_decide(t, to, u.module[k],
				    BY_STRUCTURE);
		}
	}
	free(u.weight);
	free(u.module);
}

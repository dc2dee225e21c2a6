/*
 * unnamed: weights that lost their names, given to modules that a map knows.
 *
 * Exporters fold a Linear's transposed weight into a new initializer (`val_47`,
 * `onnx::MatMul_167`).  A module map tells which modules hold a weight that no
 * initializer names, how large it is, and in what order they stand; the nodes
 * that read a nameless weight stand in the order in which they ran.  Where both
 * are as many, and each module's parameters are of the weight's size (a bias
 * may come to it), one is the other's.
 */
#include "verdict.h"

#include <stdlib.h>

#include "bare.h"
#include "parameters.h"

struct unnamed {
	struct verdicts *t;
	uint32_t *node, n_node;		/* read a nameless weight, in order */
	int64_t *size;			/* of that weight, by place in node */
	uint32_t *module, n_module;	/* whose weight no node reads by name */
};

/* Elements of the weight that the node multiplies by, when it has no owner; 0
 * when it has one, or when the node does no such thing.  In all of these ops
 * the weight is the second input. */
static int64_t
nameless_size(const struct parameters *p, const struct model *m,
    const struct node *n)
{
	uint32_t v = n->n_input < 2 ? NONE : node_input(m, n, 1);

	if (v == NONE || m->value[v].initializer == NONE ||
	    p->owner[v] != NONE || (!node_is(m, n, STR("MatMul")) &&
	    !node_is(m, n, STR("Gemm")) && !node_is(m, n, STR("Conv")) &&
	    !node_is(m, n, STR("MatMulInteger"))))
		return 0;
	return initializer_elements(&m->initializer[m->value[v].initializer]);
}

/* Linear, Conv1d, and what is named like them: Conv1D, NonDynamicLinear. */
static bool
multiplies(const struct verdicts *t, uint32_t module)
{
	struct str class = bare_class(t, module);

	return class.n == 0 || str_ends(class, STR("Linear")) ||
	    str_starts(class, STR("Conv"));
}

static void
collect(struct unnamed *u, const struct parameters *p)
{
	const struct verdicts *t = u->t;
	const struct model *m = t->m;
	bool *named = xcalloc(t->tree.n, sizeof(*named));

	u->node = xreallocarray(NULL, m->n_node + 1, sizeof(*u->node));
	u->size = xreallocarray(NULL, m->n_node + 1, sizeof(*u->size));
	u->module = xreallocarray(NULL, t->tree.n, sizeof(*u->module));
	for (uint32_t i = 0; i < m->n_node; i++) {
		const struct node *n = &m->node[i];
		int64_t size;

		for (uint32_t j = 0; j < n->n_input; j++) {
			uint32_t v = node_input(m, n, j);
			if (v != NONE && p->owner[v] != NONE)
				named[p->owner[v]] = true;
		}
		if (t->node[i].module == NONE &&
		    (size = nameless_size(p, m, n)) > 0) {
			u->node[u->n_node] = i;
			u->size[u->n_node++] = size;
		}
	}
	/* Records stand in tree order, as the module's __init__ did. */
	for (uint32_t k = 0; k < t->n_order; k++)
		if (!named[t->order[k]] && t->params[t->order[k]] > 0 &&
		    !t->parent[t->order[k]] && multiplies(t, t->order[k]))
			u->module[u->n_module++] = t->order[k];
	free(named);
}

void
verdicts_unnamed(struct verdicts *t, const struct parameters *p)
{
	struct unnamed u = { .t = t };
	bool agree;

	collect(&u, p);
	agree = u.n_node == u.n_module;
	for (uint32_t k = 0; agree && k < u.n_node; k++)
		agree = u.size[k] <= t->params[u.module[k]] &&
		    t->params[u.module[k]] - u.size[k] <= u.size[k];
	for (uint32_t k = 0; agree && k < u.n_node; k++)
		verdicts_decide(t, u.node[k], u.module[k], BY_STRUCTURE);
	free(u.node);
	free(u.size);
	free(u.module);
}

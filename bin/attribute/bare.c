#include "bare.h"

#include <stdlib.h>

/* Classes by how their names begin, and the op that each is exported as.
 * Transformers' activations are named alike: GELUActivation. */
static const struct {
	struct str class, op;
} rules[] = {
	{ STR("ReLU6"), STR("Clip") },
	{ STR("ReLU"), STR("Relu") },
	{ STR("LeakyReLU"), STR("LeakyRelu") },
	{ STR("GELU"), STR("Gelu") },
	{ STR("Sigmoid"), STR("Sigmoid") },
	{ STR("Tanh"), STR("Tanh") },
	{ STR("ELU"), STR("Elu") },
	{ STR("Mish"), STR("Mish") },
	{ STR("Softmax"), STR("Softmax") },
	{ STR("Hardswish"), STR("HardSwish") },
	{ STR("Hardsigmoid"), STR("HardSigmoid") },
	{ STR("Hardtanh"), STR("Clip") },
	{ STR("MaxPool"), STR("MaxPool") },
	{ STR("AvgPool"), STR("AveragePool") },
	{ STR("AdaptiveAvgPool"), STR("GlobalAveragePool") },
	{ STR("AdaptiveAvgPool"), STR("ReduceMean") },
	{ STR("Flatten"), STR("Flatten") },
	{ STR("Flatten"), STR("Reshape") },
	{ STR("Upsample"), STR("Resize") },
};

struct str
bare_class(const struct verdicts *t, uint32_t module)
{
	struct str class = t->class[module];
	size_t begin;

	if (class.n < 2)
		return (struct str){ 0 };
	class = (struct str){ class.p + 1, class.n - 2 };
	begin = class.n;
	while (begin > 0 && class.p[begin - 1] != '.')
		begin--;
	return (struct str){ class.p + begin, class.n - begin };
}

/* Two ops, x * sigmoid(x) (torch/onnx's symbolic_opset9.py, silu; onnxscript's
 * torch_lib/ops/nn.py, aten_silu), each of which others do, too, to gate. */
static bool
is_swish(struct str class)
{
	return str_starts(class, STR("SiLU")) ||
	    str_starts(class, STR("Swish"));
}

/* Does bare_child find all that the class does? */
static bool
is_one_op(struct str class)
{
	if (is_swish(class))
		return true;
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (str_starts(class, rules[i].class))
			return true;
	return false;
}

/* A map knows that the module has no parameters; or a file's own table, which
 * was made without one, names a class that has none. */
static bool
is_bare(const struct verdicts *t, uint32_t id)
{
	if (t->parent[id] || t->class[id].n == 0)
		return false;
	return t->params[id] == 0 || (t->fixed && t->params[id] < 0 &&
	    is_one_op(bare_class(t, id)));
}

void
bare_open(struct bare *b, const struct verdicts *t)
{
	uint32_t n = t->tree.n;

	*b = (struct bare){ .t = t };
	b->child = xreallocarray(NULL, n, sizeof(*b->child));
	b->sibling = xreallocarray(NULL, n, sizeof(*b->sibling));
	for (uint32_t id = 0; id < n; id++)
		b->child[id] = b->sibling[id] = NONE;
	for (uint32_t id = n; id-- > 1;) {
		if (!is_bare(t, id))
			continue;
		b->sibling[id] = b->child[t->tree.parent[id]];
		b->child[t->tree.parent[id]] = id;
	}
}

void
bare_free(struct bare *b)
{
	free(b->child);
	free(b->sibling);
}

/* Is it the product of a value and that value's own sigmoid? */
static bool
is_swish_product(const struct model *m, const struct node *n)
{
	if (!node_is(m, n, STR("Mul")) || n->n_input != 2)
		return false;
	for (uint32_t j = 0; j < 2; j++) {
		uint32_t v = node_input(m, n, j);
		uint32_t from = v == NONE ? NONE : m->value[v].producer;

		if (from != NONE &&
		    node_is(m, &m->node[from], STR("Sigmoid")) &&
		    node_input(m, &m->node[from], 0) ==
		    node_input(m, n, 1 - j))
			return true;
	}
	return false;
}

static bool
is_of_swish(const struct model *m, const struct node *n)
{
	uint32_t v = node_output(m, n, 0);

	if (!node_is(m, n, STR("Sigmoid")))
		return is_swish_product(m, n);
	for (uint32_t k = 0; v != NONE && k < m->value[v].n_use; k++)
		if (is_swish_product(m,
		    &m->node[m->use[m->value[v].use + k]]))
			return true;
	return false;
}

static bool
does(const struct bare *b, uint32_t module, const struct node *n)
{
	struct str class = bare_class(b->t, module);

	if (is_swish(class))
		return is_of_swish(b->t->m, n);
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (str_starts(class, rules[i].class) &&
		    node_is(b->t->m, n, rules[i].op))
			return true;
	return false;
}

/* A module has few children without parameters; a list may have many, and
 * then none of them is the only one that does an op. */
enum { MOST_CHILDREN = 64 };

uint32_t
bare_child(const struct bare *b, uint32_t caller, const struct node *n)
{
	uint32_t found = NONE, seen = 0;

	for (uint32_t id = b->child[caller]; id != NONE; id = b->sibling[id]) {
		if (++seen > MOST_CHILDREN)
			return NONE;
		if (!does(b, id, n))
			continue;
		if (found != NONE)
			return NONE;
		found = id;
	}
	return found;
}

uint32_t
bare_only(const struct bare *b, uint32_t caller)
{
	uint32_t found = NONE, seen = 0;

	for (uint32_t id = b->child[caller]; id != NONE; id = b->sibling[id]) {
		struct str class = bare_class(b->t, id);

		if (++seen > MOST_CHILDREN)
			return NONE;
		if (str_ends(class, STR("Dropout")) ||
		    str_eq(class, STR("Identity")) || is_one_op(class))
			continue;
		if (found != NONE)
			return NONE;
		found = id;
	}
	return found;
}

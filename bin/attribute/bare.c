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
	{ STR("SiLU"), STR("Sigmoid") },
	{ STR("SiLU"), STR("Mul") },
	{ STR("Swish"), STR("Sigmoid") },
	{ STR("Swish"), STR("Mul") },
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

/* Is a class one op, so that bare_child finds all of it? */
static bool
is_one_op(struct str class)
{
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

static bool
does(const struct bare *b, uint32_t module, const struct node *n)
{
	struct str class = bare_class(b->t, module);

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

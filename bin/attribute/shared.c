#include "shared.h"

enum {
	MERGED_MOST = 1024,	/* elements */
	PORTS = 3,		/* of a product: input, weight, bias */
};

static bool
differ(const struct model *m, const struct initializer *in)
{
	struct record r = { 0 };
	struct str first = { 0 };
	struct json j;
	bool found = false;

	record_scan(&r, m->line[in->line]);
	json_open(&j, record_get(&r, M_VALUES));
	if (json_enter(&j, '['))
		while (!found && json_item(&j)) {
			struct str value = json_skip(&j);
			found = first.n > 0 && !str_eq(value, first);
			first = value;
		}
	record_free(&r);
	return found;
}

/* Would no other initializer have the same values by chance?  The stream shows
 * those of small ones alone. */
static bool
is_distinct(const struct model *m, uint32_t value)
{
	uint32_t i = m->value[value].initializer;

	return i != NONE && (differ(m, &m->initializer[i]) ||
	    initializer_elements(&m->initializer[i]) > MERGED_MOST);
}

static bool
is_product(const struct model *m, const struct node *n)
{
	static const struct str ops[] = {
		STR("MatMul"), STR("Gemm"), STR("Conv"),
		STR("MatMulInteger"), STR("ConvInteger"),
	};

	return node_is_any(m, n, ops, sizeof(ops) / sizeof(ops[0]));
}

static uint32_t
weight_read(const struct model *m, uint32_t node)
{
	const struct node *n = &m->node[node];

	for (uint32_t j = 0; is_product(m, n) && j < PORTS &&
	    j < n->n_input; j++) {
		uint32_t v = node_input(m, n, j);
		if (v != NONE && m->value[v].initializer != NONE &&
		    initializer_rank(&m->initializer[
		    m->value[v].initializer]) >= 2)
			return v;
	}
	return NONE;
}

/* The weight of the product that the node is, or adds to; NONE when it is
 * neither. */
static uint32_t
weight_beside(const struct model *m, uint32_t node)
{
	const struct node *n = &m->node[node];
	uint32_t found = weight_read(m, node);

	for (uint32_t j = 0; found == NONE && j < PORTS && j < n->n_input;
	    j++) {
		uint32_t v = node_input(m, n, j);
		if (v != NONE && m->value[v].producer != NONE)
			found = weight_read(m, m->value[v].producer);
	}
	return found;
}

/* Does the list lack the member before that of this number? */
static bool
follows_gap(const struct modules *tree, uint32_t id, long number)
{
	struct buf b = { 0 };
	bool gap;

	modules_member_path(tree, tree->parent[id], (uint32_t)number - 1, &b);
	gap = modules_find(tree, buf_str(&b)) == NONE;
	buf_free(&b);
	return gap;
}

/* May the module be another, too?  One that stands in a list twice has its
 * parameters named after the later place (torch.nn.Module.named_parameters,
 * remove_duplicate=False, as torch.export reads it), and none after the one
 * before; a map knows it by the first. */
static bool
is_alias(const struct verdicts *t, uint32_t module)
{
	if (t->class[0].n > 0)
		return t->class[module].n == 0;
	for (uint32_t id = module; id != 0; id = t->tree.parent[id]) {
		long number = modules_number(&t->tree, id);
		if (number > 0 && follows_gap(&t->tree, id, number))
			return true;
	}
	return false;
}

bool
shared_is_one(const struct verdicts *t, uint32_t value, uint32_t owner)
{
	const struct model *m = t->m;
	const struct value *v = &m->value[value];
	uint32_t weight = NONE;
	bool beside = true;

	if (is_alias(t, owner))
		return false;
	for (uint32_t k = 0; k < v->n_use; k++) {
		uint32_t node = m->use[v->use + k], w;

		if (k > 0 && node == m->use[v->use + k - 1])
			continue;
		if (node_is(m, &m->node[node], STR("Gather")) ||
		    node_is(m, &m->node[node], STR("Identity")))
			return false;
		w = weight_beside(m, node);
		beside = beside && w != NONE && (k == 0 || w == weight);
		weight = w;
	}
	return is_distinct(m, value) || (beside && weight != NONE &&
	    is_distinct(m, weight));
}

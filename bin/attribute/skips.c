#include "skips.h"

/* What more take is no skip connection's: an attention mask.  Each sum looks at
 * all of these. */
enum { MOST_TAKERS = 64 };

/* Is the value taken outside the module, too? */
static bool
leaves(const struct surroundings *s, uint32_t v, uint32_t module)
{
	for (uint32_t k = 0; k < s->m->value[v].n_use; k++) {
		uint32_t to = s->m->use[s->m->value[v].use + k];

		if (surroundings_known(s, to) && !modules_within(&s->t->tree,
		    s->t->node[to].module, module))
			return true;
	}
	return false;
}

static uint32_t
by_maker(const struct surroundings *s, uint32_t v, const struct way *order)
{
	uint32_t from = s->m->value[v].producer, caller;

	if (from == NONE || s->m->value[v].n_use < 2 ||
	    !surroundings_known(s, from))
		return NONE;
	caller = surroundings_seen(s, from).level;
	if (!way_has(&s->t->tree, order, caller))
		return NONE;
	caller = surroundings_unlisted(s, caller);
	return leaves(s, v, caller) ? NONE : caller;
}

/* SEVERAL when not all say the same. */
static uint32_t
by_takers(const struct surroundings *s, uint32_t node, uint32_t v,
    const struct way *order)
{
	const struct modules *tree = &s->t->tree;
	uint32_t found = NONE;

	for (uint32_t k = 0; k < s->m->value[v].n_use; k++) {
		uint32_t to = s->m->use[s->m->value[v].use + k], in, module;

		if (to >= node || !surroundings_known(s, to))
			continue;
		in = surroundings_seen(s, to).level;
		module = surroundings_unlisted(s, in);
		if ((!way_has(tree, order, in) &&
		    !way_has(tree, order, module)) ||
		    (found != NONE && found != module))
			return SEVERAL;
		found = module;
	}
	return found;
}

static bool
is_norm(const struct surroundings *s, uint32_t node)
{
	static const struct str ops[] = {
		STR("LayerNormalization"), STR("RMSNormalization"),
		STR("SimplifiedLayerNormalization"),
	};

	return node_is_any(s->m, &s->m->node[node], ops,
	    sizeof(ops) / sizeof(ops[0]));
}

/* Norm first, or norm last, as torch.nn.TransformerEncoderLayer.forward does
 * both?  A module that norms what it is given adds to what it was given.  One
 * that does not, and whose caller norms the sum and goes on with that alone,
 * adds nothing: sum and norm are one step, the caller's. */
static uint32_t
round_norm(const struct surroundings *s, uint32_t node, uint32_t v,
    uint32_t module)
{
	uint32_t out = node_output(s->m, &s->m->node[node], 0);
	uint32_t caller = s->t->tree.parent[module];

	if (module == 0 || out == NONE || s->m->value[out].n_use == 0 ||
	    s->m->value[out].n_use > MOST_TAKERS)
		return module;
	for (uint32_t k = 0; k < s->m->value[out].n_use; k++) {
		uint32_t to = s->m->use[s->m->value[out].use + k];
		if (!is_norm(s, to) || !surroundings_known(s, to) ||
		    surroundings_seen(s, to).level != caller)
			return module;
	}
	for (uint32_t k = 0; k < s->m->value[v].n_use; k++)
		if (is_norm(s, s->m->use[s->m->value[v].use + k]))
			return module;
	return caller;
}

/* A module whose one child has a name is there for what it does itself; where
 * it was given the value, before any of it ran, for the sum. */
static uint32_t
round_only_child(const struct surroundings *s, uint32_t v, uint32_t module)
{
	const struct modules *tree = &s->t->tree;
	uint32_t caller = tree->parent[module];
	uint32_t from = s->m->value[v].producer, last = NONE;

	if (module == 0 || caller == 0 || s->named[caller] != 1 ||
	    s->numbered[caller] != 0)
		return module;
	if (from != NONE)
		last = surroundings_known(s, from) ?
		    s->t->node[from].module : s->before[from].one;
	return last != NONE && modules_within(tree, last, caller) ? module :
	    caller;
}

uint32_t
skips_sum(const struct surroundings *s, uint32_t node, const struct way *order)
{
	const struct node *n = &s->m->node[node];
	uint32_t found = NONE, value = NONE, module;

	if (!node_is(s->m, n, STR("Add")) || n->n_input != 2)
		return NONE;
	for (uint32_t j = 0; j < 2; j++) {
		uint32_t v = node_input(s->m, n, j);

		if (v == NONE || s->p->constant[v] ||
		    s->m->value[v].n_use > MOST_TAKERS)
			return NONE;
		if ((module = by_maker(s, v, order)) != NONE)
			return module;
		module = by_takers(s, node, v, order);
		if (module == SEVERAL ||
		    (found != NONE && module != NONE && found != module))
			return NONE;
		if (module != NONE) {
			found = module;
			value = v;
		}
	}
	if (found == NONE)
		return NONE;
	module = round_norm(s, node, value, found);
	return module != found ? module : round_only_child(s, value, found);
}

#include "layers.h"

#include <stdlib.h>

enum { NEVER = 1 << 30 };	/* rules: there are none that would do */

/* What is within a module costs, in rules, for each device that a prefix round
 * it gives it, 0 for none. */
struct costs {
	const struct layers *l;
	uint32_t *within;	/* modules times devices */
};

static uint32_t
sum(uint32_t a, uint32_t b)
{
	return a + b < NEVER ? a + b : NEVER;
}

static uint32_t *
within(const struct costs *c, uint32_t module)
{
	return c->within + (size_t)module * (c->l->n_device + 1);
}

/* Without a prefix of its own.  Its value needs a rule where no prefix is. */
static uint32_t
cost_bare(const struct costs *c, uint32_t module, unsigned round)
{
	unsigned device = c->l->device[module];
	uint32_t own = 0;

	if (c->l->has_nodes[module] && device != round)
		own = round == 0 ? 1 : NEVER;
	return sum(own, within(c, module)[round]);
}

/* With one.  The root's value is no prefix of others'. */
static uint32_t
cost_prefix(const struct costs *c, uint32_t module)
{
	unsigned device = c->l->device[module];

	return module == 0 || device == 0 ? NEVER :
	    sum(1, within(c, module)[device]);
}

static bool
has_prefix(const struct costs *c, uint32_t module, unsigned round)
{
	uint32_t prefix = cost_prefix(c, module);

	return c->l->device[module] != round && prefix < NEVER &&
	    prefix <= cost_bare(c, module, round);
}

static void
add_up(const struct costs *c)
{
	for (uint32_t id = c->l->tree->n; id-- > 1;) {
		uint32_t *up = within(c, c->l->tree->parent[id]);

		for (unsigned round = 0; round <= c->l->n_device; round++)
			up[round] = sum(up[round],
			    has_prefix(c, id, round) ? cost_prefix(c, id) :
			    cost_bare(c, id, round));
	}
}

static int
by_place(const void *a, const void *b)
{
	const struct rule *x = a, *y = b;

	if (x->stage != y->stage)
		return x->stage < y->stage ? -1 : 1;
	if (x->device != y->device)
		return x->device < y->device ? -1 : 1;
	return (x->module > y->module) - (x->module < y->module);
}

/* A prefix stands behind all that are within it. */
static void
set_stages(const struct modules *tree, struct rules *rules)
{
	uint8_t *stage = xcalloc(tree->n, 1);
	uint32_t n = rules->n;

	for (uint32_t id = tree->n; id-- > 1;) {
		uint32_t up = tree->parent[id];
		uint8_t next = stage[id];

		if (n > 0 && rules->rule[n - 1].module == id) {
			n--;
			if (rules->rule[n].prefix)
				rules->rule[n].stage = next++;
		}
		if (stage[up] < next)
			stage[up] = next;
	}
	free(stage);
}

void
layers_rules(const struct layers *l, struct rules *rules)
{
	struct costs c = { l, xcalloc((size_t)l->tree->n * (l->n_device + 1),
	    sizeof(uint32_t)) };
	uint8_t *round = xcalloc(l->tree->n, 1);

	add_up(&c);
	*rules = (struct rules){ xcalloc(l->tree->n, sizeof(struct rule)), 0 };
	for (uint32_t id = 0; id < l->tree->n; id++) {
		uint8_t from = id == 0 ? 0 : round[l->tree->parent[id]];
		bool prefix = has_prefix(&c, id, from);

		round[id] = prefix ? l->device[id] : from;
		if (prefix || (from == 0 && l->has_nodes[id] &&
		    l->device[id] != 0))
			rules->rule[rules->n++] = (struct rule){ id,
			    l->device[id], prefix, 0 };
	}
	set_stages(l->tree, rules);
	qsort(rules->rule, rules->n, sizeof(*rules->rule), by_place);
	free(c.within);
	free(round);
}

/*
 * structure: nodes that show nothing of themselves, by where they stand.
 *
 * A module's forward() runs, calls its children and goes on.  So a node that
 * runs between two known ones is in a module on the way from the first one's
 * caller up to what both are in and down to the second one's caller.  The
 * order in which nodes stand says one such way, the order in which values flow
 * another; where only one module is on both, it is that one.
 */
#include <stdlib.h>

#include "skips.h"
#include "surroundings.h"
#include "way.h"

/* The child of `above` that a module is, or is within. */
static uint32_t
child_towards(const struct modules *tree, uint32_t module, uint32_t above)
{
	while (module != NONE && tree->parent[module] != above)
		module = tree->parent[module];
	return module;
}

/* A list whose numbers have a gap between two modules that ran one after the
 * other: what ran between them is what the gap lacks, a module without
 * parameters, such as the activations in an nn.Sequential.  NONE when the
 * nodes between do not fit the gap one by one. */
static uint32_t
in_gap(struct surroundings *s, uint32_t node)
{
	const struct modules *tree = &s->t->tree;
	uint32_t a = s->before[node].one, b = s->after[node].one, list;
	uint32_t region = s->region[node], rank = 0, size = 0;
	long i, j;

	if (a == NONE || b == NONE || a == 0)
		return NONE;
	list = tree->parent[a];
	if ((b = child_towards(tree, b, list)) == NONE || a == b ||
	    (i = modules_number(tree, a)) < 0 ||
	    (j = modules_number(tree, b)) < i + 2)
		return NONE;
	for (uint32_t k = node; k > 0 && s->region[k - 1] == region; k--)
		rank += surroundings_runs(s, k - 1) &&
		    !surroundings_known(s, k - 1);
	size = s->size[region];
	if (b != s->after[node].one && size != 1)
		return NONE;
	if (j == i + 2)
		return verdicts_member(s->t, list, i + 1);
	return size == (uint32_t)(j - i - 1) ?
	    verdicts_member(s->t, list, i + 1 + (long)rank) : NONE;
}

/* A child that does such an op, of a module from `level` up to `top`. */
static uint32_t
bare_above(const struct surroundings *s, uint32_t node, uint32_t level,
    uint32_t top)
{
	uint32_t found = NONE;

	while (level != NONE && found == NONE) {
		found = bare_child(&s->bare, level, &s->m->node[node]);
		level = level == top ? NONE : s->t->tree.parent[level];
	}
	return found;
}

/* Ops that only move elements: no activation is made of these. */
static bool
moves(const struct model *m, const struct node *n)
{
	static const struct str ops[] = {
		STR("Reshape"), STR("Transpose"), STR("Unsqueeze"),
		STR("Squeeze"), STR("Slice"), STR("Concat"), STR("Split"),
		STR("Expand"), STR("Gather"), STR("Shape"),
	};

	return node_is_any(m, n, ops, sizeof(ops) / sizeof(ops[0]));
}

/* A child without parameters that a map knows and the op shows, of one of the
 * modules on the way; or all that runs between two children of one caller,
 * where it has one child more that does several ops. */
static uint32_t
in_bare(const struct surroundings *s, uint32_t node, const struct way *order)
{
	struct seen before = s->before[node], after = s->after[node];
	uint32_t found = bare_above(s, node, order->from, order->top);

	if (found == NONE)
		found = bare_above(s, node, order->to, order->top);
	if (found == NONE && before.level == after.level &&
	    before.one != NONE && s->up[node].one == before.one &&
	    s->down[node].one == after.one && !moves(s->m, &s->m->node[node])
	    && (s->deeper[s->region[node]] & DEEPER_OP) != 0)
		found = bare_only(&s->bare, before.level);
	return found;
}

/* Between neighbours in a list no number is left for a third, so that what ran
 * there, where they have no children that may have done it, was what calls the
 * members of an nn.ModuleList one by one. */
static uint32_t
round_list(const struct surroundings *s, uint32_t node, uint32_t list)
{
	const struct modules *tree = &s->t->tree;
	uint32_t a = s->before[node].one, b = s->after[node].one;

	if (list == NONE || a == NONE || b == NONE || s->t->parent[a] ||
	    s->t->parent[b] || tree->parent[a] != list ||
	    tree->parent[b] != list || modules_number(tree, a) < 0 ||
	    modules_number(tree, b) != modules_number(tree, a) + 1)
		return list;
	return surroundings_unlisted(s, list);
}

static void
place(struct surroundings *s, uint32_t node)
{
	const struct modules *tree = &s->t->tree;
	struct seen up = s->up[node], down = s->down[node];
	struct seen before = s->before[node], after = s->after[node];
	struct way flow = way_between(tree, up.level, down.level);
	struct way order = way_between(tree, before.level, after.level);
	uint32_t count, module, skip;

	if (up.one == NONE && down.one == NONE)
		return;
	if ((module = in_gap(s, node)) != NONE) {
		verdicts_decide(s->t, node, module, BY_STRUCTURE);
		return;
	}
	if (up.one != SEVERAL && up.one == down.one) {
		verdicts_decide(s->t, node, up.one, BY_STRUCTURE);
		return;
	}
	module = way_meet(tree, &order, &flow, &count);
	if (count == 0) {
		module = flow.top;
		count = flow.from == flow.to ? 1 : 2;
	}
	if (count > 1 && up.one == SEVERAL && up.level == before.level &&
	    way_has(tree, &order, up.level)) {
		module = up.level;
	}
	if ((skip = in_bare(s, node, &order)) != NONE ||
	    (skip = skips_sum(s, node, &order)) != NONE) {
		verdicts_decide(s->t, node, skip, BY_STRUCTURE);
		s->t->node[node].inexact =
		    (s->deeper[s->region[node]] & DEEPER_CALL) != 0;
		return;
	}
	verdicts_decide(s->t, node, round_list(s, node, module), BY_STRUCTURE);
	s->t->node[node].inexact = count > 1 ||
	    s->deeper[s->region[node]] != 0 ||
	    (module != NONE && surroundings_unlisted(s, module) != module);
}

static bool
is_stripped(const struct surroundings *s)
{
	uint32_t shown = 0, bare = 0;

	for (uint32_t i = 0; i < s->m->n_node; i++) {
		if (!surroundings_runs(s, i))
			continue;
		if (s->t->node[i].module != NONE &&
		    s->t->node[i].by < BY_INITIALIZER)
			shown++;
		else
			bare++;
	}
	return bare > shown;
}

/* Where most nodes show what they are, the few that do not are helpers, and go
 * with what they help; save those of a weight that nobody knows.  What is in a
 * body is placed with what it is the body of. */
static bool
is_to_place(const struct surroundings *s, uint32_t node, bool stripped)
{
	const struct graph *g = &s->m->graph[s->m->node[node].graph];

	return verdicts_open_to(s->t, node) &&
	    surroundings_runs(s, node) && g->holder == NONE &&
	    !g->function && (stripped ||
	    (s->deeper[s->region[node]] & DEEPER_WEIGHT) != 0);
}

void
verdicts_structure(struct verdicts *t, const struct parameters *p)
{
	uint32_t n = t->m->n_node;
	bool *to_place = xcalloc(n + 1, sizeof(*to_place)), stripped;
	struct surroundings s;

	verdicts_joins(t, p);
	verdicts_unnamed(t, p);
	surroundings_open(&s, t, p);
	stripped = is_stripped(&s);
	for (uint32_t i = 0; i < n; i++)
		to_place[i] = is_to_place(&s, i, stripped);
	for (uint32_t i = 0; i < n; i++)
		if (to_place[i])
			place(&s, i);
	free(to_place);
	surroundings_free(&s);
}

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

#include "bare.h"
#include "parameters.h"

/* Modules seen in one direction. */
struct seen {
	uint32_t one;		/* the module, NONE, or SEVERAL */
	uint32_t level;		/* what all their callers are in, or NONE */
};

enum { SEVERAL = NONE - 1 };

/* Why a child may have run in a region: an op that is a module in torch.nn, a
 * weight that lost its name. */
enum { DEEPER_OP = 1, DEEPER_WEIGHT = 2 };

struct structure {
	struct verdicts *t;
	const struct model *m;
	const struct parameters *p;
	struct seen *up, *down;	/* by node: nearest known by data flow */
	struct seen *before, *after;	/* by node: nearest known by order */
	uint32_t *region;	/* by node: the run of unknown ones it is in */
	uint8_t *deeper;	/* by region: DEEPER_* */
	uint32_t *size;		/* by region: its unknown nodes */
	struct bare bare;
};

static void
see(const struct modules *tree, struct seen *s, struct seen other)
{
	if (other.one == NONE)
		return;
	if (s->one == NONE) {
		*s = other;
		return;
	}
	if (s->one != other.one)
		s->one = SEVERAL;
	s->level = modules_common(tree, s->level, other.level);
}

/* A known node's module, and the module whose forward() called it: a module
 * that has children runs ops of its own. */
static struct seen
seen_of(const struct structure *s, uint32_t node)
{
	uint32_t module = s->t->node[node].module;

	if (module == 0 || s->t->parent[module])
		return (struct seen){ module, module };
	return (struct seen){ module, s->t->tree.parent[module] };
}

static bool
is_known(const struct structure *s, uint32_t node)
{
	const struct verdict *v = &s->t->node[node];

	return v->module != NONE && (!v->inexact || v->by == BY_INITIALIZER);
}

/* Constants and what is made of them run at no time. */
static bool
runs(const struct structure *s, uint32_t node)
{
	const struct node *n = &s->m->node[node];

	for (uint32_t j = 0; j < n->n_output; j++) {
		uint32_t v = node_output(s->m, n, j);
		if (v != NONE && !s->p->constant[v])
			return true;
	}
	return false;
}

static struct seen
seen_above(const struct structure *s, uint32_t node)
{
	const struct node *n = &s->m->node[node];
	struct seen seen = { NONE, NONE };

	for (uint32_t j = 0; j < n->n_input; j++) {
		uint32_t v = node_input(s->m, n, j), from;
		if (v == NONE || s->p->constant[v] ||
		    (from = s->m->value[v].producer) == NONE)
			continue;
		see(&s->t->tree, &seen, is_known(s, from) ?
		    seen_of(s, from) : s->up[from]);
	}
	return seen;
}

static struct seen
seen_below(const struct structure *s, uint32_t node)
{
	const struct node *n = &s->m->node[node];
	struct seen seen = { NONE, NONE };

	for (uint32_t j = 0; j < n->n_output; j++) {
		uint32_t v = node_output(s->m, n, j);
		for (uint32_t k = 0; v != NONE && k < s->m->value[v].n_use;
		    k++) {
			uint32_t to = s->m->use[s->m->value[v].use + k];
			see(&s->t->tree, &seen, is_known(s, to) ?
			    seen_of(s, to) : s->down[to]);
		}
	}
	return seen;
}

/* Ops that torch.nn has modules of without parameters: one of these may be a
 * child of the module that calls it. */
static bool
may_be_module(const struct model *m, const struct node *n)
{
	static const struct str ops[] = {
		STR("Relu"), STR("Gelu"), STR("Sigmoid"), STR("Tanh"),
		STR("Softmax"), STR("LogSoftmax"), STR("LeakyRelu"),
		STR("Elu"), STR("Selu"), STR("Celu"), STR("Clip"),
		STR("Softplus"), STR("Softsign"), STR("HardSwish"),
		STR("HardSigmoid"), STR("Mish"), STR("Swish"), STR("Erf"),
		STR("Dropout"), STR("MaxPool"), STR("AveragePool"),
		STR("GlobalAveragePool"), STR("GlobalMaxPool"),
		STR("ReduceMean"), STR("Resize"), STR("DepthToSpace"),
		STR("Flatten"), STR("QuickGelu"), STR("BiasGelu"),
		STR("FastGelu"), STR("Pad"),
	};

	for (size_t i = 0; i < sizeof(ops) / sizeof(ops[0]); i++)
		if (node_is(m, n, ops[i]))
			return true;
	return false;
}

/* Between two known nodes all is in one region, in the order of the graph.
 * Where a child may have run in it, nobody knows which of its nodes were the
 * child's. */
static void
find_regions(struct structure *s)
{
	uint32_t region = 0;

	for (uint32_t i = 0; i < s->m->n_node; i++) {
		const struct node *n = &s->m->node[i];

		if (i > 0 && s->m->node[i - 1].graph != n->graph)
			region++;
		s->region[i] = region;
		if (!runs(s, i))
			continue;
		if (is_known(s, i)) {
			s->region[i] = ++region;
			continue;
		}
		s->size[region]++;
		if (parameters_anonymous(s->p, s->m, n))
			s->deeper[region] |= DEEPER_WEIGHT;
		else if (may_be_module(s->m, n))
			s->deeper[region] |= DEEPER_OP;
	}
}

static void
look_round(struct structure *s)
{
	struct seen last = { NONE, NONE };
	uint32_t n = s->m->n_node;

	for (uint32_t i = 0; i < n; i++) {
		if (i > 0 && s->m->node[i - 1].graph != s->m->node[i].graph)
			last = (struct seen){ NONE, NONE };
		s->up[i] = seen_above(s, i);
		s->before[i] = last;
		if (is_known(s, i) && runs(s, i))
			last = seen_of(s, i);
	}
	last = (struct seen){ NONE, NONE };
	for (uint32_t i = n; i-- > 0;) {
		if (i + 1 < n &&
		    s->m->node[i + 1].graph != s->m->node[i].graph)
			last = (struct seen){ NONE, NONE };
		s->down[i] = seen_below(s, i);
		s->after[i] = last;
		if (is_known(s, i) && runs(s, i))
			last = seen_of(s, i);
	}
}

/* The modules on the way from one level to another. */
struct way {
	uint32_t from, to, top;
};

static struct way
way_of(const struct modules *tree, struct seen a, struct seen b)
{
	/* Nothing known on a side: the graph's own inputs and outputs are
	 * the root's. */
	struct way w = { a.level == NONE ? 0 : a.level,
	    b.level == NONE ? 0 : b.level, 0 };

	w.top = modules_common(tree, w.from, w.to);
	return w;
}

static bool
is_on(const struct modules *tree, const struct way *w, uint32_t module)
{
	return modules_within(tree, module, w->top) &&
	    (modules_within(tree, w->from, module) ||
	    modules_within(tree, w->to, module));
}

/* The modules on both ways: how many, the deepest single one, their top. */
static uint32_t
meet(const struct modules *tree, const struct way *a, const struct way *b,
    uint32_t *count)
{
	uint32_t top = NONE, ends[2] = { a->from, a->to };

	*count = 0;
	for (int side = 0; side < 2; side++) {
		for (uint32_t module = ends[side]; module != NONE;
		    module = tree->parent[module]) {
			if (side == 1 && module == a->top)
				break;
			if (is_on(tree, b, module)) {
				(*count)++;
				top = top == NONE ? module :
				    modules_common(tree, top, module);
			}
			if (module == a->top)
				break;
		}
	}
	return top;
}

/* The number that a module is in a list, or -1. */
static long
number_of(const struct modules *tree, uint32_t module)
{
	struct str atom = modules_atom(tree, module);
	long number = 0;

	if (atom.n == 0 || atom.n > 6)
		return -1;
	for (size_t i = 0; i < atom.n; i++) {
		if (atom.p[i] < '0' || atom.p[i] > '9')
			return -1;
		number = number * 10 + (atom.p[i] - '0');
	}
	return number;
}

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
in_gap(struct structure *s, uint32_t node)
{
	const struct modules *tree = &s->t->tree;
	uint32_t a = s->before[node].one, b = s->after[node].one, list;
	uint32_t region = s->region[node], rank = 0, size = 0;
	long i, j;

	if (a == NONE || b == NONE || a == 0)
		return NONE;
	list = tree->parent[a];
	if ((b = child_towards(tree, b, list)) == NONE || a == b ||
	    (i = number_of(tree, a)) < 0 || (j = number_of(tree, b)) < i + 2)
		return NONE;
	for (uint32_t k = node; k > 0 && s->region[k - 1] == region; k--)
		rank += runs(s, k - 1) && !is_known(s, k - 1);
	size = s->size[region];
	if (b != s->after[node].one && size != 1)
		return NONE;
	if (j == i + 2)
		return verdicts_member(s->t, list, i + 1);
	return size == (uint32_t)(j - i - 1) ?
	    verdicts_member(s->t, list, i + 1 + (long)rank) : NONE;
}

static uint32_t
level_of_maker(const struct structure *s, uint32_t value)
{
	uint32_t from = s->m->value[value].producer;

	return from == NONE || !is_known(s, from) ? NONE :
	    seen_of(s, from).level;
}

/* A skip connection ends where it began: in the forward() that holds the value
 * which a sum takes back up.  That is the caller of the module that made the
 * value, if it is on the way; else the caller of the one that took it. */
static uint32_t
in_skip(const struct structure *s, uint32_t node, const struct way *order)
{
	const struct node *n = &s->m->node[node];
	uint32_t found = NONE, level;

	if (!node_is(s->m, n, STR("Add")) || n->n_input != 2)
		return NONE;
	for (uint32_t j = 0; j < 2; j++) {
		uint32_t v = node_input(s->m, n, j);
		if (v == NONE || s->p->constant[v])
			return NONE;
		if ((level = level_of_maker(s, v)) != NONE &&
		    s->m->value[v].n_use > 1 &&
		    is_on(&s->t->tree, order, level))
			return level;
		for (uint32_t k = 0; k < s->m->value[v].n_use; k++) {
			uint32_t to = s->m->use[s->m->value[v].use + k];
			if (to >= node || !is_known(s, to))
				continue;
			level = seen_of(s, to).level;
			if (!is_on(&s->t->tree, order, level) ||
			    (found != NONE && found != level))
				return NONE;
			found = level;
		}
	}
	return found;
}

/* A child that does such an op, of a module from `level` up to `top`. */
static uint32_t
bare_above(const struct structure *s, uint32_t node, uint32_t level,
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

	for (size_t i = 0; i < sizeof(ops) / sizeof(ops[0]); i++)
		if (node_is(m, n, ops[i]))
			return true;
	return false;
}

/* A child without parameters that a map knows and the op shows, of one of the
 * modules on the way; or all that runs between two children of one caller,
 * where it has one child more that does several ops. */
static uint32_t
in_bare(const struct structure *s, uint32_t node, const struct way *order)
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

static void
place(struct structure *s, uint32_t node)
{
	const struct modules *tree = &s->t->tree;
	struct seen up = s->up[node], down = s->down[node];
	struct seen before = s->before[node], after = s->after[node];
	struct way flow = way_of(tree, up, down);
	struct way order = way_of(tree, before, after);
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
	module = meet(tree, &order, &flow, &count);
	if (count == 0) {
		module = flow.top;
		count = flow.from == flow.to ? 1 : 2;
	}
	if (count > 1 && up.one == SEVERAL && up.level == before.level &&
	    is_on(tree, &order, up.level)) {
		module = up.level;
	}
	if ((skip = in_bare(s, node, &order)) != NONE ||
	    (skip = in_skip(s, node, &order)) != NONE) {
		verdicts_decide(s->t, node, skip, BY_STRUCTURE);
		return;
	}
	verdicts_decide(s->t, node, module, BY_STRUCTURE);
	s->t->node[node].inexact = count > 1 ||
	    s->deeper[s->region[node]] != 0;
}

/* A weight that was folded and lost its name: what its product goes to alone,
 * to have its bias added, is the same module (torch.nn.Linear as MatMul and
 * Add). */
static void
join_bias(struct structure *s, uint32_t node)
{
	const struct model *m = s->m;
	const struct node *n = &m->node[node];
	const struct value *v;
	uint32_t to;

	if (n->n_output != 1 || node_output(m, n, 0) == NONE ||
	    !parameters_anonymous(s->p, m, n))
		return;
	v = &m->value[node_output(m, n, 0)];
	if (v->n_use != 1)
		return;
	to = m->use[v->use];
	if (s->t->node[to].by == BY_INITIALIZER &&
	    node_is(m, &m->node[to], STR("Add")))
		verdicts_decide(s->t, node, s->t->node[to].module,
		    BY_DATAFLOW);
}

static bool
is_norm_op(const struct model *m, const struct node *n)
{
	static const struct str ops[] = {
		STR("Mul"), STR("Div"), STR("Sub"), STR("Add"), STR("Sqrt"),
		STR("Reciprocal"), STR("Pow"), STR("ReduceMean"), STR("Cast"),
	};

	for (size_t i = 0; i < sizeof(ops) / sizeof(ops[0]); i++)
		if (node_is(m, n, ops[i]))
			return true;
	return false;
}

/* Is every reader of the node's output of this module already? */
static bool
flows_into(const struct structure *s, uint32_t node, uint32_t module)
{
	const struct node *n = &s->m->node[node];
	bool any = false;

	for (uint32_t j = 0; j < n->n_output; j++) {
		uint32_t v = node_output(s->m, n, j);
		for (uint32_t k = 0; v != NONE && k < s->m->value[v].n_use;
		    k++) {
			uint32_t to = s->m->use[s->m->value[v].use + k];
			if (s->t->node[to].module != module)
				return false;
			any = true;
		}
	}
	return any;
}

/* A norm that the exporter took apart: the product with its weight comes last,
 * and the mean that is taken of its input is what makes it a norm
 * (torch.nn.RMSNorm, and every hand-written one). */
static void
join_norm(struct structure *s, uint32_t node)
{
	const struct model *m = s->m;
	uint32_t chain[16], n_chain = 0, module = s->t->node[node].module;
	uint32_t n_mean = 0, at = 0;

	if (s->t->node[node].by != BY_INITIALIZER ||
	    !node_is(m, &m->node[node], STR("Mul")))
		return;
	chain[n_chain++] = node;
	for (; at < n_chain; at++) {
		const struct node *n = &m->node[chain[at]];
		for (uint32_t j = 0; j < n->n_input; j++) {
			uint32_t v = node_input(m, n, j), from;
			if (v == NONE || s->p->constant[v] ||
			    (from = m->value[v].producer) == NONE ||
			    n_chain == sizeof(chain) / sizeof(chain[0]) ||
			    s->t->node[from].module != NONE ||
			    !is_norm_op(m, &m->node[from]) ||
			    !flows_into(s, from, module))
				continue;
			s->t->node[from].module = module;
			n_mean += node_is(m, &m->node[from],
			    STR("ReduceMean"));
			chain[n_chain++] = from;
		}
	}
	for (uint32_t i = 1; i < n_chain; i++) {
		s->t->node[chain[i]].module = n_mean > 0 ? module : NONE;
		s->t->node[chain[i]].by = n_mean > 0 ? BY_STRUCTURE :
		    BY_NOTHING;
	}
}

static bool
is_stripped(const struct structure *s)
{
	uint32_t shown = 0, bare = 0;

	for (uint32_t i = 0; i < s->m->n_node; i++) {
		if (!runs(s, i))
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
is_to_place(const struct structure *s, uint32_t node, bool stripped)
{
	const struct graph *g = &s->m->graph[s->m->node[node].graph];

	return s->t->node[node].module == NONE && runs(s, node) &&
	    g->holder == NONE && !g->function && (stripped ||
	    (s->deeper[s->region[node]] & DEEPER_WEIGHT) != 0);
}

void
verdicts_structure(struct verdicts *t, const struct parameters *p)
{
	struct structure s = { .t = t, .m = t->m, .p = p };
	uint32_t n = t->m->n_node;
	bool *to_place = xcalloc(n + 1, sizeof(*to_place));
	bool stripped = is_stripped(&s);

	s.up = xcalloc(n + 1, sizeof(*s.up));
	s.down = xcalloc(n + 1, sizeof(*s.down));
	s.before = xcalloc(n + 1, sizeof(*s.before));
	s.after = xcalloc(n + 1, sizeof(*s.after));
	s.region = xcalloc(n + 1, sizeof(*s.region));
	/* Each node and each graph may begin a region. */
	s.deeper = xcalloc(2 * (size_t)n + 2, sizeof(*s.deeper));
	bare_open(&s.bare, t);
	s.size = xcalloc(2 * (size_t)n + 2, sizeof(*s.size));
	for (uint32_t i = 0; i < n; i++)
		join_bias(&s, i);
	for (uint32_t i = 0; i < n; i++)
		join_norm(&s, i);
	verdicts_unnamed(t, p);
	look_round(&s);
	find_regions(&s);
	for (uint32_t i = 0; i < n; i++)
		to_place[i] = is_to_place(&s, i, stripped);
	for (uint32_t i = 0; i < n; i++)
		if (to_place[i])
			place(&s, i);
	free(to_place);
	free(s.up);
	free(s.down);
	free(s.before);
	free(s.after);
	free(s.region);
	free(s.deeper);
	free(s.size);
	bare_free(&s.bare);
}

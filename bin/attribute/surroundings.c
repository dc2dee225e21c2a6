#include "surroundings.h"

#include <stdlib.h>

#include "recalls.h"

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
struct seen
surroundings_seen(const struct surroundings *s, uint32_t node)
{
	uint32_t module = s->t->node[node].module;

	if (module == 0 || s->t->parent[module])
		return (struct seen){ module, module };
	return (struct seen){ module, s->t->tree.parent[module] };
}

bool
surroundings_known(const struct surroundings *s, uint32_t node)
{
	const struct verdict *v = &s->t->node[node];

	return v->module != NONE && (!v->inexact || v->by == BY_INITIALIZER);
}

/* Constants and what is made of them run at no time. */
bool
surroundings_runs(const struct surroundings *s, uint32_t node)
{
	return !parameters_constant(s->p, s->m, &s->m->node[node]);
}

uint32_t
surroundings_unlisted(const struct surroundings *s, uint32_t module)
{
	while (module != 0 && s->named[module] == 0 && s->numbered[module] > 0)
		module = s->t->tree.parent[module];
	return module;
}

static struct seen
seen_above(const struct surroundings *s, uint32_t node)
{
	const struct node *n = &s->m->node[node];
	struct seen seen = { NONE, NONE };

	for (uint32_t j = 0; j < n->n_input; j++) {
		uint32_t v = node_input(s->m, n, j), from;
		if (v == NONE || s->p->constant[v] ||
		    (from = s->m->value[v].producer) == NONE)
			continue;
		see(&s->t->tree, &seen, surroundings_known(s, from) ?
		    surroundings_seen(s, from) : s->up[from]);
	}
	return seen;
}

static struct seen
seen_below(const struct surroundings *s, uint32_t node)
{
	const struct node *n = &s->m->node[node];
	struct seen seen = { NONE, NONE };

	for (uint32_t j = 0; j < n->n_output; j++) {
		uint32_t v = node_output(s->m, n, j);
		for (uint32_t k = 0; v != NONE && k < s->m->value[v].n_use;
		    k++) {
			uint32_t to = s->m->use[s->m->value[v].use + k];
			see(&s->t->tree, &seen, surroundings_known(s, to) ?
			    surroundings_seen(s, to) : s->down[to]);
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

	return node_is_any(m, n, ops, sizeof(ops) / sizeof(ops[0]));
}

/* A parameter that may be several modules': one of them ran. */
static bool
reads_shared(const struct surroundings *s, const struct node *n)
{
	for (uint32_t j = 0; j < n->n_input; j++) {
		uint32_t v = node_input(s->m, n, j);
		if (v != NONE && s->p->owner[v] != NONE && s->p->shared[v])
			return true;
	}
	return false;
}

/* Between two known nodes all is in one region, in the order of the graph.
 * Where a child may have run in it, nobody knows which of its nodes were the
 * child's. */
static void
find_regions(struct surroundings *s)
{
	uint32_t region = 0;

	for (uint32_t i = 0; i < s->m->n_node; i++) {
		const struct node *n = &s->m->node[i];

		if (i > 0 && s->m->node[i - 1].graph != n->graph)
			region++;
		s->region[i] = region;
		if (!surroundings_runs(s, i))
			continue;
		if (surroundings_known(s, i)) {
			s->region[i] = ++region;
			continue;
		}
		s->size[region]++;
		if (parameters_anonymous(s->p, s->m, n))
			s->deeper[region] |= DEEPER_WEIGHT;
		else if (reads_shared(s, n))
			s->deeper[region] |= DEEPER_CALL;
		else if (may_be_module(s->m, n))
			s->deeper[region] |= DEEPER_OP;
	}
}

static void
look_round(struct surroundings *s)
{
	struct seen last = { NONE, NONE };
	uint32_t n = s->m->n_node;

	for (uint32_t i = 0; i < n; i++) {
		if (i > 0 && s->m->node[i - 1].graph != s->m->node[i].graph)
			last = (struct seen){ NONE, NONE };
		s->up[i] = seen_above(s, i);
		s->before[i] = last;
		if (surroundings_known(s, i) && surroundings_runs(s, i))
			last = surroundings_seen(s, i);
	}
	last = (struct seen){ NONE, NONE };
	for (uint32_t i = n; i-- > 0;) {
		if (i + 1 < n &&
		    s->m->node[i + 1].graph != s->m->node[i].graph)
			last = (struct seen){ NONE, NONE };
		s->down[i] = seen_below(s, i);
		s->after[i] = last;
		if (surroundings_known(s, i) && surroundings_runs(s, i))
			last = surroundings_seen(s, i);
	}
}

/* Those without parameters do not count: only a map knows them. */
static void
count_children(struct surroundings *s)
{
	const struct modules *tree = &s->t->tree;

	for (uint32_t id = 1; id < tree->n; id++)
		if (modules_number(tree, id) >= 0)
			s->numbered[tree->parent[id]]++;
		else if (s->t->parent[id] || s->t->params[id] != 0)
			s->named[tree->parent[id]]++;
}

/* What runs between two calls of a module runs in its caller, unless it is the
 * end of the one or the beginning of the other. */
static void
part_calls(struct surroundings *s)
{
	uint32_t n = s->m->n_node, last = NONE;
	uint32_t *before = xcalloc(n + 1, sizeof(*before));
	struct recalls recalls;

	recalls_open(&recalls, s->t, s->p);
	for (uint32_t i = 0; i < n; i++) {
		if (i > 0 && s->m->node[i - 1].graph != s->m->node[i].graph)
			last = NONE;
		before[i] = last;
		if (surroundings_known(s, i) && surroundings_runs(s, i))
			last = i;
	}
	last = NONE;
	for (uint32_t i = n; i-- > 0;) {
		uint32_t module = NONE;

		if (i + 1 < n &&
		    s->m->node[i + 1].graph != s->m->node[i].graph)
			last = NONE;
		if (surroundings_known(s, i)) {
			last = surroundings_runs(s, i) ? i : last;
			continue;
		}
		if (last != NONE && before[i] != NONE)
			module = recalls_between(&recalls, before[i], last);
		if (module == NONE)
			continue;
		module = s->t->tree.parent[module];
		s->up[i] = s->down[i] = (struct seen){ SEVERAL, module };
		s->before[i] = s->after[i] = (struct seen){ NONE, module };
		s->deeper[s->region[i]] |= DEEPER_CALL;
	}
	recalls_free(&recalls);
	free(before);
}

void
surroundings_open(struct surroundings *s, struct verdicts *t,
    const struct parameters *p)
{
	uint32_t n = t->m->n_node;

	*s = (struct surroundings){ .t = t, .m = t->m, .p = p };
	s->up = xcalloc(n + 1, sizeof(*s->up));
	s->down = xcalloc(n + 1, sizeof(*s->down));
	s->before = xcalloc(n + 1, sizeof(*s->before));
	s->after = xcalloc(n + 1, sizeof(*s->after));
	s->region = xcalloc(n + 1, sizeof(*s->region));
	/* Each node and each graph may begin a region. */
	s->deeper = xcalloc(2 * (size_t)n + 2, sizeof(*s->deeper));
	s->size = xcalloc(2 * (size_t)n + 2, sizeof(*s->size));
	s->named = xcalloc(t->tree.n, sizeof(*s->named));
	s->numbered = xcalloc(t->tree.n, sizeof(*s->numbered));
	count_children(s);
	bare_open(&s->bare, t);
	look_round(s);
	find_regions(s);
	part_calls(s);
}

void
surroundings_free(struct surroundings *s)
{
	free(s->up);
	free(s->down);
	free(s->before);
	free(s->after);
	free(s->region);
	free(s->deeper);
	free(s->size);
	free(s->named);
	free(s->numbered);
	bare_free(&s->bare);
}

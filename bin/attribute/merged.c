#include "merged.h"

#include <stdlib.h>

enum {
	REGION = 256,		/* nodes of the reference merged into one */
	REGION_LATE = 8,	/* ... when many are in several regions */
	PORTS = 16,		/* inputs looked at */
};

struct merging {
	struct verdicts *t;
	const struct reference *r;
	const struct pairing *p;
	bool *available;	/* by value of the reference: the model has it */
	/* Marks, i + 1 for node i of the model. */
	uint32_t *read;		/* by value of the reference */
	uint32_t *seen;		/* by node of the reference */
	uint32_t *listed;	/* by module of the reference */
	uint32_t *module;	/* by module of the reference: in t, or NONE */
	uint32_t stack[REGION * 2], depth;
	uint32_t region[REGION], n, most;
	uint64_t left;		/* nodes that regions may yet have */
};

/* The module of the reference, in the model's tree. */
static uint32_t
module_of(struct merging *g, uint32_t module)
{
	if (module == NONE)
		return NONE;
	if (g->module[module] == NONE)
		g->module[module] = verdicts_module(g->t,
		    modules_path(&g->r->tree, module));
	return g->module[module];
}

/* The producer of a value of the reference joins the region of node i, and
 * what it reads is looked at next.  What is paired with another node is that
 * one's. */
static void
join(struct merging *g, uint32_t i, uint32_t value)
{
	const struct model *m = &g->r->m;
	uint32_t node = m->value[value].producer;
	const struct node *n;

	if (node == NONE || g->seen[node] == i + 1 || g->n == g->most ||
	    (g->p->from[node] != NONE && g->p->from[node] != i))
		return;
	g->seen[node] = i + 1;
	g->region[g->n++] = node;
	n = &m->node[node];
	for (uint32_t j = 0; j < n->n_input && g->depth < REGION * 2; j++)
		if (node_input(m, n, j) != NONE)
			g->stack[g->depth++] = node_input(m, n, j);
}

/* The nodes of the reference between what node i reads and what it writes.
 * Returns a value of the reference that it writes, or NONE. */
static uint32_t
find_region(struct merging *g, uint32_t i)
{
	const struct pairing *p = g->p;
	const struct model *m = p->a->m;
	const struct node *n = &m->node[i];
	uint32_t written = NONE;

	g->n = g->depth = 0;
	for (uint32_t j = 0; j < n->n_input; j++) {
		uint32_t v = node_input(m, n, j);
		if (v != NONE && p->value[v] != NONE)
			g->read[p->value[v]] = i + 1;
	}
	for (uint32_t j = 0; j < n->n_output; j++) {
		uint32_t v = node_output(m, n, j);
		if (v == NONE || p->value[v] == NONE)
			continue;
		if (written == NONE)
			written = p->value[v];
		if (g->read[p->value[v]] != i + 1)
			join(g, i, p->value[v]);
	}
	while (g->depth > 0) {
		uint32_t u = g->stack[--g->depth];

		if (g->read[u] != i + 1 && !g->available[u])
			join(g, i, u);
	}
	if (g->n == 0 && p->to[i] != NONE) {
		g->region[g->n++] = p->to[i];
		if (p->last[i] != p->to[i])
			g->region[g->n++] = p->last[i];
	}
	return written;
}

/* Does the node of the reference read a parameter that no other node does? */
static bool
owns_parameter(const struct reference *r, uint32_t node)
{
	const struct outline *o = &r->outline;
	const struct node *n = &r->m.node[node];

	if (o->size[node] == NONE)
		return false;
	for (uint32_t j = 0; j < n->n_input && j < PORTS; j++) {
		uint32_t v = node_input(&r->m, n, j);
		if (v != NONE && o->constant[v] && o->source[v] != NONE &&
		    r->m.value[r->m.initializer[o->source[v]].value].n_use ==
		    1)
			return true;
	}
	return false;
}

/* The node of the region that the merged one is after all: that owns its
 * parameters, else does the heaviest work. */
static uint32_t
main_node(const struct merging *g, uint32_t i)
{
	const struct reference *r = g->r;
	uint32_t best = NONE;
	int most = -1;

	for (uint32_t k = 0; k < g->n; k++) {
		uint32_t node = g->region[k];
		int score = r->outline.weight[node] * 2;

		if (g->r->node[node].module == NONE ||
		    r->outline.rank[node] == NONE)
			score = 0;
		else if (g->n > 1 && owns_parameter(r, node))
			score += 100;
		score += node == g->p->to[i];
		if (score > most) {
			most = score;
			best = node;
		}
	}
	return best;
}

static void
decide(struct merging *g, uint32_t i, uint32_t node)
{
	const struct reference_node *n = &g->r->node[node];
	struct verdict *v = &g->t->node[i];
	uint32_t module = module_of(g, n->module);

	if (module == NONE)
		return;
	if (v->module != NONE && v->module != module) {
		v->conflict = v->module;
		v->conflict_by = v->by;
	}
	v->module = module;
	v->by = BY_LIKE;
	v->call = n->call;
	v->inexact = n->inexact;
	v->merged = false;
	v->n_more = 0;
}

static void
list(struct merging *g, uint32_t i, uint32_t module)
{
	if (module == NONE || g->listed[module] == i + 1)
		return;
	g->listed[module] = i + 1;
	verdicts_merge(g->t, i, module_of(g, module));
}

/* Tools name what they make after what went into it: after a value of the
 * reference, which is the whole name or stands before some words (onnxslim,
 * `V_pre_reshape_out`; quantizers, `V_quantized`). */
static void
list_named(struct merging *g, uint32_t i, struct str name)
{
	uint32_t v = NONE, j;

	for (int words = 0; words < 4 && name.n > 0 && v == NONE; words++) {
		v = pairing_named(g->p, name);
		while (v == NONE && name.n > 0 && name.p[--name.n] != '_')
			;
	}
	if ((j = outline_producer(g->p->b, v)) != NONE)
		list(g, i, g->r->node[j].module);
}

static void
list_names(struct merging *g, uint32_t i)
{
	const struct model *m = g->t->m;
	const struct node *n = &m->node[i];
	uint32_t to = g->p->to[i];
	uint32_t v = n->n_output == 0 ? NONE : node_output(m, n, 0);

	if (g->p->kept == 0)
		return;
	if (to == NONE || !str_eq(n->name, g->r->m.node[to].name))
		list_named(g, i, n->name);
	if (v != NONE && !g->p->named[v])
		list_named(g, i, model_name(m, m->value[v].name));
}

static void
merge(struct merging *g, uint32_t i)
{
	list_names(g, i);
	for (uint32_t k = 0; k < g->n; k++) {
		const struct reference_node *n = &g->r->node[g->region[k]];

		/* A constant goes with what reads it. */
		if (g->n > 1 && n->borrowed &&
		    g->r->outline.rank[g->region[k]] == NONE)
			continue;
		list(g, i, n->module);
		for (uint32_t j = 0; j < n->n_more; j++)
			list(g, i, g->r->more[n->more + j]);
	}
}

static bool
is_form_op(const struct model *m, uint32_t i)
{
	static const struct str ops[] = {
		STR("Reshape"), STR("Transpose"), STR("ReorderInput"),
		STR("Flatten"), STR("Unsqueeze"), STR("Squeeze"),
	};

	for (size_t k = 0; k < sizeof(ops) / sizeof(ops[0]); k++)
		if (node_is(m, &m->node[i], ops[k]))
			return true;
	return false;
}

/* A matrix product takes two dimensions, a blocked convolution blocks: what
 * puts its input in form for it is a part of it (onnxslim's `_pre_reshape`, ONNX
 * Runtime's `gemm_input_reshape`, ReorderInput). */
static bool
is_form(const struct merging *g, uint32_t i)
{
	const struct model *m = g->t->m;
	const struct value *v;
	bool form = is_form_op(m, i);

	if (!form || m->node[i].n_output == 0 ||
	    node_output(m, &m->node[i], 0) == NONE)
		return false;
	v = &m->value[node_output(m, &m->node[i], 0)];
	for (uint32_t k = 0; k < v->n_use; k++)
		form = form && g->p->to[m->use[v->use + k]] != NONE &&
		    g->p->a->weight[m->use[v->use + k]] == WEIGHT_HEAVY;
	return form && v->n_use > 0;
}

/* Into what its readers have in common. */
static void
decide_form(struct merging *g, uint32_t i)
{
	const struct model *m = g->t->m;
	const struct value *v = &m->value[node_output(m, &m->node[i], 0)];

	if (g->t->node[i].module != NONE)
		return;
	decide(g, i, g->p->to[m->use[v->use]]);
	for (uint32_t k = 1; k < v->n_use; k++) {
		uint32_t module = module_of(g,
		    g->r->node[g->p->to[m->use[v->use + k]]].module);
		struct verdict *to = &g->t->node[i];

		if (module == NONE || to->module == NONE ||
		    module == to->module)
			continue;
		to->module = modules_common(&g->t->tree, to->module, module);
		to->call = 0;
		to->inexact = true;
	}
}

/* What brings the output of such a product into form again: the product. */
static uint32_t
formed(const struct merging *g, uint32_t i)
{
	uint32_t from = outline_producer(g->p->a,
	    outline_passed_on(g->p->a, i));

	if (g->p->to[i] != NONE || !is_form_op(g->t->m, i) || from == NONE ||
	    g->p->a->weight[from] != WEIGHT_HEAVY ||
	    outline_reader(g->p->a, from) != i)
		return NONE;
	return g->p->to[from];
}

static bool
writes_named(const struct pairing *p, uint32_t i)
{
	const struct node *n = &p->a->m->node[i];
	uint32_t v = n->n_output == 0 ? NONE : node_output(p->a->m, n, 0);

	return v != NONE && p->named[v];
}

/* What a node that the reference lacks was put in for is known by what stands
 * round it: for what it writes, which it passes on. */
static void
settle_inserted(struct merging *g, uint32_t i, uint32_t written)
{
	if (is_form(g, i) && !writes_named(g->p, i))
		decide_form(g, i);
	else if (written != NONE &&
	    g->r->m.value[written].producer != NONE)
		decide(g, i, g->r->m.value[written].producer);
}

static void
settle(struct merging *g, uint32_t i)
{
	uint32_t written = find_region(g, i), product = formed(g, i);

	g->left -= g->n < g->left ? g->n : g->left;
	g->most = g->left > 0 ? REGION : REGION_LATE;
	if (product != NONE && !writes_named(g->p, i)) {
		decide(g, i, product);
		return;
	}
	if (g->n == 0) {
		settle_inserted(g, i, written);
		return;
	}
	decide(g, i, main_node(g, i));
	if (g->t->node[i].by == BY_LIKE)
		merge(g, i);
}

/* The module that all readers of what the node writes are of, or NONE. */
static uint32_t
of_readers(const struct verdicts *t, uint32_t i)
{
	const struct node *n = &t->m->node[i];
	uint32_t module = NONE;

	for (uint32_t j = 0; j < n->n_output; j++) {
		uint32_t v = node_output(t->m, n, j);
		for (uint32_t k = 0; v != NONE && k < t->m->value[v].n_use;
		    k++) {
			uint32_t of = t->node[t->m->use[t->m->value[v].use +
			    k]].module;
			if (of == NONE || (module != NONE && of != module))
				return NONE;
			module = of;
		}
	}
	return module;
}

/* What a tool put there instead of one node of the reference: it is of what it
 * leads to. */
static void
settle_rest(struct verdicts *t, const struct outline *a)
{
	for (uint32_t k = a->n; k-- > 0;)
		if (t->node[a->order[k]].module == NONE)
			verdicts_decide(t, a->order[k],
			    of_readers(t, a->order[k]), BY_LIKE);
}

static uint32_t *
marks(uint32_t n, int fill)
{
	uint32_t *mark = xreallocarray(NULL, n + 1, sizeof(*mark));

	memset(mark, fill, (n + 1) * sizeof(*mark));
	return mark;
}

void
merged_decide(struct verdicts *t, const struct reference *r,
    const struct pairing *p)
{
	struct merging *g = xcalloc(1, sizeof(*g));

	g->t = t;
	g->r = r;
	g->p = p;
	/* Regions seldom share nodes; more than this is a file made to. */
	g->left = 8 * ((uint64_t)t->m->n_node + r->m.n_node);
	g->most = REGION;
	g->available = xcalloc(r->m.n_value + 1, sizeof(*g->available));
	g->read = marks(r->m.n_value, 0);
	g->seen = marks(r->m.n_node, 0);
	g->listed = marks(r->tree.n, 0);
	g->module = marks(r->tree.n, 0xff);
	for (uint32_t v = 0; v < t->m->n_value; v++)
		if (p->value[v] != NONE)
			g->available[p->value[v]] = true;
	for (uint32_t i = 0; i < t->m->n_node; i++)
		settle(g, i);
	settle_rest(t, p->a);
	free(g->available);
	free(g->read);
	free(g->seen);
	free(g->listed);
	free(g->module);
	free(g);
}

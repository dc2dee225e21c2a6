#include "merged.h"

#include <stdlib.h>

#include "region.h"

struct merging {
	struct verdicts *t;
	const struct reference *r;
	const struct pairing *p;
	struct region region;
	uint32_t *listed;	/* by module of the reference: i + 1, node i */
	uint32_t *module;	/* by module of the reference: in t, or NONE */
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

/* All that the node is made of; a module that is in it is no conflict. */
static void
merge(struct merging *g, uint32_t i)
{
	struct verdict *v = &g->t->node[i];

	list_names(g, i);
	for (uint32_t k = 0; k < g->region.n; k++) {
		uint32_t node = g->region.node[k];
		const struct reference_node *n = &g->r->node[node];

		/* A constant goes with what reads it. */
		if (g->region.n > 1 && n->borrowed &&
		    g->r->outline.rank[node] == NONE)
			continue;
		list(g, i, n->module);
		for (uint32_t j = 0; j < n->n_more; j++)
			list(g, i, g->r->more[n->more + j]);
	}
	for (uint32_t k = 0; k < v->n_more; k++)
		if (g->t->more[v->more + k] == v->conflict)
			v->conflict = NONE;
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
 * puts its input in form for it is a part of it (onnxslim's `_pre_reshape`,
 * ONNX Runtime's `gemm_input_reshape`, ReorderInput). */
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
	uint32_t written = region_find(&g->region, i), product = formed(g, i);

	if (g->t->node[i].tagged)
		return;
	if (product != NONE && !writes_named(g->p, i)) {
		decide(g, i, product);
		return;
	}
	if (g->region.n == 0) {
		settle_inserted(g, i, written);
		return;
	}
	decide(g, i, region_main(&g->region, i));
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

void
merged_decide(struct verdicts *t, const struct reference *r,
    const struct pairing *p)
{
	struct merging g = { .t = t, .r = r, .p = p };

	region_open(&g.region, r, p);
	g.listed = xcalloc(r->tree.n + 1, sizeof(*g.listed));
	g.module = xreallocarray(NULL, r->tree.n + 1, sizeof(*g.module));
	memset(g.module, 0xff, r->tree.n * sizeof(*g.module));
	for (uint32_t i = 0; i < t->m->n_node; i++)
		settle(&g, i);
	settle_rest(t, p->a);
	region_free(&g.region);
	free(g.listed);
	free(g.module);
}

#include "claims.h"

#include <stdlib.h>

#include "parameters.h"
#include "positions.h"

bool
name_cut(struct str *name, struct str suffix)
{
	if (!str_ends(*name, suffix))
		return false;
	name->n -= suffix.n;
	return true;
}

#define IS_ANY(m, n, ...)						\
	node_is_any((m), (n), (const struct str[]){ __VA_ARGS__ },	\
	    sizeof((const struct str[]){ __VA_ARGS__ }) /		\
	    sizeof(struct str))

static void
follow_source(struct claims *f, const struct node *n)
{
	const struct model *m = f->m;
	uint32_t from, to;

	if (n->n_input == 0 || n->n_output == 0 ||
	    (from = node_input(m, n, 0)) == NONE || f->source[from] == NONE ||
	    (to = node_output(m, n, 0)) == NONE || f->source[to] != NONE ||
	    !parameters_passes_on(m, n))
		return;
	f->source[to] = f->source[from];
	f->alias[to] = f->alias[from] || node_is(m, n, STR("Identity"));
	f->flipped[to] = f->flipped[from] != node_is(m, n, STR("Transpose"));
}

static uint32_t
source_of(const struct claims *f, const struct node *n, uint32_t input)
{
	uint32_t v = input < n->n_input ? node_input(f->m, n, input) : NONE;

	return v == NONE ? NONE : f->source[v];
}

/* The node that alone reads the product and adds to it, past what quantizers
 * and casts put between; or NONE. */
static const struct node *
adder_of(const struct claims *f, const struct node *n)
{
	const struct model *m = f->m;

	for (int step = 0; step < 4; step++) {
		const struct value *v;

		if (n->n_output == 0 || node_output(m, n, 0) == NONE)
			return NULL;
		v = &m->value[node_output(m, n, 0)];
		if (v->n_use != 1)
			return NULL;
		n = &m->node[m->use[v->use]];
		if (node_is(m, n, STR("Add")))
			return n;
		if (!IS_ANY(m, n, STR("Cast"), STR("Mul"),
		    STR("QuantizeLinear"), STR("DequantizeLinear")))
			return NULL;
	}
	return NULL;
}

/* The named bias that is added to what the node makes of a weight. */
static uint32_t
bias_of(const struct claims *f, const struct node *n)
{
	const struct parameter *found = f->x->found;
	const struct node *add;
	uint32_t i;

	if (IS_ANY(f->m, n, STR("Gemm"), STR("FusedGemm"))) {
		i = source_of(f, n, 2);
		return i != NONE && str_ends(found[i].param, STR("bias")) ?
		    i : NONE;
	}
	if ((add = adder_of(f, n)) == NULL)
		return NONE;
	for (uint32_t j = 0; j < 2; j++) {
		i = source_of(f, add, j);
		if (i != NONE && str_ends(found[i].param, STR("bias")))
			return i;
	}
	return NONE;
}

static struct str
join(struct arena *arena, struct str a, struct str b)
{
	char *p = arena_alloc(arena, a.n + b.n + 1);

	memcpy(p, a.p, a.n);
	memcpy(p + a.n, b.p, b.n);
	return (struct str){ p, a.n + b.n };
}

static struct str
param_of(struct claims *f, uint32_t module, struct str param)
{
	struct str path = modules_path(&f->t->tree, module);

	if (param.n == 0 || path.n == 0)
		return param;
	return join(&f->x->arena, join(&f->x->arena, path, STR(".")), param);
}

/* A Conv beside whose weight the bias was made that a BatchNormalization left:
 * the bias is named by it. */
static bool
claim_by_made_bias(struct claims *f, const struct node *n, struct claim *c)
{
	uint32_t i = source_of(f, n, 2);
	struct str name;

	if (i == NONE || !f->claim[i].made)
		return false;
	name = model_name(f->m, f->m->value[f->m->initializer[i].value].name);
	if (!name_cut(&name, STR("_bias")))
		return false;
	c->module = name_owner(&f->t->tree, name);
	c->param = name;
	return true;
}

/* A module's forward() may call another's parameters by function, as
 * torch.nn.MultiheadAttention does its out_proj's: then the bias says whose
 * the weight is.  Elsewhere a bias is believed that one node reads. */
static bool
claim_by_bias(struct claims *f, const struct node *n, struct claim *c)
{
	const struct verdict *v = &f->t->node[n - f->m->node];
	uint32_t i = bias_of(f, n), owner;
	bool known = !v->inexact && v->by <= BY_VALUE;
	struct str base;

	if (i == NONE)
		return false;
	owner = f->x->found[i].module;
	if (owner != v->module &&
	    (f->m->value[f->m->initializer[i].value].n_use != 1 ||
	    (known && !modules_within(&f->t->tree, owner, v->module))))
		return false;
	base = f->x->found[i].param;
	base.n -= 4;
	c->module = owner;
	c->param = join(&f->x->arena, base, STR("weight"));
	return true;
}

/* What a BatchNormalization left behind when it was folded into a Conv: a
 * weight that lost its name shows it.  Such a Conv has no bias itself. */
static bool
is_folded_bias(const struct claims *f, const struct node *n,
    const struct position *p)
{
	uint32_t weight = source_of(f, n, node_is(f->m, n,
	    STR("QLinearConv")) ? 3 : 1);

	return str_eq(p->param, STR("bias")) && weight != NONE &&
	    f->x->found[weight].param.n == 0 && IS_ANY(f->m, n,
	    STR("Conv"), STR("FusedConv"), STR("ConvTranspose"),
	    STR("QLinearConv"));
}

static void
claim(struct claims *f, uint32_t node, uint32_t input)
{
	const struct node *n = &f->m->node[node];
	const struct verdict *v = &f->t->node[node];
	uint32_t value = node_input(f->m, n, input), i = f->source[value];
	const struct position *p = position_of(f->m, n, input);
	struct claim c = { .any = true, .call = v->call,
	    .alias = f->alias[value], .made = f->claim[i].made },
	    *old = &f->claim[i];

	if (p == NULL || (old->any && c.alias && !old->alias) ||
	    initializer_rank(&f->m->initializer[i]) < p->least_rank)
		return;
	if (!str_eq(p->param, STR("weight")) ||
	    (!claim_by_made_bias(f, n, &c) && !claim_by_bias(f, n, &c))) {
		if (v->inexact || v->by == BY_ROOT)
			return;
		c.module = v->module;
		/* One that has children has no such name for it. */
		if (!f->t->parent[v->module] && !is_folded_bias(f, n, p))
			c.param = param_of(f, v->module, p->param);
	}
	c.transposed = position_transposed(p, f->m, n) != f->flipped[value];
	if (old->any && old->alias == c.alias) {
		old->several = old->several || old->module != c.module ||
		    !str_eq(old->param, c.param) ||
		    old->transposed != c.transposed;
		return;
	}
	*old = c;
}

void
claims_open(struct claims *f, struct initializers *x,
    const struct verdicts *t)
{
	const struct model *m = t->m;

	*f = (struct claims){ .x = x, .t = t, .m = m };
	f->claim = xcalloc(m->n_initializer + 1, sizeof(*f->claim));
	f->source = xcalloc(m->n_value + 1, sizeof(*f->source));
	f->flipped = xcalloc(m->n_value + 1, sizeof(*f->flipped));
	f->alias = xcalloc(m->n_value + 1, sizeof(*f->alias));
}

void
claims_make(struct claims *f)
{
	const struct model *m = f->m;

	for (uint32_t v = 0; v < m->n_value; v++)
		f->source[v] = m->value[v].initializer;
	for (uint32_t i = 0; i < m->n_node; i++)
		follow_source(f, &m->node[i]);
	for (uint32_t i = 0; i < m->n_node; i++)
		for (uint32_t j = 0; j < m->node[i].n_input; j++)
			if (source_of(f, &m->node[i], j) != NONE)
				claim(f, i, j);
}

void
claims_free(struct claims *f)
{
	free(f->claim);
	free(f->source);
	free(f->flipped);
	free(f->alias);
	*f = (struct claims){ 0 };
}

/*
 * Which value is which: by name, and by who reads and writes it.
 */
#include <stdlib.h>

#include "pairing.h"

enum {
	SEVERAL = NONE - 1,
	STEPS = 8,		/* nodes followed, one behind another */
	PORTS = 8,		/* inputs looked at */
};

/* By name: the value; SEVERAL when several values bear it. */
static uint32_t *
values_by_name(const struct model *m)
{
	uint32_t *of = xreallocarray(NULL, m->names.n + 1, sizeof(*of));

	memset(of, 0xff, m->names.n * sizeof(*of));
	for (uint32_t v = 0; v < m->n_value; v++) {
		uint32_t *is = &of[m->value[v].name];
		*is = *is == NONE ? v : SEVERAL;
	}
	return of;
}

uint32_t
pairing_named(const struct pairing *p, struct str name)
{
	uint32_t k = intern_find(&p->b->m->names, name);

	return k == NONE || p->of_name[k] == SEVERAL ? NONE : p->of_name[k];
}

struct agreement {
	uint32_t shared;	/* nodes whose value has a name in the other */
	uint32_t same;		/* ... and is of that node's class ... */
	uint32_t linked;	/* ... and reads a value of the same name */
	uint32_t sized, equal;	/* ... reads a parameter; of the same size */
};

/* The value, or the next one above it with a known name; helpers are stepped
 * over. */
static uint32_t
named_above(const struct pairing *p, uint32_t v)
{
	for (int step = 0; step < STEPS && v != NONE && p->value[v] == NONE;
	    step++) {
		uint32_t i = outline_producer(p->a, v);
		v = i == NONE || !p->a->helper[i] ? NONE :
		    outline_passed_on(p->a, i);
	}
	return v == NONE || p->value[v] == NONE ? NONE : v;
}

static bool
is_linked(const struct pairing *p, uint32_t i, uint32_t j)
{
	const struct node *n = &p->a->m->node[i], *o = &p->b->m->node[j];

	for (uint32_t k = 0; k < n->n_input && k < PORTS; k++) {
		uint32_t v = named_above(p, node_input(p->a->m, n, k));
		for (uint32_t l = 0; v != NONE && l < o->n_input && l < PORTS;
		    l++)
			if (node_input(p->b->m, o, l) == p->value[v])
				return true;
	}
	return n->n_input == 0;
}

static struct agreement
agree(struct pairing *p)
{
	const struct model *m = p->a->m;
	struct agreement g = { 0 };

	for (uint32_t i = 0; i < m->n_node; i++) {
		uint32_t v = m->node[i].n_output == 0 ? NONE :
		    node_output(m, &m->node[i], 0), j;

		if (p->a->rank[i] == NONE || v == NONE ||
		    p->value[v] == NONE)
			continue;
		g.shared++;
		j = outline_producer(p->b, p->value[v]);
		if (j == NONE || p->a->class[i] != p->b->class[j])
			continue;
		g.same++;
		g.linked += is_linked(p, i, j);
		if (p->a->size[i] == NONE || p->b->size[j] == NONE)
			continue;
		g.sized++;
		g.equal += p->a->size[i] == p->b->size[j];
	}
	return g;
}

/*
 * Exporters number what they have no name for, so that models that have nothing
 * to do with each other share `linear_3` and `542`.  Names are kept where nodes
 * of one name are of one class, read values of one name, and parameters of one
 * size; a pruned model has others, and nearly all names the same.
 */
static bool
is_trusted(const struct agreement *g)
{
	if (g->linked == 0 || g->same < g->shared / 4 ||
	    g->linked < g->same - g->same / 3)
		return false;
	return g->equal >= g->sized / 2 ||
	    g->linked >= g->shared - g->shared / 20;
}

/* As pairing_named; most values stand in the same order in both models, and are
 * found where they are expected. */
static uint32_t
find_named(const struct pairing *p, struct str name, uint32_t expected)
{
	const struct model *m = p->b->m;

	if (expected < m->n_value &&
	    p->of_name[m->value[expected].name] == expected &&
	    str_eq(name, model_name(m, m->value[expected].name)))
		return expected;
	return pairing_named(p, name);
}

void
pairing_names(struct pairing *p)
{
	const struct model *m = p->a->m;
	uint32_t *a = values_by_name(m);
	struct agreement g;
	uint32_t next = 0;

	p->of_name = values_by_name(p->b->m);
	for (uint32_t v = 0; v < m->n_value; v++) {
		if (a[m->value[v].name] == v)
			p->value[v] = find_named(p, model_name(m,
			    m->value[v].name), next);
		if (p->value[v] != NONE)
			next = p->value[v] + 1;
	}
	free(a);
	g = agree(p);
	if (!is_trusted(&g)) {
		memset(p->value, 0xff, m->n_value * sizeof(*p->value));
		return;
	}
	p->kept = g.linked;
	for (uint32_t v = 0; v < m->n_value; v++) {
		uint32_t i = m->value[v].producer, j;

		if (p->value[v] == NONE)
			continue;
		p->named[v] = true;
		j = outline_producer(p->b, p->value[v]);
		if (i != NONE && j != NONE && p->a->class[i] == p->b->class[j])
			pairing_add(p, i, j);
	}
}

/* Is `late` made of `early` by nodes of the reference that have no pair: what
 * was merged into the node that writes it? */
static bool
is_absorbed(const struct pairing *p, uint32_t early, uint32_t late)
{
	for (int step = 0; step < STEPS && late != NONE; step++) {
		uint32_t j = outline_producer(p->b, late);
		const struct node *n;

		if (late == early)
			return true;
		if (j == NONE || p->from[j] != NONE)
			return false;
		n = &p->b->m->node[j];
		late = NONE;
		for (uint32_t k = 0; k < n->n_input && k < PORTS; k++) {
			uint32_t u = node_input(p->b->m, n, k);
			if (u == early)
				return true;
			if (late == NONE && u != NONE && !p->b->constant[u])
				late = u;
		}
	}
	return false;
}

/* What a node writes: what its readers take it for, when that is what it
 * writes with more merged in; else what its pair writes. */
static void
settle_output(struct pairing *p, uint32_t i)
{
	const struct node *n = &p->a->m->node[i], *o;
	uint32_t j = p->last[i];

	if (j == NONE || (j == p->to[i] && !pairing_same_op(p, i, j)))
		return;
	o = &p->b->m->node[j];
	for (uint32_t k = 0; k < n->n_output && k < o->n_output; k++) {
		uint32_t v = node_output(p->a->m, n, k);
		uint32_t own = node_output(p->b->m, o, k);

		if (v == NONE || own == NONE || p->named[v])
			continue;
		if (p->value[v] == NONE || !is_absorbed(p, own, p->value[v]))
			p->value[v] = own;
	}
}

/* What a node reads. */
static void
settle_inputs(struct pairing *p, uint32_t i)
{
	const struct model *m = p->a->m;
	const struct node *n = &m->node[i];
	uint32_t j = p->to[i];

	if (j == NONE) {
		uint32_t v = outline_passed_on(p->a, i);
		uint32_t w = n->n_output == 0 ? NONE : node_output(m, n, 0);
		if (p->a->helper[i] && v != NONE && w != NONE &&
		    p->value[v] == NONE)
			p->value[v] = p->value[w];
		return;
	}
	for (uint32_t k = 0; k < n->n_input && k < p->b->m->node[j].n_input;
	    k++) {
		uint32_t v = node_input(m, n, k);
		uint32_t u = node_input(p->b->m, &p->b->m->node[j], k);

		if (v == NONE || u == NONE || p->value[v] != NONE)
			continue;
		if ((k == 0 && p->a->weight[i] == WEIGHT_HEAVY) ||
		    pairing_same_op(p, i, j))
			p->value[v] = u;
	}
}

/* What a node without a pair passes on is what it reads. */
static void
settle_helper(struct pairing *p, uint32_t i)
{
	const struct node *n = &p->a->m->node[i];
	uint32_t v = outline_passed_on(p->a, i);
	uint32_t w = n->n_output == 0 ? NONE : node_output(p->a->m, n, 0);

	if (p->to[i] == NONE && p->a->helper[i] && v != NONE && w != NONE &&
	    p->value[w] == NONE)
		p->value[w] = p->value[v];
}

void
pairing_values(struct pairing *p)
{
	/* Readers before writers, then what that left. */
	for (uint32_t k = p->a->n; k-- > 0;) {
		settle_output(p, p->a->order[k]);
		settle_inputs(p, p->a->order[k]);
	}
	for (uint32_t k = 0; k < p->a->n; k++)
		settle_helper(p, p->a->order[k]);
}

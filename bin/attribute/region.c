#include "region.h"

#include <stdlib.h>

enum {
	NODES_LATE = 8,		/* when many nodes are in several regions */
	PORTS = 16,		/* inputs looked at */
};

void
region_open(struct region *g, const struct reference *r,
    const struct pairing *p)
{
	*g = (struct region){ .r = r, .p = p, .most = REGION_NODES };
	/* Regions seldom share nodes; more than this is a file made to. */
	g->left = 8 * ((uint64_t)p->a->m->n_node + r->m.n_node);
	g->available = xcalloc(r->m.n_value + 1, sizeof(*g->available));
	g->read = xcalloc(r->m.n_value + 1, sizeof(*g->read));
	g->seen = xcalloc(r->m.n_node + 1, sizeof(*g->seen));
	for (uint32_t v = 0; v < p->a->m->n_value; v++)
		if (p->value[v] != NONE)
			g->available[p->value[v]] = true;
}

void
region_free(struct region *g)
{
	free(g->available);
	free(g->read);
	free(g->seen);
}

/* The producer of a value of the reference joins the region of node i, and
 * what it reads is looked at next.  What is paired with another node is that
 * one's. */
static void
join(struct region *g, uint32_t i, uint32_t value)
{
	const struct model *m = &g->r->m;
	uint32_t node = m->value[value].producer;
	const struct node *n;

	if (node == NONE || g->seen[node] == i + 1 || g->n == g->most ||
	    (g->p->from[node] != NONE && g->p->from[node] != i))
		return;
	g->seen[node] = i + 1;
	g->node[g->n++] = node;
	n = &m->node[node];
	for (uint32_t j = 0; j < n->n_input && g->depth < REGION_NODES * 2; j++)
		if (node_input(m, n, j) != NONE)
			g->stack[g->depth++] = node_input(m, n, j);
}

static int
by_index(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

uint32_t
region_find(struct region *g, uint32_t i)
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
	if (g->n > 1)
		qsort(g->node, g->n, sizeof(*g->node), by_index);
	if (g->n == 0 && p->to[i] != NONE) {
		g->node[g->n++] = p->to[i];
		if (p->last[i] != p->to[i])
			g->node[g->n++] = p->last[i];
	}
	g->left -= g->n < g->left ? g->n : g->left;
	if (g->left == 0)
		g->most = NODES_LATE;
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

/* How much the node says of which module the region is. */
static int
score(const struct region *g, uint32_t node)
{
	const struct outline *o = &g->r->outline;

	if (g->r->node[node].module == NONE || o->rank[node] == NONE)
		return 0;
	return 1 + o->weight[node] +
	    (g->n > 1 && owns_parameter(g->r, node) ? 1 + WEIGHT_HEAVY : 0);
}

/* Several modules' products in one node, as an attention's: that of the module
 * that is round them all, where something of it was merged in. */
static uint32_t
round_all(const struct region *g, uint32_t module, uint32_t best)
{
	for (uint32_t k = 0; k < g->n; k++)
		if (g->r->node[g->node[k]].module == module &&
		    g->r->outline.rank[g->node[k]] != NONE)
			return g->node[k];
	return best;
}

uint32_t
region_main(const struct region *g, uint32_t i)
{
	const struct reference *r = g->r;
	uint32_t best = NONE, module = NONE;
	int most = -1;

	for (uint32_t k = 0; k < g->n; k++) {
		uint32_t node = g->node[k], of = r->node[node].module;
		int is = score(g, node);

		if (is > most || (is == most && is <= WEIGHT_HEAVY &&
		    node == g->p->to[i])) {
			best = node;
			module = of;
		} else if (is == most && is > WEIGHT_HEAVY) {
			module = modules_common(&r->tree, module, of);
		}
		most = is > most ? is : most;
	}
	return best == NONE || module == r->node[best].module ? best :
	    round_all(g, module, best);
}

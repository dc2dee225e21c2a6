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

uint32_t
region_main(const struct region *g, uint32_t i)
{
	const struct reference *r = g->r;
	uint32_t best = NONE;
	int most = -1;

	for (uint32_t k = 0; k < g->n; k++) {
		uint32_t node = g->node[k];
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

#include "recalls.h"

#include <stdlib.h>

/* Numbers the nodes that read the value, and says how many there are. */
static uint32_t
number_readers(const struct recalls *r, const struct value *v)
{
	const struct model *m = r->t->m;
	uint32_t n = 0, last = NONE;

	for (uint32_t k = 0; k < v->n_use; k++) {
		uint32_t node = m->use[v->use + k];
		if (node == last)
			continue;
		n++;
		if (r->call[node] == 0)
			r->call[node] = n;
		last = node;
	}
	return n;
}

/* A weight that lost its name counts calls as well; what may be several
 * modules', as small initializers without a name are, does not. */
static bool
counts_calls(const struct parameters *p, const struct model *m, uint32_t v)
{
	if (m->value[v].initializer == NONE)
		return false;
	return p->owner[v] != NONE ? !p->shared[v] : initializer_rank(
	    &m->initializer[m->value[v].initializer]) >= 2;
}

/* What works on with what a call's node made is of the same call, as long as it
 * is of the same module: nodes stand in topological order. */
static void
pass_on(const struct recalls *r, uint32_t node)
{
	const struct model *m = r->t->m;
	const struct node *n = &m->node[node];

	for (uint32_t j = 0; r->call[node] == 0 && j < n->n_input; j++) {
		uint32_t v = node_input(m, n, j), from;
		if (v != NONE && (from = m->value[v].producer) != NONE &&
		    r->t->node[from].module == r->t->node[node].module)
			r->call[node] = r->call[from];
	}
}

void
recalls_open(struct recalls *r, const struct verdicts *t,
    const struct parameters *p)
{
	const struct model *m = t->m;
	bool *once = xcalloc(t->tree.n + 1, sizeof(*once));

	r->t = t;
	r->again = xcalloc(t->tree.n + 1, sizeof(*r->again));
	r->call = xcalloc(m->n_node + 1, sizeof(*r->call));
	for (uint32_t v = 0; v < m->n_value; v++) {
		uint32_t owner = p->owner[v], n;

		if (!counts_calls(p, m, v))
			continue;
		n = number_readers(r, &m->value[v]);
		if (owner != NONE && n > 0)
			*(n == 1 ? &once[owner] : &r->again[owner]) = true;
	}
	for (uint32_t i = 0; i < m->n_node; i++)
		if (t->node[i].module != NONE)
			pass_on(r, i);
	/* A parent's id is the smaller one. */
	for (uint32_t id = t->tree.n; id-- > 1;) {
		once[t->tree.parent[id]] |= once[id];
		r->again[t->tree.parent[id]] |= r->again[id];
	}
	for (uint32_t id = 0; id < t->tree.n; id++)
		r->again[id] = r->again[id] && !once[id];
	free(once);
}

void
recalls_free(struct recalls *r)
{
	free(r->again);
	free(r->call);
	*r = (struct recalls){ 0 };
}

uint32_t
recalls_between(const struct recalls *r, uint32_t a, uint32_t b)
{
	const struct modules *tree = &r->t->tree;
	uint32_t found = NONE, id;

	if (r->call[a] == 0 || r->call[b] == 0 || r->call[a] == r->call[b])
		return NONE;
	id = modules_common(tree, r->t->node[a].module, r->t->node[b].module);
	for (; id != 0; id = tree->parent[id])
		if (r->again[id])
			found = id;
	return found;
}

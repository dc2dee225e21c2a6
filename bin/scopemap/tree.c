#include "tree.h"

#include <stdlib.h>

struct order {
	uint32_t first;		/* the first node in the module or below it */
	uint32_t id;
	uint64_t rank;		/* among modules of the same first node */
};

static int
by_first(const void *a, const void *b)
{
	const struct order *x = a, *y = b;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

static int
by_rank(const void *a, const void *b)
{
	const struct order *x = *(const struct order *const *)a;
	const struct order *y = *(const struct order *const *)b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

/* A module without a node goes by the sibling that is before it in the maps,
 * or by the first node of all. */
static void
place_nodeless(const struct scopes *s, const struct maps *maps,
    struct order *order)
{
	uint32_t n = s->tree.n;
	struct order **ranked = xreallocarray(NULL, n, sizeof(*ranked));
	uint32_t *before = xcalloc(n, sizeof(*before));

	for (uint32_t id = 0; id < n; id++) {
		order[id].rank = maps_rank(maps, modules_path(&s->tree, id));
		ranked[id] = &order[id];
	}
	qsort(ranked, n, sizeof(*ranked), by_rank);
	for (uint32_t i = 0; i < n && ranked[i]->rank != UINT64_MAX; i++) {
		uint32_t id = ranked[i]->id, above = s->tree.parent[id];

		if (above == NONE)
			continue;
		if (ranked[i]->first == NONE)
			ranked[i]->first = before[above];
		before[above] = ranked[i]->first;
	}
	free(ranked);
	free(before);
}

/* Modules sorted by their first node, then in the order found.  A module's
 * first node is its first child's too, and it was found before the child. */
static struct order *
sort_modules(const struct scopes *s, const struct maps *maps)
{
	struct order *order = xreallocarray(NULL, s->tree.n, sizeof(*order));

	for (uint32_t id = 0; id < s->tree.n; id++)
		order[id] = (struct order){ NONE, id, 0 };
	for (uint32_t i = 0; i < s->m->n_node; i++)
		if (s->scope[i] != NONE && order[s->scope[i]].first == NONE)
			order[s->scope[i]].first = i;
	for (uint32_t id = s->tree.n - 1; id > 0; id--) {
		struct order *above = &order[s->tree.parent[id]];
		if (order[id].first < above->first)
			above->first = order[id].first;
	}
	if (maps->n > 0)
		place_nodeless(s, maps, order);
	qsort(order, s->tree.n, sizeof(*order), by_first);
	return order;
}

/* What is written about all modules. */
struct writing {
	const struct scopes *s;
	const struct maps *maps;
	const struct classes *classes;
	struct jsonw *w;
};

/* A rule that fits says more than the map; the map more than none. */
static void
write_type(const struct writing *t, const struct found_module *found,
    struct str path)
{
	struct str type = { 0 };
	bool packaged = found->class_by != BY_INFERRED && found->class.n > 0 &&
	    memchr(found->class.p, '.', found->class.n) != NULL;

	if (packaged)
		type = classes_type(t->classes, found->class);
	if (type.n == 0)
		type = maps_type(t->maps, path);
	if (type.n == 0 && packaged)
		type = t->classes->otherwise;
	if (type.n > 0) {
		record_key(t->w, M_TYPE);
		jsonw_string(t->w, type);
	}
}

static void
write_module(const struct writing *t, uint32_t id, bool leaf, uint32_t calls)
{
	const struct modules *tree = &t->s->tree;
	const struct found_module *found = &t->s->found[id];
	struct str path = modules_path(tree, id);
	struct jsonw *w = t->w;

	record_begin(w, KIND_MODULE);
	record_key(w, M_PATH);
	jsonw_string(w, path);
	if (found->class.n > 0) {
		record_key(w, M_CLASS);
		jsonw_string(w, found->class);
		record_key(w, M_CLASS_BY);
		jsonw_string(w, by_name[found->class_by]);
	}
	write_type(t, found, path);
	if (id != 0) {
		record_key(w, M_PARENT);
		jsonw_string(w, modules_path(tree, tree->parent[id]));
	}
	record_key(w, M_DEPTH);
	jsonw_uint(w, tree->depth[id]);
	record_key(w, M_LEAF);
	jsonw_bool(w, leaf);
	if (!maps_write(t->maps, path, M_CALLS, w) && calls > 1) {
		record_key(w, M_CALLS);
		jsonw_uint(w, calls);
	}
	maps_write(t->maps, path, M_PARAMS, w);
	maps_write(t->maps, path, M_TOTAL_PARAMS, w);
	if (found->by != BY_NOTHING) {
		record_key(w, M_BY);
		jsonw_string(w, by_name[found->by]);
	}
	maps_write(t->maps, path, M_ORDER, w);
	maps_write(t->maps, path, M_TRAINABLE, w);
	maps_write(t->maps, path, M_PARAMETERS, w);
	maps_write(t->maps, path, M_BUFFERS, w);
	maps_write(t->maps, path, M_CHILDREN, w);
	record_end(w);
}

void
tree_write(const struct scopes *s, const struct maps *maps,
    const struct classes *classes, struct jsonw *w)
{
	const struct writing t = { s, maps, classes, w };
	uint32_t n = s->tree.n, id;
	struct order *order = sort_modules(s, maps);
	uint32_t *child = xreallocarray(NULL, n, sizeof(*child));
	uint32_t *sibling = xreallocarray(NULL, n, sizeof(*sibling));
	uint32_t *calls = xcalloc(n, sizeof(*calls));

	for (id = 0; id < n; id++)
		child[id] = sibling[id] = NONE;
	for (uint32_t i = n; i-- > 0;) {
		id = order[i].id;
		if (id == 0 || s->found[id].by == BY_NOTHING)
			continue;
		sibling[id] = child[s->tree.parent[id]];
		child[s->tree.parent[id]] = id;
	}
	for (uint32_t i = 0; i < s->m->n_node; i++)
		if (s->scope[i] != NONE && s->call[i] > calls[s->scope[i]])
			calls[s->scope[i]] = s->call[i];
	for (id = 0; id != NONE;) {
		write_module(&t, id, child[id] == NONE, calls[id]);
		if (child[id] != NONE) {
			id = child[id];
			continue;
		}
		while (id != NONE && sibling[id] == NONE)
			id = s->tree.parent[id];
		if (id != NONE)
			id = sibling[id];
	}
	free(order);
	free(child);
	free(sibling);
	free(calls);
}

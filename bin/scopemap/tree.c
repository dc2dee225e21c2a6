#include "tree.h"

#include <stdlib.h>

struct order {
	uint32_t first;		/* the first node in the module or below it */
	uint32_t id;
};

static int
by_first(const void *a, const void *b)
{
	const struct order *x = a, *y = b;

	if (x->first != y->first)
		return x->first < y->first ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

/* Modules sorted by their first node, then in the order found.  A module's
 * first node is its first child's too, and it was found before the child. */
static struct order *
sort_modules(const struct scopes *s)
{
	struct order *order = xreallocarray(NULL, s->tree.n, sizeof(*order));

	for (uint32_t id = 0; id < s->tree.n; id++)
		order[id] = (struct order){ NONE, id };
	for (uint32_t i = 0; i < s->m->n_node; i++)
		if (s->scope[i] != NONE && order[s->scope[i]].first == NONE)
			order[s->scope[i]].first = i;
	for (uint32_t id = s->tree.n - 1; id > 0; id--) {
		struct order *above = &order[s->tree.parent[id]];
		if (order[id].first < above->first)
			above->first = order[id].first;
	}
	qsort(order, s->tree.n, sizeof(*order), by_first);
	return order;
}

static void
write_module(const struct scopes *s, struct jsonw *w, uint32_t id, bool leaf,
    uint32_t calls)
{
	const struct found_module *found = &s->found[id];

	record_begin(w, KIND_MODULE);
	record_key(w, M_PATH);
	jsonw_string(w, modules_path(&s->tree, id));
	if (found->class.n > 0) {
		record_key(w, M_CLASS);
		jsonw_string(w, found->class);
		record_key(w, M_CLASS_BY);
		jsonw_string(w, by_name[found->class_by]);
	}
	if (id != 0) {
		record_key(w, M_PARENT);
		jsonw_string(w, modules_path(&s->tree, s->tree.parent[id]));
	}
	record_key(w, M_DEPTH);
	jsonw_uint(w, s->tree.depth[id]);
	record_key(w, M_LEAF);
	jsonw_bool(w, leaf);
	if (calls > 1) {
		record_key(w, M_CALLS);
		jsonw_uint(w, calls);
	}
	if (found->by != BY_NOTHING) {
		record_key(w, M_BY);
		jsonw_string(w, by_name[found->by]);
	}
	record_end(w);
}

void
tree_write(const struct scopes *s, struct jsonw *w)
{
	uint32_t n = s->tree.n, id;
	struct order *order = sort_modules(s);
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
		write_module(s, w, id, child[id] == NONE, calls[id]);
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

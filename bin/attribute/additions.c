#include "additions.h"

#include <stdlib.h>

bool
additions_own(const struct record *r)
{
	struct str by = record_get(r, M_BY);

	return r->kind == KIND_MODULE && (str_eq(by, STR("\"structure\"")) ||
	    str_eq(by, STR("\"like\"")));
}

void
additions_open(struct additions *a, const struct verdicts *t,
    const struct coarse *coarse)
{
	uint32_t n = t->tree.n;

	*a = (struct additions){ .t = t, .coarse = coarse, .last = NONE };
	a->child = xreallocarray(NULL, n, sizeof(*a->child));
	a->sibling = xreallocarray(NULL, n, sizeof(*a->sibling));
	for (uint32_t id = 0; id < n; id++)
		a->child[id] = a->sibling[id] = NONE;
	for (uint32_t id = n; id-- > t->n_read;) {
		uint32_t parent = t->tree.parent[id];
		a->sibling[id] = a->child[parent];
		a->child[parent] = id;
	}
}

void
additions_close(struct additions *a)
{
	free(a->child);
	free(a->sibling);
}

static void
write_module(const struct additions *a, struct jsonw *w, uint32_t id)
{
	const struct modules *tree = &a->t->tree;

	record_begin(w, KIND_MODULE);
	record_key(w, M_PATH);
	jsonw_string(w, modules_path(tree, id));
	coarse_class(a->coarse, w, id);
	record_key(w, M_PARENT);
	jsonw_string(w, modules_path(tree,
		    coarse_parent(a->coarse, id)));
	record_key(w, M_DEPTH);
	jsonw_uint(w, a->coarse->depth[id]);
	record_key(w, M_LEAF);
	jsonw_bool(w, !a->coarse->parent[id]);
	record_key(w, M_BY);
	jsonw_string(w, by_name[id < a->t->n_like ? BY_LIKE : BY_STRUCTURE]);
	record_end(w);
}

/* Paths have LIMIT_MODULE_DEPTH atoms at most. */
static void
write_children(struct additions *a, struct jsonw *w, uint32_t parent)
{
	for (uint32_t id = a->child[parent]; id != NONE;
	    id = a->sibling[id]) {
		if (a->coarse->as[id] == id)
			write_module(a, w, id);
		write_children(a, w, id);
	}
	a->child[parent] = NONE;
}

/* The tree leaves these modules on its way to the next; NONE leaves all. */
static void
leave(struct additions *a, struct jsonw *w, uint32_t next)
{
	const struct modules *tree = &a->t->tree;
	uint32_t id = a->last;

	for (; id != NONE; id = tree->parent[id]) {
		if (next != NONE && modules_within(tree, next, id))
			break;
		write_children(a, w, id);
	}
	a->last = next;
}

void
additions_record(struct additions *a, struct jsonw *w, uint32_t line)
{
	struct arena arena = { 0 };
	struct record r = { 0 };
	struct str path;
	uint32_t id;

	record_scan(&r, a->t->m->line[line]);
	if ((a->t->fixed || !additions_own(&r)) &&
	    json_to_string(record_get(&r, M_PATH), &arena, &path) &&
	    (id = modules_find(&a->t->tree, path)) != NONE) {
		leave(a, w, id);
		if (a->coarse->as[id] == id)
			coarse_record(a->coarse, w, id, &r);
	}
	record_free(&r);
	arena_free(&arena);
}

void
additions_end(struct additions *a, struct jsonw *w)
{
	if (a->last == NONE)
		return;
	leave(a, w, NONE);
}

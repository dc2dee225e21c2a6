#include "tree.h"

#include <stdlib.h>

struct order {
	uint32_t table;		/* its place in the module table, or NONE */
	uint32_t first;		/* the first node in the module or below it */
	uint32_t id;
	uint64_t rank;		/* among modules of the same first node */
};

static int
by_first(const void *a, const void *b)
{
	const struct order *x = a, *y = b;

	if (x->table != y->table)
		return x->table < y->table ? -1 : 1;
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
sort_modules(const struct scopes *s, const struct maps *maps,
    const struct table *table)
{
	struct order *order = xreallocarray(NULL, s->tree.n, sizeof(*order));

	for (uint32_t id = 0; id < s->tree.n; id++)
		order[id] = (struct order){ table_rank(table,
		    modules_path(&s->tree, id)), NONE, id, 0 };
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

/* The modules that have a record, as a tree. */
struct outline {
	uint32_t *above;	/* by module, told or not: the nearest told */
	uint32_t *child, *sibling;
	uint16_t *depth;
};

static bool
is_told(const struct scopes *s, uint32_t id)
{
	const struct found_module *found = &s->found[id];

	if (!s->table)
		return id == 0 || found->by != BY_NOTHING;
	return id == 0 || found->tabled || found->mapped || found->tagged;
}

static void
outline_open(struct outline *o, const struct scopes *s,
    const struct order *order)
{
	uint32_t n = s->tree.n;

	o->above = xreallocarray(NULL, n, sizeof(*o->above));
	o->child = xreallocarray(NULL, n, sizeof(*o->child));
	o->sibling = xreallocarray(NULL, n, sizeof(*o->sibling));
	o->depth = xcalloc(n, sizeof(*o->depth));
	for (uint32_t id = 0; id < n; id++) {
		uint32_t parent = s->tree.parent[id];

		o->child[id] = o->sibling[id] = NONE;
		o->above[id] = id == 0 || is_told(s, parent) ? parent :
		    o->above[parent];
		if (id != 0)
			o->depth[id] = (uint16_t)(o->depth[o->above[id]] + 1);
	}
	for (uint32_t i = n; i-- > 0;) {
		uint32_t id = order[i].id;

		if (id == 0 || !is_told(s, id))
			continue;
		o->sibling[id] = o->child[o->above[id]];
		o->child[o->above[id]] = id;
	}
}

static void
outline_free(struct outline *o)
{
	free(o->above);
	free(o->child);
	free(o->sibling);
	free(o->depth);
}

/* What is written about all modules. */
struct writing {
	const struct scopes *s;
	const struct maps *maps;
	struct table *table;
	const struct classes *classes;
	struct outline outline;
	struct jsonw *w;
};

/* A member as the module's record in the table has it. */
static bool
write_said(const struct writing *t, const struct record *said,
    enum member member)
{
	struct str value = said == NULL ? (struct str){ 0 } :
	    record_get(said, member);

	if (value.n == 0 || str_eq(value, STR("null")))
		return false;
	record_key(t->w, member);
	jsonw_raw(t->w, value);
	return true;
}

/* The words of records.5; others would not be read. */
static void
write_said_word(const struct writing *t, const struct record *said,
    enum member member)
{
	static const struct str words[] = {
		STR("\"metadata\""), STR("\"map\""), STR("\"scope\""),
		STR("\"value\""), STR("\"initializer\""),
		STR("\"inferred\""), STR("\"structure\""), STR("\"like\""),
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_eq(record_get(said, member), words[i])) {
			write_said(t, said, member);
			return;
		}
}

static void
write_class(const struct writing *t, const struct found_module *found,
    const struct record *said)
{
	if (found->class.n == 0)
		return;
	record_key(t->w, M_CLASS);
	jsonw_string(t->w, found->class);
	if (found->class_by == BY_TABLE) {
		write_said_word(t, said, M_CLASS_BY);
		return;
	}
	record_key(t->w, M_CLASS_BY);
	jsonw_string(t->w, by_name[found->class_by]);
}

/* A rule that fits says more than the map; the map more than none.  What the
 * table says was found by these once. */
static void
write_type(const struct writing *t, const struct found_module *found,
    const struct record *said, struct str path)
{
	struct str type = { 0 };
	bool packaged = found->class_by != BY_INFERRED && found->class.n > 0 &&
	    memchr(found->class.p, '.', found->class.n) != NULL;

	if (said != NULL && found->class_by != BY_MAP) {
		write_said(t, said, M_TYPE);
		return;
	}
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

/* As a map has it, else as the table has it. */
static bool
write_known(const struct writing *t, struct str path,
    const struct record *said, enum member member)
{
	return maps_write(t->maps, path, member, t->w) ||
	    write_said(t, said, member);
}

/* Members that nobody knows pass through the file, too. */
static void
write_rest(const struct writing *t, const struct record *said)
{
	for (unsigned i = 0; said != NULL && i < said->n; i++) {
		const struct record_member *m = &said->member[i];

		if (m->id == M_OTHER)
			jsonw_raw(t->w, (struct str){ m->key.p, (size_t)
			    (m->value.p + m->value.n - m->key.p) });
	}
}

static void
write_module(const struct writing *t, uint32_t id, uint32_t calls)
{
	const struct modules *tree = &t->s->tree;
	const struct found_module *found = &t->s->found[id];
	struct str path = modules_path(tree, id);
	const struct record *said = table_record(t->table, path);
	struct jsonw *w = t->w;

	record_begin(w, KIND_MODULE);
	record_key(w, M_PATH);
	jsonw_string(w, path);
	write_class(t, found, said);
	write_type(t, found, said, path);
	if (id != 0) {
		record_key(w, M_PARENT);
		jsonw_string(w, modules_path(tree, t->outline.above[id]));
	}
	record_key(w, M_DEPTH);
	jsonw_uint(w, t->outline.depth[id]);
	record_key(w, M_LEAF);
	jsonw_bool(w, t->outline.child[id] == NONE);
	if (!write_known(t, path, said, M_CALLS) && said == NULL &&
	    calls > 1) {
		record_key(w, M_CALLS);
		jsonw_uint(w, calls);
	}
	write_known(t, path, said, M_PARAMS);
	write_known(t, path, said, M_TOTAL_PARAMS);
	if (said != NULL && found->by != BY_MAP) {
		write_said_word(t, said, M_BY);
	} else if (found->by != BY_NOTHING) {
		record_key(w, M_BY);
		jsonw_string(w, by_name[found->by]);
	}
	write_known(t, path, said, M_ORDER);
	write_known(t, path, said, M_TRAINABLE);
	write_known(t, path, said, M_PARAMETERS);
	write_known(t, path, said, M_BUFFERS);
	write_known(t, path, said, M_CHILDREN);
	write_rest(t, said);
	record_end(w);
}

static void
write_all(const struct writing *t, const uint32_t *calls)
{
	const struct outline *o = &t->outline;

	for (uint32_t id = 0; id != NONE;) {
		write_module(t, id, calls[id]);
		if (o->child[id] != NONE) {
			id = o->child[id];
			continue;
		}
		while (id != NONE && o->sibling[id] == NONE)
			id = o->above[id];
		if (id != NONE)
			id = o->sibling[id];
	}
}

void
tree_write(const struct scopes *s, const struct maps *maps,
    struct table *table, const struct classes *classes, struct jsonw *w)
{
	struct writing t = { .s = s, .maps = maps, .table = table,
	    .classes = classes, .w = w };
	struct order *order = sort_modules(s, maps, table);
	uint32_t *calls = xcalloc(s->tree.n, sizeof(*calls));

	for (uint32_t i = 0; i < s->m->n_node; i++)
		if (s->scope[i] != NONE && s->call[i] > calls[s->scope[i]])
			calls[s->scope[i]] = s->call[i];
	outline_open(&t.outline, s, order);
	write_all(&t, calls);
	outline_free(&t.outline);
	free(order);
	free(calls);
}

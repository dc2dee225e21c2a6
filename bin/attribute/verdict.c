#include "verdict.h"

#include <stdio.h>
#include <stdlib.h>

#include "additions.h"

const struct str by_name[BY_COUNT] = {
	[BY_METADATA] = STR("metadata"),
	[BY_SCOPE] = STR("scope"),
	[BY_VALUE] = STR("value"),
	[BY_INITIALIZER] = STR("initializer"),
	[BY_DATAFLOW] = STR("dataflow"),
	[BY_STRUCTURE] = STR("structure"),
	[BY_PARENT] = STR("parent"),
	[BY_ROOT] = STR("root"),
};

static uint32_t
add_module(struct verdicts *t, struct str path)
{
	uint32_t n = t->tree.n, id = modules_add(&t->tree, path);

	if (t->tree.n > t->cap) {
		t->cap = t->tree.cap;
		t->class = xreallocarray(t->class, t->cap, sizeof(*t->class));
		t->parent = xreallocarray(t->parent, t->cap,
		    sizeof(*t->parent));
	}
	for (; n < t->tree.n; n++) {
		t->class[n] = (struct str){ 0 };
		t->parent[n] = false;
		if (n > 0)
			t->parent[t->tree.parent[n]] = true;
	}
	return id;
}

uint32_t
verdicts_member(struct verdicts *t, uint32_t list, long number)
{
	struct str above = modules_path(&t->tree, list);
	char digits[24];
	int n = snprintf(digits, sizeof(digits), "%s%ld", list == 0 ? "" : ".",
	    number);
	char *path = arena_alloc(&t->arena, above.n + (size_t)n);

	memcpy(path, above.p, above.n);
	memcpy(path + above.n, digits, (size_t)n);
	return add_module(t, (struct str){ path, above.n + (size_t)n });
}

/* Spans point into the record's own line, which the model keeps. */
static const char *
read_module(struct verdicts *t, const struct record *r, struct arena *arena)
{
	struct str path, class = record_get(r, M_CLASS);
	uint32_t id;

	if (additions_own(r))
		return NULL;
	if (!json_to_string(record_get(r, M_PATH), arena, &path))
		return "\"path\": not a string";
	if ((id = add_module(t, path)) == NONE)
		return "\"path\": not a module path";
	t->class[id] = class;
	return NULL;
}

static const char *
read_node(struct verdicts *t, const struct record *r, uint32_t node,
    struct arena *arena)
{
	struct str span = record_get(r, M_SCOPE), path;
	struct verdict *v = &t->node[node];
	int64_t call;

	*v = (struct verdict){ .module = NONE, .also = NONE };
	if (span.n == 0)
		return NULL;
	if (!json_to_string(span, arena, &path))
		return "\"scope\": not a string";
	if ((v->module = add_module(t, path)) == NONE)
		return "\"scope\": not a module path";
	v->by = BY_SCOPE;
	if (json_to_string(record_get(r, M_SCOPE_BY), arena, &path))
		for (uint8_t by = BY_METADATA; by < BY_COUNT; by++)
			if (str_eq(path, by_name[by]))
				v->by = by;
	if (json_to_string(record_get(r, M_SCOPE_ALSO), arena, &path))
		v->also = add_module(t, path);
	if (json_to_int(record_get(r, M_CALL), &call) && call > 0 &&
	    call < NONE)
		v->call = (uint32_t)call;
	return NULL;
}

const char *
verdicts_open(struct verdicts *t, struct model *m, uint32_t *line)
{
	struct record r = { 0 };
	const char *reason = NULL;
	uint32_t node = 0;

	*t = (struct verdicts){ .m = m };
	modules_open(&t->tree);
	add_module(t, STR(""));
	t->node = xreallocarray(NULL, m->n_node + 1, sizeof(*t->node));
	for (uint32_t i = 0; i < m->n_line && reason == NULL; i++) {
		*line = i;
		if (m->kind[i] != KIND_MODULE && m->kind[i] != KIND_NODE)
			continue;
		reason = record_scan(&r, m->line[i]);
		if (reason == NULL)
			reason = m->kind[i] == KIND_MODULE ?
			    read_module(t, &r, &m->arena) :
			    read_node(t, &r, node++, &m->arena);
	}
	record_free(&r);
	t->n_read = t->tree.n;
	return reason;
}

void
verdicts_decide(struct verdicts *t, uint32_t node, uint32_t module,
    enum by by)
{
	struct verdict *v = &t->node[node];

	if (v->module != NONE || module == NONE)
		return;
	v->module = module;
	v->by = (uint8_t)by;
}

void
verdicts_free(struct verdicts *t)
{
	modules_free(&t->tree);
	free(t->class);
	free(t->node);
	free(t->parent);
	arena_free(&t->arena);
	*t = (struct verdicts){ 0 };
}

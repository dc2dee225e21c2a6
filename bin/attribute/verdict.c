#include "verdict.h"

#include <stdlib.h>

#include "additions.h"
#include "limits.h"

const struct str by_name[BY_COUNT] = {
	[BY_LIKE] = STR("like"),
	[BY_METADATA] = STR("metadata"),
	[BY_SCOPE] = STR("scope"),
	[BY_VALUE] = STR("value"),
	[BY_INITIALIZER] = STR("initializer"),
	[BY_DATAFLOW] = STR("dataflow"),
	[BY_STRUCTURE] = STR("structure"),
	[BY_PARENT] = STR("parent"),
	[BY_ROOT] = STR("root"),
};

uint32_t
verdicts_module(struct verdicts *t, struct str path)
{
	/* The root is there before the first is added. */
	uint32_t n = t->cap == 0 ? 0 : t->tree.n;
	uint32_t id = modules_add(&t->tree, path);

	if (t->tree.n > t->cap) {
		t->cap = t->tree.cap;
		t->class = xreallocarray(t->class, t->cap, sizeof(*t->class));
		t->class_by = xreallocarray(t->class_by, t->cap,
		    sizeof(*t->class_by));
		t->parent = xreallocarray(t->parent, t->cap,
		    sizeof(*t->parent));
		t->recorded = xreallocarray(t->recorded, t->cap,
		    sizeof(*t->recorded));
		t->params = xreallocarray(t->params, t->cap,
		    sizeof(*t->params));
		t->position = xreallocarray(t->position, t->cap,
		    sizeof(*t->position));
	}
	for (; n < t->tree.n; n++) {
		t->class[n] = t->class_by[n] = (struct str){ 0 };
		t->parent[n] = t->recorded[n] = false;
		t->params[n] = -1;
		t->position[n] = NONE;
		if (n > 0)
			t->parent[t->tree.parent[n]] = true;
	}
	return id;
}

uint32_t
verdicts_member(struct verdicts *t, uint32_t list, long number)
{
	struct buf b = { 0 };
	uint32_t id;

	modules_member_path(&t->tree, list, (uint32_t)number, &b);
	id = verdicts_module(t, arena_copy(&t->arena, buf_str(&b)));
	buf_free(&b);
	return id;
}

/* Spans point into the line that the model keeps. */
static const char *
read_module(struct verdicts *t, const struct record *r, struct arena *arena)
{
	struct str path, class = record_get(r, M_CLASS);
	uint32_t id;

	if (!t->fixed && additions_own(r))
		return NULL;
	if (!json_to_string(record_get(r, M_PATH), arena, &path))
		return "\"path\": not a string";
	if ((id = verdicts_module(t, path)) == NONE)
		return "\"path\": not a module path";
	if (t->recorded[id])
		return "\"path\": stands twice";
	t->recorded[id] = true;
	if (!json_to_int(record_get(r, M_PARAMS), &t->params[id]))
		t->params[id] = -1;
	GROW(t->order, t->n_order, t->cap_order);
	t->position[id] = t->n_order;
	t->order[t->n_order++] = id;
	t->class[id] = class;
	return NULL;
}

/* All modules of a tagged node, its own among them. */
static const char *
read_tag(struct verdicts *t, struct verdict *v, const struct record *r)
{
	static const char wrong[] =
	    "\"scope_modules\": not an array of module paths";
	struct str span = record_get(r, M_SCOPE_MODULES), path;
	struct json j;
	bool exact;

	if (span.n == 0)
		return NULL;
	json_open(&j, span);
	if (json_peek(&j) != JSON_ARRAY || !json_enter(&j, '['))
		return wrong;
	while (json_item(&j)) {
		uint32_t module;

		if (!json_to_string(json_skip(&j), &t->arena, &path) ||
		    (module = verdicts_module(t, path)) == NONE)
			return wrong;
		verdicts_merge(t, t->m->n_node - 1, module);
	}
	if (json_to_bool(record_get(r, M_SCOPE_EXACT), &exact))
		v->inexact = !exact;
	v->merged = false;
	v->tagged = true;
	return NULL;
}

static const char *
read_node(struct verdicts *t, const struct record *r, struct arena *arena)
{
	struct str span = record_get(r, M_SCOPE), path;
	struct verdict *v;
	int64_t call;

	GROW(t->node, t->m->n_node - 1, t->cap_node);
	v = &t->node[t->m->n_node - 1];
	*v = (struct verdict){ .module = NONE, .conflict = NONE };
	if (span.n == 0)
		return NULL;
	if (!json_to_string(span, arena, &path))
		return "\"scope\": not a string";
	if ((v->module = verdicts_module(t, path)) == NONE)
		return "\"scope\": not a module path";
	v->by = BY_SCOPE;
	if (json_to_string(record_get(r, M_SCOPE_BY), arena, &path))
		for (uint8_t by = BY_METADATA; by < BY_COUNT; by++)
			if (str_eq(path, by_name[by]))
				v->by = by;
	v->merged = v->by == BY_VALUE;
	if (json_to_string(record_get(r, M_SCOPE_ALSO), arena, &path)) {
		v->merged = true;
		verdicts_merge(t, t->m->n_node - 1, verdicts_module(t, path));
	}
	if (json_to_int(record_get(r, M_CALL), &call) && call > 0 &&
	    call < NONE)
		v->call = (uint32_t)call;
	if (v->by == BY_ROOT)
		v->module = NONE;
	return read_tag(t, v, r);
}

const char *
verdicts_record(void *verdicts, const struct record *r)
{
	struct verdicts *t = verdicts;

	if (r->kind == KIND_MODEL)
		t->fixed = str_eq(record_get(r, M_TAGGED), STR("true"));
	if (r->kind == KIND_MODULE)
		return read_module(t, r, &t->arena);
	if (r->kind == KIND_NODE)
		return read_node(t, r, &t->arena);
	return NULL;
}

void
verdicts_open(struct verdicts *t, struct model *m)
{
	*t = (struct verdicts){ .m = m };
	modules_open(&t->tree);
	verdicts_module(t, STR(""));
}

void
verdicts_free(struct verdicts *t)
{
	modules_free(&t->tree);
	free(t->class);
	free(t->class_by);
	free(t->node);
	free(t->parent);
	free(t->recorded);
	free(t->params);
	free(t->order);
	free(t->position);
	free(t->more);
	free(t->known);
	arena_free(&t->arena);
	*t = (struct verdicts){ 0 };
}

bool
verdicts_open_to(const struct verdicts *t, uint32_t node)
{
	return t->node[node].module == NONE && !t->node[node].tagged;
}

void
verdicts_decide(struct verdicts *t, uint32_t node, uint32_t module,
    enum by by)
{
	struct verdict *v = &t->node[node];

	if (!verdicts_open_to(t, node) || module == NONE)
		return;
	v->module = module;
	v->by = (uint8_t)by;
}

void
verdicts_merge(struct verdicts *t, uint32_t node, uint32_t module)
{
	struct verdict *v = &t->node[node];

	if (module == NONE || module == v->module || v->tagged)
		return;
	for (uint32_t i = 0; i < v->n_more; i++)
		if (t->more[v->more + i] == module)
			return;
	if (v->n_more == LIMIT_MERGED)
		return;
	if (t->cap_more - t->n_more <= v->n_more) {
		t->cap_more = grown((size_t)t->n_more + v->n_more);
		t->more = xreallocarray(t->more, t->cap_more,
		    sizeof(*t->more));
	}
	/* A node's list stands in one run: move it to the end to grow. */
	if (v->n_more > 0 && v->more + v->n_more != t->n_more) {
		memcpy(t->more + t->n_more, t->more + v->more,
		    v->n_more * sizeof(*t->more));
		v->more = t->n_more;
		t->n_more += v->n_more;
	}
	if (v->n_more == 0)
		v->more = t->n_more;
	t->more[t->n_more++] = module;
	v->n_more++;
}

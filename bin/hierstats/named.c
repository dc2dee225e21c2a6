#include "named.h"

#include <stdlib.h>

struct str
named_text(const struct named *d, uint32_t text)
{
	return d->text.str[text];
}

bool
named_is_fallback(const struct named *d, const struct named_node *n)
{
	return named_text(d, n->module).n == 0 &&
	    str_eq(named_text(d, n->by), STR("root"));
}

/* A string member's id, NONE when there is none. */
static uint32_t
get_text(struct named *d, const struct record *r, enum member m,
    const char *reason)
{
	struct str span = record_get(r, m), text;

	if (span.n == 0)
		return NONE;
	if (!json_to_string(span, &d->scratch, &text)) {
		d->reason = reason;
		return NONE;
	}
	return intern_copy(&d->text, &d->arena, text);
}

static void
get_modules(struct named *d, const struct record *r, struct named_node *n)
{
	struct str span = record_get(r, M_MODULES), text;
	struct json j;

	n->merged = d->n_list;
	if (span.n == 0)
		return;
	json_open(&j, span);
	if (!json_enter(&j, '['))
		d->reason = "node: modules is no list";
	while (d->reason == NULL && json_item(&j)) {
		if (!json_to_string(json_skip(&j), &d->scratch, &text)) {
			d->reason = "node: modules is no list of strings";
			break;
		}
		GROW(d->list, d->n_list, d->cap_list);
		d->list[d->n_list++] = intern_copy(&d->text, &d->arena, text);
		n->n_merged++;
	}
}

static void
add_node(struct named *d, const struct record *r)
{
	struct str confidence = record_get(r, M_CONFIDENCE);
	struct str exact = record_get(r, M_EXACT);
	struct str conflict = record_get(r, M_CONFLICT);
	struct named_node n = { .exact = true };
	uint32_t id = d->n_node++;

	n.module = get_text(d, r, M_MODULE, "node: module is no string");
	n.by = get_text(d, r, M_BY, "node: by is no string");
	n.class = get_text(d, r, M_CLASS, "node: class is no string");
	if (n.by == NONE)
		n.by = intern_copy(&d->text, &d->arena, STR(""));
	get_modules(d, r, &n);
	if (exact.n > 0 && !json_to_bool(exact, &n.exact))
		d->reason = "node: exact is neither true nor false";
	if (!json_to_double(confidence, &n.confidence))
		n.confidence = -1;
	if (conflict.n > 0)
		n.conflict = arena_copy(&d->arena, conflict);
	GROW(d->node, id, d->cap_node);
	d->node[id] = n;
}

static void
add_initializer(struct named *d, const struct record *r)
{
	uint32_t id = d->n_parameter++;

	GROW(d->parameter, id, d->cap_parameter);
	d->parameter[id] = (struct named_parameter){
	    get_text(d, r, M_MODULE, "initializer: module is no string"),
	    get_text(d, r, M_PARAM, "initializer: param is no string") };
}

static void
add_type(struct named *d, const struct record *r)
{
	uint32_t name = get_text(d, r, M_NAME, "name is no string");
	uint32_t graph = get_text(d, r, M_GRAPH, "graph is no string");
	uint32_t n = d->typed.n, at;
	struct str span = record_get(r, M_TYPE);

	if (name == NONE || graph == NONE)
		return;
	at = pairs_add(&d->typed, graph, name);
	if (at == n) {
		GROW(d->type, at, d->cap_type);
		d->type[at] = (struct typed){ .type = { NULL, 0 } };
	}
	if (d->type[at].type.n == 0 && span.n > 0)
		d->type[at].type = arena_copy(&d->arena, span);
	d->type[at].input |= r->kind == KIND_INPUT;
	d->type[at].output |= r->kind == KIND_OUTPUT;
}

const char *
named_record(void *named, const struct record *r)
{
	struct named *d = named;

	switch (r->kind) {
	case KIND_NODE:
		add_node(d, r);
		break;
	case KIND_INITIALIZER:
		add_initializer(d, r);
		break;
	case KIND_INPUT:
		add_type(d, r);
		break;
	case KIND_OUTPUT:
	case KIND_VALUE_INFO:
		if (d->types)
			add_type(d, r);
		break;
	default:
		break;
	}
	arena_reset(&d->scratch);
	return d->reason;
}

void
named_free(struct named *d)
{
	arena_free(&d->arena);
	arena_free(&d->scratch);
	intern_free(&d->text);
	pairs_free(&d->typed);
	free(d->node);
	free(d->parameter);
	free(d->list);
	free(d->type);
	*d = (struct named){ .types = d->types };
}

const struct typed *
named_type(const struct named *d, const struct model *m,
    const struct value *v)
{
	uint32_t name = intern_find(&d->text, model_name(m, v->name));
	uint32_t graph = intern_find(&d->text, m->graph[v->graph].id);
	uint32_t at = name == NONE || graph == NONE ? NONE :
	    pairs_find(&d->typed, graph, name);

	return at == NONE ? NULL : &d->type[at];
}

/* `by:path` of one conflict. */
static struct str
conflict_text(struct str span, struct arena *arena)
{
	struct str key, by = { "", 0 }, module = { "", 0 }, text;
	struct json j;

	json_open(&j, span);
	if (json_enter(&j, '{'))
		while (json_member(&j, &key)) {
			struct str value = json_skip(&j);

			if (json_key_is(key, member_name[M_BY]))
				json_to_string(value, arena, &by);
			else if (json_key_is(key, member_name[M_MODULE]))
				json_to_string(value, arena, &module);
		}
	text.n = by.n + 1 + module.n;
	text.p = arena_alloc(arena, text.n);
	memcpy((char *)text.p, by.p, by.n);
	((char *)text.p)[by.n] = ':';
	memcpy((char *)text.p + by.n + 1, module.p, module.n);
	return text;
}

size_t
named_conflicts(const struct named_node *node, struct arena *arena,
    struct str **out)
{
	struct json j;
	size_t n = 0, i = 0;

	if (node->conflict.n == 0)
		return 0;
	json_open(&j, node->conflict);
	if (json_enter(&j, '['))
		while (json_item(&j) && json_skip(&j).n > 0)
			n++;
	*out = arena_calloc(arena, n, sizeof(**out));
	json_open(&j, node->conflict);
	if (json_enter(&j, '['))
		while (json_item(&j) && i < n)
			(*out)[i++] = conflict_text(json_skip(&j), arena);
	return n;
}

bool
named_covers(const struct pathglob *glob, struct str path)
{
	uint64_t state = pathglob_start(glob);

	for (size_t at = 0; !pathglob_accepts(glob, state); ) {
		const char *from = path.p + at;
		const char *dot;
		size_t n;

		if (path.n == 0 || at > path.n)
			return false;
		dot = at == path.n ? NULL : memchr(from, '.', path.n - at);
		n = dot == NULL ? path.n - at : (size_t)(dot - from);
		state = pathglob_step(glob, state, (struct str){ from, n });
		at += n + 1;
	}
	return true;
}

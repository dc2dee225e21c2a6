#include "usage.h"

#include <stdlib.h>

#include "graphid.h"
#include "limits.h"

static uint32_t
graph_id(struct usage *u, struct str text)
{
	uint32_t known = u->graph.n;
	uint32_t id = intern_copy(&u->graph, &u->arena, text);

	if (id < known)
		return id;
	GROW(u->parent, id, u->parent_cap);
	u->parent[id] = graphid_outer(&u->graph, text).graph;
	return id;
}

static void
list_add(struct named_list *to, struct named named)
{
	GROW(to->named, to->n, to->cap);
	to->named[to->n++] = named;
}

/* A string member, empty where it is not there. */
static bool
member_text(struct usage *u, const struct record *r, enum member m,
    struct str *text)
{
	struct str span = record_get(r, m);

	*text = (struct str){ NULL, 0 };
	return span.n == 0 || json_to_string(span, &u->scratch, text);
}

static bool
is_deep(const struct usage *u, uint32_t graph)
{
	unsigned depth = 0;

	for (; graph != NONE && depth <= LIMIT_WIRE_DEPTH;
	    graph = u->parent[graph])
		depth++;
	return depth > LIMIT_WIRE_DEPTH;
}

static void
add_use(struct usage *u, uint32_t graph, uint32_t name)
{
	for (; graph != NONE; graph = u->parent[graph])
		pairs_add(&u->used, graph, name);
}

/* The graph makes a value of this name, or has a node of it. */
static void
add_made(struct usage *u, struct named named)
{
	struct pairs *of = named.node ? &u->node : &u->value;
	uint32_t known = of->n;

	if (pairs_add(of, named.graph, named.name) < known)
		list_add(&u->twice, named);
}

/* A node of the graph reads the value: the innermost one of that name. */
static void
add_read(struct usage *u, uint32_t graph, uint32_t name)
{
	bool made = false;

	for (; graph != NONE && !made; graph = u->parent[graph]) {
		pairs_add(&u->used, graph, name);
		made = pairs_find(&u->value, graph, name) != NONE ||
		    pairs_find(&u->input, graph, name) != NONE;
	}
}

/* A node's inputs, or its outputs when `made` is there. */
static bool
add_values(struct usage *u, struct str list, uint32_t graph,
    const struct named *made)
{
	struct json in;

	if (list.n == 0)
		return true;
	json_open(&in, list);
	if (!json_enter(&in, '['))
		return false;
	while (json_item(&in)) {
		struct str text, name;
		uint32_t id;

		if (!json_string(&in, &text) ||
		    !json_unescape(text, &u->scratch, &name))
			return false;
		if (name.n == 0)
			continue;
		id = intern_copy(&u->name, &u->arena, name);
		if (made == NULL)
			add_read(u, graph, id);
		else
			add_made(u, (struct named){ graph, id, made->module,
			    false });
	}
	return json_close(&in);
}

/* {"SCALE_TENSOR": NAME, "ZERO_POINT_TENSOR": NAME} */
static bool
add_quantization(struct usage *u, const struct record *r, uint32_t graph)
{
	struct str parameters = record_get(r, M_PARAMETERS), key, name;
	struct json in;

	if (parameters.n == 0)
		return true;
	json_open(&in, parameters);
	if (!json_enter(&in, '{'))
		return false;
	while (json_member(&in, &key)) {
		if (!json_to_string(json_skip(&in), &u->scratch, &name))
			return false;
		add_use(u, graph, intern_copy(&u->name, &u->arena, name));
	}
	return json_close(&in);
}

static const char *
add_node(struct usage *u, const struct record *r, struct named named)
{
	if (named.name != NONE)
		add_made(u, named);
	if (!add_values(u, record_get(r, M_INPUT), named.graph, NULL))
		return "node: input is no list of strings";
	if (!add_values(u, record_get(r, M_OUTPUT), named.graph, &named))
		return "node: output is no list of strings";
	return NULL;
}

const char *
usage_record(struct usage *u, const struct record *r, uint32_t module)
{
	struct named named = { .name = NONE, .module = module,
	    .node = r->kind == KIND_NODE };
	struct str graph, name;

	arena_reset(&u->scratch);
	if (!member_text(u, r, M_GRAPH, &graph))
		return "graph is no string";
	if (!member_text(u, r, M_NAME, &name))
		return "name is no string";
	if (graph.n == 0)
		return NULL;
	named.graph = graph_id(u, graph);
	if (is_deep(u, named.graph))
		return "graph: too many graphs within one another";
	if (name.n > 0)
		named.name = intern_copy(&u->name, &u->arena, name);
	if (named.node)
		return add_node(u, r, named);
	if (r->kind == KIND_QUANTIZATION &&
	    !add_quantization(u, r, named.graph))
		return "quantization: parameters is no object of strings";
	if (r->kind == KIND_INPUT && named.name != NONE)
		pairs_add(&u->input, named.graph, named.name);
	if (r->kind == KIND_OUTPUT && named.name != NONE)
		add_use(u, named.graph, named.name);
	if (r->kind == KIND_INITIALIZER && named.name != NONE) {
		add_made(u, named);
		list_add(&u->initializer, named);
	}
	return NULL;
}

bool
usage_is_used(const struct usage *u, const struct named *named)
{
	return pairs_find(&u->used, named->graph, named->name) != NONE;
}

void
usage_free(struct usage *u)
{
	arena_free(&u->arena);
	arena_free(&u->scratch);
	intern_free(&u->name);
	intern_free(&u->graph);
	pairs_free(&u->node);
	pairs_free(&u->value);
	pairs_free(&u->input);
	pairs_free(&u->used);
	free(u->parent);
	free(u->twice.named);
	free(u->initializer.named);
	*u = (struct usage){ 0 };
}

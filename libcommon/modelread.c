#include "model.h"

#include <stdio.h>
#include <stdlib.h>

#include "bindings.h"
#include "graphid.h"
#include "limits.h"
#include "stream.h"

/* A node and what it may call. */
struct call {
	uint32_t node, callee;
};

/* While a model is read: what names mean, and the room that the model's arrays
 * have. */
struct reading {
	struct model *m;
	struct stream *s;
	struct record *r;
	struct bindings bindings;
	struct intern callees;	/* ids of functions that nodes may call */
	struct call *call;
	uint32_t n_call, cap_call;
	const struct model_hooks *hooks;
	bool passing;		/* the record's bytes end with it */
	bool wired;		/* nodes get their inputs and outputs */
	uint32_t cap_line, cap_kind, cap_graph, cap_node;
	uint32_t cap_initializer, cap_edge;
};

static int
bad(struct reading *in, enum member member, const char *reason)
{
	snprintf(in->s->error, sizeof(in->s->error), "\"%.*s\": %s",
	    (int)member_name[member].n, member_name[member].p, reason);
	return -1;
}

/* A string of the record that is to live as long as the model. */
static struct str
kept(struct reading *in, struct str s)
{
	return in->passing ? arena_copy(&in->m->arena, s) : s;
}

static uint32_t
name_of(struct reading *in, struct str s)
{
	struct intern *names = &in->m->names;
	uint32_t n = names->n, id = intern_add(names, s);

	if (id == n)
		names->str[id] = kept(in, s);
	return id;
}

/* The graph that a record names by its id, made at its first record. */
static uint32_t
graph_of(struct reading *in, struct str id)
{
	struct model *m = in->m;
	uint32_t g = intern_find(&m->graph_ids, id);

	if (g == NONE) {
		id = kept(in, id);
		g = intern_add(&m->graph_ids, id);
		GROW(m->graph, m->n_graph, in->cap_graph);
		m->graph[m->n_graph++] = (struct graph){ .id = id,
		    .parent = NONE, .holder = NONE, .node = m->n_node };
		graphid_holder(m, &m->graph[g]);
	}
	return g;
}

/* A member that is a string; {0} when it is not there. */
static int
get_string(struct reading *in, enum member member, struct str *s)
{
	struct str span = record_get(in->r, member);

	*s = (struct str){ "", 0 };
	if (span.n != 0 && !json_to_string(span, &in->m->arena, s))
		return bad(in, member, "not a string");
	return 0;
}

static int
get_graph(struct reading *in, uint32_t *graph)
{
	struct str id;

	if (record_get(in->r, M_GRAPH).n == 0)
		return bad(in, M_GRAPH, "missing");
	if (get_string(in, M_GRAPH, &id) == -1)
		return -1;
	*graph = graph_of(in, id);
	return in->m->graph[*graph].depth <= LIMIT_WIRE_DEPTH ? 0 :
	    bad(in, M_GRAPH, "over 100 graphs within one another");
}

/* A node's inputs or outputs, as names; bindings_settle makes values of them
 * when every definition is known. */
static int
get_names(struct reading *in, enum member member, uint32_t *first,
    uint32_t *count)
{
	struct model *m = in->m;
	struct str span = record_get(in->r, member), escaped, s;
	struct json j;

	*first = m->n_edge;
	*count = 0;
	if (span.n == 0)
		return bad(in, member, "missing");
	json_open(&j, span);
	if (json_peek(&j) != JSON_ARRAY)
		return bad(in, member, "not an array");
	json_enter(&j, '[');
	while (json_item(&j)) {
		if (!json_string(&j, &escaped) ||
		    !json_unescape(escaped, &m->arena, &s))
			return bad(in, member, "not an array of strings");
		GROW(m->edge, m->n_edge, in->cap_edge);
		m->edge[m->n_edge++] = s.n == 0 ? NONE :
		    name_of(in, s);
		(*count)++;
	}
	return 0;
}

/* A node whose op may be a local function, which stands later in the stream:
 * of a domain, as functions are (onnx/docs/IR.md, "Functions"). */
static int
note_call(struct reading *in, struct str op_type)
{
	struct str domain, overload;
	struct buf id = { 0 };

	if (record_get(in->r, M_DOMAIN).n == 0)
		return 0;
	if (get_string(in, M_DOMAIN, &domain) == -1 ||
	    get_string(in, M_OVERLOAD, &overload) == -1)
		return -1;
	graphid_function(&id, domain, op_type, overload);
	GROW(in->call, in->n_call, in->cap_call);
	in->call[in->n_call++] = (struct call){ in->m->n_node,
	    intern_copy(&in->callees, &in->m->arena, buf_str(&id)) };
	buf_free(&id);
	return 0;
}

static int
wire(struct reading *in, struct node *n, struct str op_type)
{
	if (!in->wired)
		return 0;
	if (get_names(in, M_INPUT, &n->input, &n->n_input) == -1 ||
	    get_names(in, M_OUTPUT, &n->output, &n->n_output) == -1)
		return -1;
	return note_call(in, op_type);
}

static void
define_again(struct model *m, uint32_t value)
{
	if (m->doubled++ == 0)
		m->twice = value;
}

static int
read_node(struct reading *in, uint32_t line)
{
	struct model *m = in->m;
	struct node n = { .line = line, .function = NONE };
	struct str op_type;
	int64_t index;

	if (get_graph(in, &n.graph) == -1 ||
	    get_string(in, M_NAME, &n.name) == -1 ||
	    get_string(in, M_OP_TYPE, &op_type) == -1 ||
	    wire(in, &n, op_type) == -1)
		return -1;
	if (!json_to_int(record_get(in->r, M_INDEX), &index) || index < 0 ||
	    index >= NONE)
		return bad(in, M_INDEX, "not an index");
	n.index = (uint32_t)index;
	n.name = kept(in, n.name);
	n.op_type = name_of(in, op_type);
	if (m->n_node > 0 && m->node[m->n_node - 1].graph == n.graph &&
	    m->node[m->n_node - 1].index >= n.index)
		return bad(in, M_INDEX, "not in order");
	if (m->graph[n.graph].n_node == 0)
		m->graph[n.graph].node = m->n_node;
	else if (m->node[m->n_node - 1].graph != n.graph)
		return bad(in, M_GRAPH, "its nodes do not stand together");
	m->graph[n.graph].n_node++;
	GROW(m->node, m->n_node, in->cap_node);
	m->node[m->n_node] = n;
	for (uint32_t j = 0; j < n.n_output; j++) {
		uint32_t *name = &m->edge[n.output + j], v;
		if (*name == NONE)
			continue;
		*name = v = bindings_define(&in->bindings, n.graph, *name);
		if (m->value[v].producer == NONE) {
			m->value[v].producer = m->n_node;
			continue;
		}
		/* Not this node's too: who reads a value of many producers
		 * would be looked at from each. */
		define_again(m, v);
		*name = NONE;
	}
	m->n_node++;
	return 0;
}

/* A graph's input, or an initializer. */
static int
read_definition(struct reading *in, uint32_t line)
{
	struct model *m = in->m;
	struct str name;
	uint32_t graph, v;

	if (get_graph(in, &graph) == -1 || get_string(in, M_NAME, &name) == -1)
		return -1;
	if (!in->wired)
		return 0;
	v = bindings_define(&in->bindings, graph, intern_add(&m->names, name));
	if (in->r->kind != KIND_INITIALIZER)
		return 0;
	if (m->value[v].initializer != NONE)
		define_again(m, v);
	else
		m->value[v].initializer = m->n_initializer;
	GROW(m->initializer, m->n_initializer, in->cap_initializer);
	m->initializer[m->n_initializer++] = (struct initializer){
	    .line = line, .graph = graph, .value = v,
	    .shape = record_get(in->r, M_SHAPE) };
	return 0;
}

/* A function's inputs define values; a graph's have records of their own. */
static int
read_function(struct reading *in)
{
	struct model *m = in->m;
	uint32_t graph, first = m->n_edge, count;

	if (get_graph(in, &graph) == -1)
		return -1;
	if (in->r->kind != KIND_FUNCTION)
		return 0;
	in->m->graph[graph].function = true;
	if (!in->wired || record_get(in->r, M_INPUT).n == 0)
		return 0;
	if (get_names(in, M_INPUT, &first, &count) == -1)
		return -1;
	for (uint32_t j = 0; j < count; j++)
		if (m->edge[first + j] != NONE)
			m->edge[first + j] = bindings_define(&in->bindings,
			    graph, m->edge[first + j]);
	m->graph[graph].input = first;
	m->graph[graph].n_input = count;
	return 0;
}

/* Does the record hold nothing that the filter owns? */
static bool
is_bare(const struct reading *in)
{
	const struct record *r = in->r;
	const struct member_set *owned = in->hooks == NULL ? NULL :
	    in->hooks->owned[r->kind];

	for (unsigned i = 0; owned != NULL && i < r->n; i++)
		if (member_in(owned, r->member[i].id))
			return false;
	return true;
}

static int
read_graph(struct reading *in, uint32_t line)
{
	switch (in->r->kind) {
	case KIND_MODEL:
		if (!json_to_string(record_get(in->r, M_FILE), &in->m->arena,
		    &in->m->file))
			in->m->file = str_of(stream_name(in->s));
		return 0;
	case KIND_NODE:
		return read_node(in, line);
	case KIND_INPUT:
	case KIND_INITIALIZER:
		return read_definition(in, line);
	case KIND_GRAPH:
	case KIND_FUNCTION:
		return read_function(in);
	default:
		return 0;
	}
}

/* Spans must point into what is kept. */
static void
keep_line(struct reading *in, struct str *line)
{
	*line = arena_copy(&in->m->arena, in->r->line);
	for (unsigned i = 0; i < in->r->n; i++) {
		struct record_member *member = &in->r->member[i];
		member->value.p = line->p +
		    (member->value.p - in->r->line.p);
	}
}

static int
read_record(struct reading *in)
{
	struct model *m = in->m;
	uint32_t line = m->n_line;
	const char *reason = NULL;

	GROW(m->line, m->n_line, in->cap_line);
	GROW(m->kind, m->n_line, in->cap_kind);
	m->n_line++;
	m->kind[line] = (uint8_t)in->r->kind;
	in->passing = in->hooks != NULL && in->hooks->brief &&
	    (in->r->kind == KIND_NODE || in->r->kind == KIND_VALUE_INFO);
	if (in->passing)
		m->line[line] = (struct str){ "", 0 };
	else
		keep_line(in, &m->line[line]);
	if (is_bare(in))
		m->kind[line] |= MODEL_BARE;
	if (read_graph(in, line) == -1)
		return -1;
	if (in->hooks != NULL && in->hooks->each != NULL)
		reason = in->hooks->each(in->hooks->context, in->r);
	if (reason != NULL)
		snprintf(in->s->error, sizeof(in->s->error), "%s", reason);
	return reason == NULL ? 0 : -1;
}

static void
resolve_calls(struct reading *in)
{
	struct model *m = in->m;

	for (uint32_t i = 0; i < in->n_call; i++)
		m->node[in->call[i].node].function = intern_find(
		    &m->graph_ids, in->callees.str[in->call[i].callee]);
}

int
model_read(struct model *m, struct stream *s, const struct model_hooks *hooks)
{
	struct record r = { 0 };
	struct reading in = { .m = m, .s = s, .r = &r, .hooks = hooks,
	    .bindings = { .m = m },
	    .wired = hooks == NULL || !hooks->unwired };
	int got;

	if (!in.wired && hooks->brief)
		s->unread = 1u << KIND_VALUE_INFO | 1u << KIND_INITIALIZER;
	while ((got = stream_next(s, &r)) == 1) {
		if (m->n_line == 0)
			m->first_line = s->line;
		if (read_record(&in) == -1) {
			got = -1;
			break;
		}
		if (r.kind == KIND_END)
			break;
	}
	if (got == 1) {
		bindings_settle(&in.bindings);
		resolve_calls(&in);
	}
	record_free(&r);
	bindings_free(&in.bindings);
	intern_free(&in.callees);
	free(in.call);
	return got;
}

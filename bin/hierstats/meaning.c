#include "meaning.h"

#include <stdlib.h>

#include "graphid.h"
#include "operands.h"
#include "precision.h"

static const struct meaning nothing = { NONE, 0, NULL };

static uint32_t
graph_of(struct meanings *m, struct str id)
{
	uint32_t known = m->graph.n;
	uint32_t graph = intern_copy(&m->graph, &m->arena, id);

	if (graph < known)
		return graph;
	GROW(m->parent, graph, m->parent_cap);
	m->parent[graph] = graphid_outer(&m->graph, id).graph;
	return graph;
}

static struct meaning *
define(struct meanings *m, uint32_t graph, struct str name)
{
	uint32_t known = m->value.n;
	uint32_t id = pairs_add(&m->value, graph,
	    intern_copy(&m->name, &m->arena, name));

	if (id == known) {
		GROW(m->of, id, m->of_cap);
		m->of[id] = nothing;
	}
	return &m->of[id];
}

/* A type that --shapes tells. */
static const char *
given_precision(const struct meanings *m, uint32_t graph, struct str name)
{
	const struct shape *shape;

	if (m->given == NULL)
		return NULL;
	graph = intern_find(&m->given->graph, m->graph.str[graph]);
	if (graph == NONE)
		return NULL;
	shape = shapes_find(m->given, graph, name);
	return shape == NULL ? NULL : precision_of_type(shape->dtype);
}

static struct meaning
find(const struct meanings *m, uint32_t graph, struct str name)
{
	uint32_t id = intern_find(&m->name, name);
	struct meaning of = nothing;

	for (uint32_t g = graph; id != NONE && g != NONE; g = m->parent[g]) {
		uint32_t value = pairs_find(&m->value, g, id);

		if (value != NONE) {
			of = m->of[value];
			break;
		}
	}
	if (of.precision == NULL)
		of.precision = given_precision(m, graph, name);
	return of;
}

/* A member's text; empty when it is none. */
static struct str
text_of(struct meanings *m, const struct record *r, enum member member)
{
	struct str span = record_get(r, member), text;

	if (span.n == 0 || !json_to_string(span, &m->scratch, &text))
		return STR("");
	return text;
}

static void
add_told(struct meanings *m, const struct record *r)
{
	struct str type = json_value(record_get(r, M_TYPE), STR("tensor"));
	uint32_t graph = graph_of(m, text_of(m, r, M_GRAPH));
	const char *precision = dtype_precision(&m->scratch,
	    json_value(type, STR("dtype")));
	struct meaning *of = define(m, graph, text_of(m, r, M_NAME));

	if (of->weight == NONE && precision != NULL)
		of->precision = precision;
}

static void
add_initializer(struct meanings *m, const struct record *r, uint32_t weight,
    uint64_t elements)
{
	uint32_t graph = graph_of(m, text_of(m, r, M_GRAPH));
	const char *precision = dtype_precision(&m->scratch,
	    record_get(r, M_DTYPE));

	*define(m, graph, text_of(m, r, M_NAME)) = (struct meaning){
	    weight, elements, precision };
}

static void
note_read(struct meanings *m, uint32_t weight)
{
	GROW(m->read, m->n_read, m->read_cap);
	m->read[m->n_read++] = weight;
}

/* False when it is no list of strings. */
static bool
read_inputs(struct meanings *m, const struct record *r, struct operands *n)
{
	struct str span = record_get(r, M_INPUT), escaped, name;
	struct json j;

	m->n_read = 0;
	if (span.n == 0)
		return true;
	json_open(&j, span);
	if (json_peek(&j) != JSON_ARRAY)
		return false;
	json_enter(&j, '[');
	while (json_item(&j)) {
		struct meaning of;

		if (!json_string(&j, &escaped) ||
		    !json_unescape(escaped, &m->scratch, &name))
			return false;
		of = name.n == 0 ? nothing : find(m, n->graph, name);
		if (of.weight != NONE)
			note_read(m, of.weight);
		if (n->n_input < OPERANDS)
			n->input[n->n_input++] = of;
	}
	return true;
}

static bool
write_outputs(struct meanings *m, const struct record *r,
    const struct operands *n)
{
	struct str span = record_get(r, M_OUTPUT), escaped, name;
	struct meaning out;
	struct json j;

	if (span.n == 0)
		return true;
	json_open(&j, span);
	if (json_peek(&j) != JSON_ARRAY)
		return false;
	if (!operands_hand_on(n, &m->scratch, &out))
		return true;
	json_enter(&j, '[');
	/* Others than the first are of other types. */
	if (json_item(&j)) {
		if (!json_string(&j, &escaped) ||
		    !json_unescape(escaped, &m->scratch, &name))
			return false;
		if (name.n > 0)
			*define(m, n->graph, name) = out;
	}
	return true;
}

static const char *
add_node(struct meanings *m, const struct record *r)
{
	struct operands n = { .op_type = text_of(m, r, M_OP_TYPE),
	    .domain = text_of(m, r, M_DOMAIN),
	    .attribute = record_get(r, M_ATTRIBUTE) };

	n.graph = graph_of(m, text_of(m, r, M_GRAPH));
	if (!read_inputs(m, r, &n))
		return "node: input is no list of strings";
	m->precision = operands_precision(&n);
	if (!write_outputs(m, r, &n))
		return "node: output is no list of strings";
	return NULL;
}

const char *
meanings_record(struct meanings *m, const struct record *r, uint32_t weight,
    uint64_t elements)
{
	const char *reason = NULL;

	switch (r->kind) {
	case KIND_INPUT:
	case KIND_OUTPUT:
	case KIND_VALUE_INFO:
		add_told(m, r);
		break;
	case KIND_INITIALIZER:
		add_initializer(m, r, weight, elements);
		break;
	case KIND_NODE:
		reason = add_node(m, r);
		break;
	default:
		break;
	}
	arena_reset(&m->scratch);
	return reason;
}

void
meanings_free(struct meanings *m)
{
	arena_free(&m->arena);
	arena_free(&m->scratch);
	intern_free(&m->graph);
	intern_free(&m->name);
	pairs_free(&m->value);
	free(m->parent);
	free(m->of);
	free(m->read);
	*m = (struct meanings){ 0 };
}

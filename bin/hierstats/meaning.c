#include "meaning.h"

#include <stdlib.h>

#include "macs.h"
#include "precision.h"

/* Inputs of a node that matter for its precision; more are only read. */
enum { OPERANDS = 16 };

struct node {
	struct str op_type, domain, attribute;
	uint32_t graph;
	struct meaning input[OPERANDS];
	unsigned n_input;
};

static const struct meaning nothing = { NONE, 0, NULL };

static uint32_t
id_of(struct meanings *m, struct intern *table, struct str text)
{
	uint32_t id = intern_find(table, text);

	return id != NONE ? id : intern_add(table,
	    arena_copy(&m->arena, text));
}

/* "main/12/then_branch" is within "main"; an attribute's name may hold a `/`,
 * so several cuts are tried, longest first. */
static uint32_t
find_parent(const struct meanings *m, struct str id)
{
	int tries = 16;

	for (size_t cut = id.n; cut > 0 && tries > 0; cut--) {
		uint32_t outer;

		if (id.p[cut - 1] != '/')
			continue;
		tries--;
		outer = intern_find(&m->graph, (struct str){ id.p, cut - 1 });
		if (outer != NONE)
			return outer;
	}
	return NONE;
}

static uint32_t
graph_of(struct meanings *m, struct str id)
{
	uint32_t known = m->graph.n, graph = id_of(m, &m->graph, id);

	if (graph < known)
		return graph;
	if (graph >= m->parent_cap) {
		m->parent_cap = graph < 16 ? 16 : graph + graph / 2;
		m->parent = xreallocarray(m->parent, m->parent_cap,
		    sizeof(*m->parent));
	}
	m->parent[graph] = find_parent(m, id);
	return graph;
}

static struct meaning *
define(struct meanings *m, uint32_t graph, struct str name)
{
	uint32_t known = m->value.n;
	uint32_t id = pairs_add(&m->value, graph, id_of(m, &m->name, name));

	if (id == known) {
		if (id >= m->of_cap) {
			m->of_cap = id < 64 ? 64 : id + id / 2;
			m->of = xreallocarray(m->of, m->of_cap,
			    sizeof(*m->of));
		}
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

/* The member of an object; n is 0 when it is not there. */
static struct str
member_of(struct str object, struct str name)
{
	struct json j;
	struct str key;

	json_open(&j, object);
	if (object.n > 0 && json_peek(&j) == JSON_OBJECT &&
	    json_enter(&j, '{'))
		while (json_member(&j, &key)) {
			struct str value = json_skip(&j);

			if (json_key_is(key, name))
				return value;
		}
	return (struct str){ NULL, 0 };
}

static const char *
dtype_at(struct meanings *m, struct str span)
{
	struct str text;

	return span.n > 0 && json_to_string(span, &m->scratch, &text) ?
	    precision_of(text) : NULL;
}

/* An attribute that numbers a TensorProto.DataType. */
static const char *
type_number(const struct node *n, struct str name)
{
	struct str span = member_of(n->attribute, name);
	int64_t number;

	if (span.n == 0 || !json_to_int(span, &number) || number < 0 ||
	    number > INT32_MAX)
		return NULL;
	return precision_of_type(dtype_of((int32_t)number));
}

static void
add_told(struct meanings *m, const struct record *r)
{
	struct str type = member_of(record_get(r, M_TYPE), STR("tensor"));
	uint32_t graph = graph_of(m, text_of(m, r, M_GRAPH));
	const char *precision = dtype_at(m, member_of(type, STR("dtype")));
	struct meaning *of = define(m, graph, text_of(m, r, M_NAME));

	if (of->weight == NONE && precision != NULL)
		of->precision = precision;
}

static void
add_initializer(struct meanings *m, const struct record *r, uint32_t weight,
    uint64_t elements)
{
	uint32_t graph = graph_of(m, text_of(m, r, M_GRAPH));
	const char *precision = dtype_at(m, record_get(r, M_DTYPE));

	*define(m, graph, text_of(m, r, M_NAME)) = (struct meaning){
	    weight, elements, precision };
}

static bool
is_any(struct str op_type, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(op_type, str_of(list[i])))
			return true;
	return false;
}

/* A node that hands a weight on makes of its first input; false: it is none,
 * and what its outputs are told to be stands. */
static bool
hand_on(struct meanings *m, const struct node *n, struct meaning *out)
{
	static const char *const same[] = {
		"Flatten", "Identity", "Reshape", "Squeeze", "Transpose",
		"Unsqueeze"
	};
	struct str op = n->op_type, value;
	const struct meaning *zero = &n->input[2];

	*out = n->n_input > 0 ? n->input[0] : nothing;
	out->weight = NONE;
	if (is_any(op, same, sizeof(same) / sizeof(same[0])))
		return out->precision != NULL;
	if (str_eq(op, STR("DequantizeLinear"))) {
		if (out->precision == NULL && n->n_input > 2)
			out->precision = zero->precision;
		return true;
	}
	if (str_eq(op, STR("QuantizeLinear"))) {
		out->precision = n->n_input > 2 ? zero->precision :
		    type_number(n, STR("output_dtype"));
		if (out->precision == NULL && n->n_input < 3)
			out->precision = "int8";
		return true;
	}
	if (str_eq(op, STR("DynamicQuantizeLinear"))) {
		out->precision = "int8";
		return true;
	}
	if (str_eq(op, STR("Cast"))) {
		out->precision = type_number(n, STR("to"));
		return true;
	}
	if (!str_eq(op, STR("Constant")))
		return false;
	value = member_of(n->attribute, STR("value"));
	out->elements = 0;
	out->precision = dtype_at(m, member_of(value, STR("dtype")));
	return out->precision != NULL;
}

/* Elements that are packed into those of another type. */
static const char *
packed(const struct node *n)
{
	struct str span;
	int64_t number;

	if (str_eq(n->op_type, STR("MatMulFpQ4")))
		return "int4";
	if (str_eq(n->op_type, STR("MatMulBnb4"))) {
		span = member_of(n->attribute, STR("quant_type"));
		if (span.n == 0 || !json_to_int(span, &number))
			return NULL;
		return number == 0 ? "fp4" : number == 1 ? "nf4" : NULL;
	}
	span = member_of(n->attribute, STR("bits"));
	if (span.n == 0)
		return "int4";
	return json_to_int(span, &number) ? precision_of_bits(number) : NULL;
}

static const char *
precision(const struct node *n)
{
	const struct macs_rule *rule = macs_rule_of(n->domain, n->op_type);
	const struct meaning *best = NULL;
	unsigned operand[2];

	if (rule == &macs_nothing)
		return "";
	if (rule == NULL)
		return NULL;
	if (rule->count == macs_packed_matmul)
		return packed(n);
	operand[0] = rule->a;
	operand[1] = rule->count == macs_projected ? 1 : rule->b;
	for (unsigned i = 0; i < 2; i++) {
		const struct meaning *of = &n->input[operand[i]];

		if (operand[i] >= n->n_input || of->precision == NULL)
			continue;
		if (best == NULL || of->elements > best->elements)
			best = of;
	}
	return best == NULL ? NULL : best->precision;
}

static void
note_read(struct meanings *m, uint32_t weight)
{
	if (m->n_read == m->read_cap) {
		m->read_cap = m->n_read < 16 ? 16 : 2 * m->n_read;
		m->read = xreallocarray(m->read, m->read_cap,
		    sizeof(*m->read));
	}
	m->read[m->n_read++] = weight;
}

/* False when it is no list of strings. */
static bool
read_inputs(struct meanings *m, const struct record *r, struct node *n)
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
write_outputs(struct meanings *m, const struct record *r, const struct node *n)
{
	struct str span = record_get(r, M_OUTPUT), escaped, name;
	struct meaning out;
	struct json j;

	if (span.n == 0)
		return true;
	json_open(&j, span);
	if (json_peek(&j) != JSON_ARRAY)
		return false;
	if (!hand_on(m, n, &out))
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
	struct node n = { .op_type = text_of(m, r, M_OP_TYPE),
	    .domain = text_of(m, r, M_DOMAIN),
	    .attribute = record_get(r, M_ATTRIBUTE) };

	n.graph = graph_of(m, text_of(m, r, M_GRAPH));
	if (!read_inputs(m, r, &n))
		return "node: input is no list of strings";
	m->precision = precision(&n);
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

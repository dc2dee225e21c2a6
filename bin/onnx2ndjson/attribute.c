#include <math.h>

#include "print.h"

/* The id of the body that stands in the attribute that was read. */
static void
graph_object(struct print *p, uint32_t times, int64_t item)
{
	p->id.n = 0;
	buf_adds(&p->id, p->graph->id);
	body_id(&p->id, window_str(p->window, p->attr.name), times, p->node,
	    item);
	jsonw_begin(p->out, '{');
	record_key(p->out, M_GRAPH);
	jsonw_string(p->out, buf_str(&p->id));
	jsonw_end(p->out, '}');
}

static void
sparse_object(struct print *p, const struct message *m)
{
	jsonw_begin(p->out, '{');
	sparse_members(p, m, false);
	jsonw_end(p->out, '}');
}

static void
numbers(struct print *p, const struct attr *a)
{
	struct numbers s;
	uint64_t v;

	numbers_open(&s, &a->message, a->list[a->type], attr_tag(a->type));
	while (numbers_next(p->window, &s, &v))
		if (a->type == ATTR_FLOATS)
			float_bits(p, v);
		else
			jsonw_int(p->out, (int64_t)v);
}

static void
list(struct print *p, const struct attr *a, uint32_t times)
{
	struct run_cursor rc;
	struct message m;
	struct field f;
	int64_t i;

	run_open(&rc, &a->message, a->list[a->type], attr_tag(a->type));
	for (i = 0; run_next(p->window, &rc, &f); i++) {
		m = message_of(f.span);
		switch (a->type) {
		case ATTR_STRINGS:
			string(p, f.span);
			break;
		case ATTR_TENSORS:
			tensor_object(p, &m);
			break;
		case ATTR_GRAPHS:
			graph_object(p, times, i);
			break;
		case ATTR_SPARSE_TENSORS:
			sparse_object(p, &m);
			break;
		case ATTR_TYPE_PROTOS:
			type_object(p, &m);
			break;
		}
	}
}

static const struct message *
part(const struct attr *a)
{
	switch (a->type) {
	case ATTR_TENSOR:
		return &a->t;
	case ATTR_GRAPH:
		return &a->g;
	case ATTR_SPARSE_TENSOR:
		return &a->sparse_tensor;
	case ATTR_TYPE_PROTO:
		return &a->tp;
	}
	return NULL;
}

static void
message_value(struct print *p, const struct attr *a, uint32_t times)
{
	const struct message *m = part(a);

	if (m->n == 0)
		jsonw_null(p->out);
	else if (a->type == ATTR_TENSOR)
		tensor_object(p, m);
	else if (a->type == ATTR_GRAPH)
		graph_object(p, times, BODY_ALONE);
	else if (a->type == ATTR_SPARSE_TENSOR)
		sparse_object(p, m);
	else
		type_object(p, m);
}

static void
reference(struct print *p, const struct attr *a)
{
	jsonw_begin(p->out, '{');
	jsonw_name(p->out, STR("ref"));
	string(p, a->ref);
	jsonw_end(p->out, '}');
}

static void
value(struct print *p, uint32_t times)
{
	const struct attr *a = &p->attr;

	if (a->ref.end > a->ref.at) {
		reference(p, a);
		return;
	}
	switch (a->type) {
	case ATTR_FLOAT:
		jsonw_float32(p->out, a->f);
		break;
	case ATTR_INT:
		jsonw_int(p->out, a->i);
		break;
	case ATTR_STRING:
		string(p, a->s);
		break;
	case ATTR_TENSOR:
	case ATTR_GRAPH:
	case ATTR_SPARSE_TENSOR:
	case ATTR_TYPE_PROTO:
		message_value(p, a, times);
		break;
	case ATTR_FLOATS:
	case ATTR_INTS:
		jsonw_begin(p->out, '[');
		numbers(p, a);
		jsonw_end(p->out, ']');
		break;
	case ATTR_STRINGS:
	case ATTR_TENSORS:
	case ATTR_GRAPHS:
	case ATTR_SPARSE_TENSORS:
	case ATTR_TYPE_PROTOS:
		jsonw_begin(p->out, '[');
		list(p, a, times);
		jsonw_end(p->out, ']');
		break;
	default:
		jsonw_null(p->out);
	}
}

static void
type_value(struct print *p, uint32_t times)
{
	const struct str *name = attr_type_name(p->attr.type);

	(void)times;
	if (name != NULL)
		jsonw_string(p->out, *name);
	else
		jsonw_int(p->out, p->attr.type);
}

/* Is the number written as a string? */
static bool
big(int64_t i)
{
	const int64_t most = INT64_C(1) << 53;

	return i > most || i < -most;
}

static bool
no_number(uint64_t bits)
{
	return (bits & 0x7f800000) == 0x7f800000;
}

/* A TypeProto that sets nothing is {}, as an object of any kind may be. */
static bool
a_type_is_empty(struct print *p)
{
	const struct attr *a = &p->attr;
	struct run_cursor rc;
	struct message m;
	struct field f;

	run_open(&rc, &a->message, a->list[ATTR_TYPE_PROTOS],
	    ATTRIBUTE_TYPE_PROTOS);
	while (run_next(p->window, &rc, &f)) {
		m = message_of(f.span);
		if (type_is_empty(p, &m))
			return true;
	}
	return false;
}

/* Does a list's JSON leave open what it is a list of? */
static bool
list_hides(struct print *p)
{
	const struct attr *a = &p->attr;
	struct numbers s;
	uint64_t v;

	if (a->list[a->type].n == 0)
		return true;
	if (a->type == ATTR_TYPE_PROTOS)
		return a_type_is_empty(p);
	if (a->type != ATTR_FLOATS && a->type != ATTR_INTS)
		return false;
	numbers_open(&s, &a->message, a->list[a->type], attr_tag(a->type));
	if (!numbers_next(p->window, &s, &v))
		return true;
	do {
		if (a->type == ATTR_INTS ? big((int64_t)v) : no_number(v))
			return true;
	} while (numbers_next(p->window, &s, &v));
	return false;
}

/* Must attribute_type say the type, since the JSON does not? */
static bool
type_hidden(struct print *p)
{
	const struct attr *a = &p->attr;

	if (a->ref.end > a->ref.at)
		return true;
	switch (a->type) {
	case ATTR_FLOAT:
		return !isfinite(a->f);
	case ATTR_INT:
		return big(a->i);
	case ATTR_STRING:
		return false;
	case ATTR_TENSOR:
	case ATTR_GRAPH:
	case ATTR_SPARSE_TENSOR:
		return part(a)->n == 0;
	case ATTR_TYPE_PROTO:
		return type_is_empty(p, &a->tp);
	case ATTR_FLOATS:
	case ATTR_INTS:
	case ATTR_STRINGS:
	case ATTR_TENSORS:
	case ATTR_GRAPHS:
	case ATTR_SPARSE_TENSORS:
	case ATTR_TYPE_PROTOS:
		return list_hides(p);
	}
	return true;
}

static bool
has_doc_string(struct print *p)
{
	return p->attr.doc_string.end > p->attr.doc_string.at;
}

static void
doc_string(struct print *p, uint32_t times)
{
	(void)times;
	string(p, p->attr.doc_string);
}

static struct span
read_attribute(struct print *p, struct span s)
{
	attr_read(p->window, s, &p->arena, &p->attr);
	p->types_hidden |= type_hidden(p);
	p->attributes_documented |= has_doc_string(p);
	return p->attr.name;
}

void
attributes(struct print *p, const struct message *m, struct run run,
    uint32_t tag, enum member first)
{
	struct keyed k = { m, run, tag, read_attribute, value };
	bool again;

	if (run.n == 0)
		return;
	p->types_hidden = p->attributes_documented = false;
	again = keyed_first(p, &k, first, NULL);
	k.value = type_value;
	if (p->types_hidden)
		keyed_first(p, &k, M_ATTRIBUTE_TYPE, type_hidden);
	k.value = value;
	if (again)
		keyed_repeated(p, &k, M_ATTRIBUTE_REPEATED);
	k.value = doc_string;
	if (p->attributes_documented)
		keyed_first(p, &k, M_ATTRIBUTE_DOC_STRING, has_doc_string);
}

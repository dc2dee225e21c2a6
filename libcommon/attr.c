#include "attr.h"
#include "onnx.h"

static const struct {
	struct str name;
	uint32_t tag;
} types[ATTR_COUNT] = {
	[ATTR_UNDEFINED] = { STR("UNDEFINED"), 0 },
	[ATTR_FLOAT] = { STR("FLOAT"), ATTRIBUTE_F },
	[ATTR_INT] = { STR("INT"), ATTRIBUTE_I },
	[ATTR_STRING] = { STR("STRING"), ATTRIBUTE_S },
	[ATTR_TENSOR] = { STR("TENSOR"), ATTRIBUTE_T },
	[ATTR_GRAPH] = { STR("GRAPH"), ATTRIBUTE_G },
	[ATTR_FLOATS] = { STR("FLOATS"), ATTRIBUTE_FLOATS },
	[ATTR_INTS] = { STR("INTS"), ATTRIBUTE_INTS },
	[ATTR_STRINGS] = { STR("STRINGS"), ATTRIBUTE_STRINGS },
	[ATTR_TENSORS] = { STR("TENSORS"), ATTRIBUTE_TENSORS },
	[ATTR_GRAPHS] = { STR("GRAPHS"), ATTRIBUTE_GRAPHS },
	[ATTR_SPARSE_TENSOR] = { STR("SPARSE_TENSOR"),
	    ATTRIBUTE_SPARSE_TENSOR },
	[ATTR_SPARSE_TENSORS] = { STR("SPARSE_TENSORS"),
	    ATTRIBUTE_SPARSE_TENSORS },
	[ATTR_TYPE_PROTO] = { STR("TYPE_PROTO"), ATTRIBUTE_TP },
	[ATTR_TYPE_PROTOS] = { STR("TYPE_PROTOS"), ATTRIBUTE_TYPE_PROTOS },
};

const struct str *
attr_type_name(int32_t type)
{
	return type >= 0 && type < ATTR_COUNT ? &types[type].name : NULL;
}

uint32_t
attr_tag(int32_t type)
{
	return type >= 0 && type < ATTR_COUNT ? types[type].tag : 0;
}

/* The type whose values the field holds, packed or not; 0 for none. */
static enum attr_type
type_of(uint32_t tag)
{
	switch (tag) {
	case ATTRIBUTE_F: return ATTR_FLOAT;
	case ATTRIBUTE_I: return ATTR_INT;
	case ATTRIBUTE_S: return ATTR_STRING;
	case ATTRIBUTE_T: return ATTR_TENSOR;
	case ATTRIBUTE_G: return ATTR_GRAPH;
	case ATTRIBUTE_FLOATS:
	case WIRE_TAG(ATTRIBUTE_FLOATS >> 3, WIRE_LEN): return ATTR_FLOATS;
	case ATTRIBUTE_INTS:
	case WIRE_TAG(ATTRIBUTE_INTS >> 3, WIRE_LEN): return ATTR_INTS;
	case ATTRIBUTE_STRINGS: return ATTR_STRINGS;
	case ATTRIBUTE_TENSORS: return ATTR_TENSORS;
	case ATTRIBUTE_GRAPHS: return ATTR_GRAPHS;
	case ATTRIBUTE_SPARSE_TENSOR: return ATTR_SPARSE_TENSOR;
	case ATTRIBUTE_SPARSE_TENSORS: return ATTR_SPARSE_TENSORS;
	case ATTRIBUTE_TP: return ATTR_TYPE_PROTO;
	case ATTRIBUTE_TYPE_PROTOS: return ATTR_TYPE_PROTOS;
	}
	return ATTR_UNDEFINED;
}

/* A field that holds a value of this type. */
static void
read_value(struct attr *a, enum attr_type type, const struct cursor *c,
    const struct field *f, struct arena *arena)
{
	uint32_t bits = (uint32_t)f->value;

	switch (type) {
	case ATTR_FLOAT:
		memcpy(&a->f, &bits, sizeof(a->f));
		break;
	case ATTR_INT:
		a->i = (int64_t)f->value;
		break;
	case ATTR_STRING:
		a->s = f->span;
		break;
	case ATTR_TENSOR:
		message_add(&a->t, f->span, arena);
		break;
	case ATTR_GRAPH:
		message_add(&a->g, f->span, arena);
		break;
	case ATTR_TYPE_PROTO:
		message_add(&a->tp, f->span, arena);
		break;
	case ATTR_SPARSE_TENSOR:
		message_add(&a->sparse_tensor, f->span, arena);
		break;
	default:
		run_add(&a->list[type], c, f);
	}
}

void
attr_read(struct window *w, struct span s, struct arena *arena, struct attr *a)
{
	enum attr_type type, only = ATTR_UNDEFINED;
	bool several = false;
	struct cursor c;
	struct field f;

	*a = (struct attr){ .message = message_of(s) };
	cursor_open(&c, &a->message);
	while (wire_next(w, &c, &f)) {
		if ((type = type_of(f.tag)) != ATTR_UNDEFINED) {
			several |= only != ATTR_UNDEFINED && only != type;
			only = type;
			read_value(a, type, &c, &f, arena);
		} else if (f.tag == ATTRIBUTE_NAME) {
			a->name = f.span;
		} else if (f.tag == ATTRIBUTE_TYPE) {
			a->type = (int32_t)f.value;
		} else if (f.tag == ATTRIBUTE_DOC_STRING) {
			a->doc_string = f.span;
		} else if (f.tag == ATTRIBUTE_REF_ATTR_NAME) {
			a->ref = f.span;
		}
	}
	if (a->type == ATTR_UNDEFINED && !several && a->ref.at == a->ref.end)
		a->type = only;
}

bool
attr_has_graph(const struct attr *a)
{
	return a->ref.at == a->ref.end &&
	    ((a->type == ATTR_GRAPH && a->g.n > 0) ||
	    (a->type == ATTR_GRAPHS && a->list[ATTR_GRAPHS].n > 0));
}

#include "onnx.pb-c.h"
#include "schema.h"
#include "wire.h"

static bool
is_data(const ProtobufCMessageDescriptor *of, const char *name)
{
	static const char *const data[] = { "float_data", "int32_data",
	    "string_data", "int64_data", "raw_data", "double_data",
	    "uint64_data" };
	unsigned i;

	if (of != &onnx__tensor_proto__descriptor)
		return false;
	for (i = 0; i < sizeof(data) / sizeof(data[0]); i++)
		if (strcmp(name, data[i]) == 0)
			return true;
	return false;
}

static bool
is_in_id(const ProtobufCMessageDescriptor *of, const char *name)
{
	if (of == &onnx__attribute_proto__descriptor)
		return strcmp(name, "name") == 0;
	return of == &onnx__function_proto__descriptor &&
	    (strcmp(name, "name") == 0 || strcmp(name, "domain") == 0 ||
	    strcmp(name, "overload") == 0);
}

static uint8_t
wire_type(ProtobufCType type)
{
	switch (type) {
	case PROTOBUF_C_TYPE_BYTES:
	case PROTOBUF_C_TYPE_MESSAGE:
		return WIRE_LEN;
	case PROTOBUF_C_TYPE_FLOAT:
		return WIRE_I32;
	case PROTOBUF_C_TYPE_DOUBLE:
		return WIRE_I64;
	default:
		return WIRE_VARINT;
	}
}

static void
rule_make(struct rule *r, const ProtobufCMessageDescriptor *of,
    const ProtobufCFieldDescriptor *f)
{
	uint8_t wire = wire_type(f->type);
	bool data = is_data(of, f->name);

	r->name = f->name;
	r->repeated = f->label == PROTOBUF_C_LABEL_REPEATED;
	r->size = wire == WIRE_I32 ? 4 : wire == WIRE_I64 ? 8 : 0;
	if (f->type == PROTOBUF_C_TYPE_MESSAGE)
		r->action[wire] = CHECK_MESSAGE;
	else if (data)
		r->action[wire] = f->type == PROTOBUF_C_TYPE_BYTES &&
		    r->repeated ? LEAVE_OUT_STRING : LEAVE_OUT;
	else if (f->type == PROTOBUF_C_TYPE_BYTES)
		r->action[wire] = is_in_id(of, f->name) ? CHECK_NAME :
		    CHECK_STRING;
	if (wire != WIRE_LEN && r->repeated)
		r->action[WIRE_LEN] = data ? LEAVE_OUT_PACKED : CHECK_PACKED;
	r->external = of == &onnx__tensor_proto__descriptor &&
	    strcmp(f->name, "external_data") == 0;
	if (f->descriptor == &onnx__graph_proto__descriptor) {
		r->main = of == &onnx__model_proto__descriptor;
		r->body = of == &onnx__attribute_proto__descriptor;
	}
}

/* The number of a message's shape; made, with those below it, when new. */
static unsigned
shape_of(struct schema *a, const ProtobufCMessageDescriptor *of)
{
	const ProtobufCFieldDescriptor *f;
	struct rule *r;
	unsigned i, s;

	for (s = 0; s < a->n; s++)
		if (a->shape[s].of == of)
			return s;
	a->n++;
	a->shape[s].of = of;
	for (i = 0; i < of->n_fields; i++) {
		f = &of->fields[i];
		r = &a->shape[s].rule[f->id];
		rule_make(r, of, f);
		if (f->type == PROTOBUF_C_TYPE_MESSAGE)
			r->shape = (uint8_t)shape_of(a, f->descriptor);
	}
	return s;
}

struct schema *
schema_make(void)
{
	struct schema *a = xcalloc(1, sizeof(*a));

	shape_of(a, &onnx__model_proto__descriptor);
	a->graph = shape_of(a, &onnx__graph_proto__descriptor);
	return a;
}

/*
 * Device configurations and segments: printed by their descriptors, each
 * field under its ONNX name, those at their default left out.
 */
#include "leaf.h"
#include "onnx.pb-c.h"
#include "print.h"

static void object(struct print *, const ProtobufCMessage *);

/* One value of the field's type. */
static void
value(struct print *p, ProtobufCType type, const void *at)
{
	const ProtobufCBinaryData *bytes = at;

	switch (type) {
	case PROTOBUF_C_TYPE_MESSAGE:
		object(p, *(ProtobufCMessage *const *)at);
		break;
	case PROTOBUF_C_TYPE_BYTES:
		jsonw_string(p->out, (struct str){ (const char *)bytes->data,
		    bytes->len });
		break;
	case PROTOBUF_C_TYPE_INT32:
		jsonw_int(p->out, *(const int32_t *)at);
		break;
	default:
		jsonw_int(p->out, *(const int64_t *)at);
	}
}

static size_t
size_of(ProtobufCType type)
{
	switch (type) {
	case PROTOBUF_C_TYPE_MESSAGE:
		return sizeof(ProtobufCMessage *);
	case PROTOBUF_C_TYPE_BYTES:
		return sizeof(ProtobufCBinaryData);
	case PROTOBUF_C_TYPE_INT32:
		return sizeof(int32_t);
	default:
		return sizeof(int64_t);
	}
}

static bool
is_default(ProtobufCType type, const void *at)
{
	const ProtobufCBinaryData *bytes = at;

	switch (type) {
	case PROTOBUF_C_TYPE_MESSAGE:
		return *(ProtobufCMessage *const *)at == NULL;
	case PROTOBUF_C_TYPE_BYTES:
		return bytes->len == 0;
	case PROTOBUF_C_TYPE_INT32:
		return *(const int32_t *)at == 0;
	default:
		return *(const int64_t *)at == 0;
	}
}

/* Is there anything of a single field to show?  A oneof's member stands also
 * at its default: that it is set says something. */
static bool
wanted(const ProtobufCMessage *m, const ProtobufCFieldDescriptor *f)
{
	const char *base = (const char *)m;

	if ((f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0)
		return *(const uint32_t *)(const void *)
		    (base + f->quantifier_offset) == f->id;
	return !is_default(f->type, base + f->offset);
}

static void
list(struct print *p, const ProtobufCMessage *m,
    const ProtobufCFieldDescriptor *f)
{
	const char *base = (const char *)m;
	const char *at = *(const char *const *)(const void *)
	    (base + f->offset);
	size_t i, n = *(const size_t *)(const void *)
	    (base + f->quantifier_offset);

	if (n == 0)
		return;
	jsonw_name(p->out, str_of(f->name));
	jsonw_begin(p->out, '[');
	for (i = 0; i < n; i++)
		value(p, f->type, at + i * size_of(f->type));
	jsonw_end(p->out, ']');
}

static void
object(struct print *p, const ProtobufCMessage *m)
{
	const ProtobufCFieldDescriptor *f;
	unsigned i;

	jsonw_begin(p->out, '{');
	for (i = 0; i < m->descriptor->n_fields; i++) {
		f = &m->descriptor->fields[i];
		if (f->label == PROTOBUF_C_LABEL_REPEATED) {
			list(p, m, f);
		} else if (wanted(m, f)) {
			jsonw_name(p->out, str_of(f->name));
			value(p, f->type, (const char *)m + f->offset);
		}
	}
	jsonw_end(p->out, '}');
}

static void
leaf(struct print *p, const struct message *m,
    const ProtobufCMessageDescriptor *of)
{
	ProtobufCMessage *message = leaf_read(p->window, m, of, &p->arena);

	if (message != NULL)
		object(p, message);
	else
		jsonw_null(p->out);
}

static void
leaves(struct print *p, const struct message *m, struct run run, uint32_t tag,
    enum member name, const ProtobufCMessageDescriptor *of)
{
	struct run_cursor rc;
	struct message each;
	struct field f;

	if (run.n == 0)
		return;
	record_key(p->out, name);
	jsonw_begin(p->out, '[');
	run_open(&rc, m, run, tag);
	while (run_next(p->window, &rc, &f)) {
		each = message_of(f.span);
		leaf(p, &each, of);
	}
	jsonw_end(p->out, ']');
}

void
configuration(struct print *p, const struct message *m, struct run run)
{
	leaves(p, m, run, MODEL_CONFIGURATION, M_CONFIGURATION,
	    &onnx__device_configuration_proto__descriptor);
}

void
device_configurations(struct print *p, const struct message *m,
    struct run run)
{
	leaves(p, m, run, NODE_DEVICE_CONFIGURATIONS, M_DEVICE_CONFIGURATIONS,
	    &onnx__node_device_configuration_proto__descriptor);
}

void
segment(struct print *p, const struct message *m)
{
	if (m->n == 0)
		return;
	record_key(p->out, M_SEGMENT);
	leaf(p, m, &onnx__tensor_proto__segment__descriptor);
}

/*
 * The first reading of an ONNX file; see onnx.h.  What fields there are is
 * taken from the descriptors that protoc-c makes of formats/onnx.proto, so
 * that there is no second table of them.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

#include "limits.h"
#include "message.h"
#include "onnx.h"
#include "onnx.pb-c.h"
#include "tensor.h"

enum {
	FIELDS = 32,		/* more than any message's highest number */
	SHAPES = 40,		/* more than there are messages */
};

enum rule_kind { RULE_NONE, RULE_MESSAGE, RULE_BYTES, RULE_NUMBER };

struct rule {
	uint8_t kind;
	uint8_t wire;		/* its wire type, for numbers unpacked */
	uint8_t shape;		/* of a message */
	bool repeated;
	bool data;		/* a tensor's contents */
	bool in_id;		/* part of a graph's id */
	const char *name;
};

/* A message type's fields by number. */
struct shape {
	const ProtobufCMessageDescriptor *of;
	struct rule rule[FIELDS];
};

struct check {
	struct wire *wire;
	struct shape *shape;
	unsigned n_shape;
	unsigned graph, attribute;	/* of GraphProto, AttributeProto */
	XXH3_state_t *digest;
	uint64_t hashed;	/* bytes before are hashed or left out */
	uint64_t bodies;
	struct sections *main;
	uint32_t main_parts;	/* that we have come to */
	uint32_t parts;		/* singular messages that came again */
};

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

/* The number of a message's shape; made, with those below it, when new. */
static unsigned
shape_of(struct check *k, const ProtobufCMessageDescriptor *of)
{
	const ProtobufCFieldDescriptor *f;
	struct rule *r;
	unsigned i, s;

	for (s = 0; s < k->n_shape; s++)
		if (k->shape[s].of == of)
			return s;
	k->n_shape++;
	k->shape[s].of = of;
	for (i = 0; i < of->n_fields; i++) {
		f = &of->fields[i];
		r = &k->shape[s].rule[f->id];
		r->name = f->name;
		r->wire = wire_type(f->type);
		r->repeated = f->label == PROTOBUF_C_LABEL_REPEATED;
		r->data = is_data(of, f->name);
		r->in_id = is_in_id(of, f->name);
		r->kind = f->type == PROTOBUF_C_TYPE_MESSAGE ? RULE_MESSAGE :
		    f->type == PROTOBUF_C_TYPE_BYTES ? RULE_BYTES :
		    RULE_NUMBER;
		if (r->kind == RULE_MESSAGE)
			r->shape = (uint8_t)shape_of(k, f->descriptor);
	}
	return s;
}

static const struct rule *
rule_of(const struct check *k, unsigned shape, uint32_t tag)
{
	static const struct rule none;

	return tag >> 3 < FIELDS ? &k->shape[shape].rule[tag >> 3] : &none;
}

static void
digest_to(struct check *k, uint64_t to)
{
	struct str s;

	while (k->hashed < to) {
		s = wire_some(k->wire, k->hashed, to);
		if (s.n == 0)
			return;
		XXH3_128bits_update(k->digest, s.p, s.n);
		k->hashed += s.n;
	}
}

/* Leave the span out of the digest. */
static void
digest_skip(struct check *k, struct span s)
{
	digest_to(k, s.at);
	k->hashed = s.end;
}

/* A packed field's numbers must end where it ends. */
static void
check_packed(struct check *k, const struct rule *r, const struct field *f)
{
	uint64_t at = f->span.at, value;
	unsigned size = r->wire == WIRE_I32 ? 4 : 8;

	if (r->wire != WIRE_VARINT) {
		if ((f->span.end - at) % size != 0)
			wire_fail(k->wire, f->at,
			    "packed numbers are cut short");
		return;
	}
	if (r->data && f->span.end - at > TENSOR_SMALL)
		return;
	while (at < f->span.end)
		if (!wire_varint(k->wire, &at, f->span.end, &value))
			return;
}

static void
check_bytes(struct check *k, const struct rule *r, const struct field *f)
{
	uint64_t n = f->span.end - f->span.at;

	if (r->in_id && n > LIMIT_NAME)
		wire_fail(k->wire, f->at, "the name is longer than 4096 bytes");
	else if (n > LIMIT_STRING)
		wire_fail(k->wire, f->at, "the string is longer than 64 MiB");
}

/* A message of this shape, `depth` messages within the file's. */
static void
check_message(struct check *k, unsigned shape, struct span s, uint32_t depth)
{
	struct message m = message_of(s);
	struct wire *w = k->wire;
	const struct rule *r;
	struct cursor c;
	struct field f;
	uint32_t seen = 0;
	bool main;

	cursor_open(&c, &m);
	c.depth = depth;
	/* The main graph is looked over on the way: another walk for that
	 * would cost a tenth of a whole run. */
	main = depth == 1 && shape == k->graph;
	c.part = main ? k->main_parts - 1 : 0;
	for (;;) {
		/* What leaves the window is hashed while it is there. */
		if (c.at + 32 > w->base + w->n)
			digest_to(k, c.at);
		if (!wire_next(w, &c, &f))
			return;
		if (main)
			sections_graph(k->main, &c, &f);
		r = rule_of(k, shape, f.tag);
		if (r->data && (r->wire == (f.tag & 7) ||
		    (r->kind == RULE_NUMBER && (f.tag & 7) == WIRE_LEN)))
			digest_skip(k, f.span);
		if (r->kind == RULE_NUMBER && (f.tag & 7) == WIRE_LEN &&
		    r->repeated)
			check_packed(k, r, &f);
		else if (r->kind == RULE_NONE || r->wire != (f.tag & 7))
			continue;
		else if (r->kind == RULE_BYTES && !r->data)
			check_bytes(k, r, &f);
		if (r->kind != RULE_MESSAGE)
			continue;
		if (!r->repeated && (seen & 1u << (f.tag >> 3)) != 0 &&
		    ++k->parts > LIMIT_PARTS)
			wire_fail(w, f.at, "too many parts of messages");
		seen |= 1u << (f.tag >> 3);
		k->bodies += shape == k->attribute && r->shape == k->graph;
		k->main_parts += shape == 0 && r->shape == k->graph;
		if (depth == LIMIT_WIRE_DEPTH)
			wire_fail(w, f.at, "nested too deep");
		else
			check_message(k, r->shape, f.span, depth + 1);
	}
}

/* Append the field's name to the place. */
static void
place_add(struct buf *place, const struct rule *r, uint64_t index)
{
	char number[32];

	if (place->n > 0)
		buf_addc(place, '.');
	buf_adds(place, str_of(r->name));
	if (!r->repeated)
		return;
	snprintf(number, sizeof(number), "[%" PRIu64 "]", index);
	buf_adds(place, str_of(number));
}

/*
 * Where in the model the offset stands, as "graph.node[12].attribute[3]": a
 * walk down to it from the file's begin, made only when there is an error.
 */
static void
place_of(struct check *k, uint64_t at, struct buf *place)
{
	struct message m = message_of((struct span){ 0, k->wire->size });
	uint64_t count[FIELDS] = { 0 }, tag, p;
	const struct rule *r;
	unsigned shape = 0;
	struct cursor c;
	struct field f;
	bool whole;

	cursor_open(&c, &m);
	while (c.at < c.end && c.at <= at) {
		p = c.at;
		if (!wire_varint(k->wire, &p, c.end, &tag) || tag > UINT32_MAX)
			break;
		/* The field may be the bad one: then its tag must do. */
		whole = wire_next(k->wire, &c, &f);
		r = rule_of(k, shape, (uint32_t)tag);
		if (r->kind == RULE_NONE && whole)
			continue;
		if (r->kind == RULE_NONE)
			break;
		if (whole && f.span.end <= at && f.at != at) {
			count[tag >> 3]++;
			continue;
		}
		place_add(place, r, count[tag >> 3]);
		if (!whole || f.at == at || r->kind != RULE_MESSAGE ||
		    r->wire != (f.tag & 7))
			break;
		shape = r->shape;
		m = message_of(f.span);
		cursor_open(&c, &m);
		memset(count, 0, sizeof(count));
	}
	k->wire->error = NULL;
}

/* The wire's error with its place, in o->error. */
static void
explain(struct onnx *o, struct check *k)
{
	struct wire *w = &o->wire;
	const char *why = w->error;
	struct buf place = { 0 };

	w->error = NULL;
	if (w->error_number == 0)
		place_of(k, w->error_at, &place);
	w->error = why;
	snprintf(o->error, sizeof(o->error), "%s: offset %" PRIu64
	    ": %.*s%s%s%s%s", o->name, w->error_at, (int)place.n,
	    place.n > 0 ? place.p : "", place.n > 0 ? ": " : "", why,
	    w->error_number ? ": " : "",
	    w->error_number ? strerror(w->error_number) : "");
	buf_free(&place);
}

static void
digest_end(struct check *k, char *hex)
{
	XXH128_canonical_t c;
	unsigned i;

	XXH128_canonicalFromHash(&c, XXH3_128bits_digest(k->digest));
	for (i = 0; i < sizeof(c.digest); i++)
		snprintf(hex + 2 * i, 3, "%02x", c.digest[i]);
}

/* What is wrong with the file as a whole, if anything. */
static const char *
unfit(const struct onnx *o)
{
	if (o->wire.size == 0)
		return "the file is empty";
	if (o->wire.size > LIMIT_FILE)
		return "the file is larger than 2^31-1 bytes, protobuf's bound";
	return NULL;
}

bool
onnx_check(struct onnx *o)
{
	struct check k = { .wire = &o->wire, .main = &o->main };
	const char *why = unfit(o);

	if (why != NULL) {
		onnx_fail(o, why);
		return false;
	}
	k.shape = xcalloc(SHAPES, sizeof(*k.shape));
	shape_of(&k, &onnx__model_proto__descriptor);
	k.graph = shape_of(&k, &onnx__graph_proto__descriptor);
	k.attribute = shape_of(&k, &onnx__attribute_proto__descriptor);
	if ((k.digest = XXH3_createState()) == NULL)
		fatal("out of memory");
	XXH3_128bits_reset(k.digest);
	check_message(&k, 0, (struct span){ 0, o->wire.size }, 0);
	digest_to(&k, o->wire.size);
	if (k.wire->error != NULL)
		explain(o, &k);
	else if (k.main_parts == 0)
		onnx_fail(o, "no graph: not an ONNX model");
	digest_end(&k, o->digest);
	o->bodies = k.bodies;
	XXH3_freeState(k.digest);
	free(k.shape);
	return k.wire->error == NULL;
}

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

/* What is to be done with a field. */
enum action {
	STEP_OVER,		/* a number, or unknown */
	CHECK_MESSAGE,
	CHECK_STRING,
	CHECK_NAME,		/* part of a graph's id */
	CHECK_PACKED,
	LEAVE_OUT,		/* of the digest: a tensor's contents */
	LEAVE_OUT_PACKED,
};

struct rule {
	const char *name;	/* NULL for an unknown field */
	uint8_t action[8];	/* by the wire type that it has */
	uint8_t size;		/* of a packed number, 0 for varints */
	uint8_t shape;		/* of a message */
	bool repeated;
	bool main, body;	/* the main graph, a graph in an attribute */
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
	unsigned graph;		/* the shape of GraphProto */
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
		r->action[wire] = LEAVE_OUT;
	else if (f->type == PROTOBUF_C_TYPE_BYTES)
		r->action[wire] = is_in_id(of, f->name) ? CHECK_NAME :
		    CHECK_STRING;
	if (wire != WIRE_LEN && r->repeated)
		r->action[WIRE_LEN] = data ? LEAVE_OUT_PACKED : CHECK_PACKED;
	if (f->descriptor == &onnx__graph_proto__descriptor) {
		r->main = of == &onnx__model_proto__descriptor;
		r->body = of == &onnx__attribute_proto__descriptor;
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
		rule_make(r, of, f);
		if (f->type == PROTOBUF_C_TYPE_MESSAGE)
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

	if (r->size > 0) {
		if ((f->span.end - at) % r->size != 0)
			wire_fail(k->wire, f->at,
			    "packed numbers are cut short");
		return;
	}
	if (r->action[WIRE_LEN] == LEAVE_OUT_PACKED &&
	    f->span.end - at > TENSOR_SMALL)
		return;
	while (at < f->span.end)
		if (!wire_varint(k->wire, &at, f->span.end, &value))
			return;
}

static void
check_length(struct check *k, const struct field *f, uint64_t most,
    const char *why)
{
	if (f->span.end - f->span.at > most)
		wire_fail(k->wire, f->at, why);
}

/* The next field.  What leaves the window is hashed while it is there. */
static bool
next(struct check *k, struct cursor *c, struct field *f)
{
	struct wire *w = k->wire;

	if (c->at + 2 * WIRE_FIELD > w->base + w->n)
		digest_to(k, c->at);
	return wire_step(w, c, f);
}

/* A message within the one whose singular messages so far are `seen`. */
static void
check_part(struct check *k, const struct rule *r, const struct field *f,
    uint32_t *seen)
{
	uint32_t bit = UINT32_C(1) << (f->tag >> 3);

	if (!r->repeated && (*seen & bit) != 0 && ++k->parts > LIMIT_PARTS)
		wire_fail(k->wire, f->at, "too many parts of messages");
	*seen |= bit;
	k->bodies += r->body;
	k->main_parts += r->main;
}

/* A message of this shape, `depth` messages within the file's. */
static void
check_message(struct check *k, unsigned shape, struct span s, uint32_t depth)
{
	/* The main graph is looked over on the way: another walk for that
	 * would cost a tenth of a whole run. */
	bool main = depth == 1 && shape == k->graph;
	struct message m = message_of(s);
	const struct rule *r;
	uint32_t seen = 0;
	struct cursor c;
	struct field f;

	cursor_open(&c, &m);
	c.depth = depth;
	if (main)
		c.part = k->main_parts - 1;
	while (c.at < c.end) {
		if (!wire_common(k->wire, &c, &f) && !next(k, &c, &f))
			return;
		if (main)
			sections_graph(k->main, &c, &f);
		r = rule_of(k, shape, f.tag);
		switch (r->action[f.tag & 7]) {
		case STEP_OVER:
			break;
		case CHECK_STRING:
			check_length(k, &f, LIMIT_STRING,
			    "the string is longer than 64 MiB");
			break;
		case CHECK_NAME:
			check_length(k, &f, LIMIT_NAME,
			    "the name is longer than 4096 bytes");
			break;
		case LEAVE_OUT:
			digest_skip(k, f.span);
			break;
		case LEAVE_OUT_PACKED:
			digest_skip(k, f.span);
			/* FALLTHROUGH */
		case CHECK_PACKED:
			check_packed(k, r, &f);
			break;
		case CHECK_MESSAGE:
			check_part(k, r, &f, &seen);
			if (depth == LIMIT_WIRE_DEPTH)
				wire_fail(k->wire, f.at, "nested too deep");
			else
				check_message(k, r->shape, f.span, depth + 1);
			break;
		}
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
		if (r->name == NULL && whole)
			continue;
		if (r->name == NULL)
			break;
		if (whole && f.span.end <= at && f.at != at) {
			count[tag >> 3]++;
			continue;
		}
		place_add(place, r, count[tag >> 3]);
		if (!whole || f.at == at ||
		    r->action[f.tag & 7] != CHECK_MESSAGE)
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

#include "leaf.h"

static void
put_varint(struct buf *b, uint64_t v)
{
	for (; v >= 0x80; v >>= 7)
		buf_addc(b, (char)(v | 0x80));
	buf_addc(b, (char)v);
}

static bool
fits(const ProtobufCFieldDescriptor *d, unsigned type)
{
	bool repeated = d->label == PROTOBUF_C_LABEL_REPEATED;

	switch (d->type) {
	case PROTOBUF_C_TYPE_MESSAGE:
	case PROTOBUF_C_TYPE_BYTES:
		return type == WIRE_LEN;
	default:
		return type == WIRE_VARINT || (repeated && type == WIRE_LEN);
	}
}

/* A copy of the message's known fields. */
static void
clean(struct window *w, const struct message *m,
    const ProtobufCMessageDescriptor *of, struct buf *to)
{
	const ProtobufCFieldDescriptor *d;
	struct message below;
	struct buf copy;
	struct cursor c;
	struct field f;

	cursor_open(&c, m);
	while (wire_next(w, &c, &f)) {
		d = protobuf_c_message_descriptor_get_field(of, f.tag >> 3);
		if (d == NULL || !fits(d, f.tag & 7))
			continue;
		put_varint(to, f.tag);
		if ((f.tag & 7) == WIRE_VARINT) {
			put_varint(to, f.value);
		} else if (d->type == PROTOBUF_C_TYPE_MESSAGE) {
			below = message_of(f.span);
			copy = (struct buf){ 0 };
			clean(w, &below, d->descriptor, &copy);
			put_varint(to, copy.n);
			buf_adds(to, buf_str(&copy));
			buf_free(&copy);
		} else {
			put_varint(to, f.span.end - f.span.at);
			buf_adds(to, window_str(w, f.span));
		}
	}
}

static void *
take(void *arena, size_t n)
{
	return arena_alloc(arena, n);
}

static void
leave(void *arena, void *p)
{
	(void)arena;
	(void)p;
}

ProtobufCMessage *
leaf_read(struct window *w, const struct message *m,
    const ProtobufCMessageDescriptor *of, struct arena *arena)
{
	ProtobufCAllocator in = { take, leave, arena };
	ProtobufCMessage *message = NULL;
	struct buf copy = { 0 };

	clean(w, m, of, &copy);
	if (w->error == NULL) {
		message = protobuf_c_message_unpack(of, &in, copy.n,
		    (const uint8_t *)copy.p);
		if (message == NULL)
			window_fail(w, m->n > 0 ? m->one.at : 0,
			    "libprotobuf-c refuses it");
	}
	buf_free(&copy);
	return message;
}

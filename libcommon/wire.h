/*
 * wire: a bounded walker over protobuf's wire format
 * (protobuf.dev/programming-guides/encoding), seen through a window;
 * nothing here knows ONNX.
 *
 * Accepted is what protobuf's own parsers accept (tried with upb, protobuf
 * 7.36): tags and lengths of up to 5 bytes, varints of up to 10, both also in
 * longer forms than they need; field numbers 1 to 2^29-1; groups, to
 * LIMIT_WIRE_DEPTH, which are stepped over; packed and unpacked numbers.  A
 * field of an unexpected wire type is an unknown field.
 *
 * Errors stick in the window.
 */
#ifndef WIRE_H
#define WIRE_H

#include "arena.h"
#include "window.h"

enum { WIRE_VARINT, WIRE_I64, WIRE_LEN, WIRE_GROUP, WIRE_END, WIRE_I32 };

/* A field's tag: its number and how it stands on the wire. */
#define WIRE_TAG(number, type)	((uint32_t)(number) << 3 | (type))

/*
 * A message: the parts of the file that make it up.  A singular field that
 * stands several times is one message, read as if its parts were joined
 * (encoding, "Last One Wins").  Nearly always there is one part.
 */
struct message {
	uint32_t n, cap;
	struct span one;	/* when n is 1 */
	struct span *part;	/* when n is more; in an arena */
};

/* Where a walk over a message stands. */
struct cursor {
	const struct message *message;
	uint32_t part;
	uint32_t depth;		/* of the message, for groups within it */
	uint64_t at, end;
};

struct field {
	uint32_t tag;
	uint64_t at;		/* of the tag */
	uint64_t value;		/* of a varint, I32, I64 */
	struct span span;	/* payload of LEN, bytes of a number, group */
};

/* The fields of one number in a message: where the first stands, how many. */
struct run {
	uint32_t part;
	uint64_t at;
	uint64_t n;
};

struct run_cursor {
	struct cursor cursor;
	uint32_t tag, packed;
	uint64_t left;
};

/* The numbers of a repeated field, packed or not. */
struct numbers {
	struct run_cursor run;
	uint64_t at, end;	/* of the packed field that we are in */
};

static inline struct message
message_of(struct span s)
{
	return (struct message){ .n = 1, .one = s };
}

void message_add(struct message *, struct span, struct arena *);

static inline void
cursor_open(struct cursor *c, const struct message *m)
{
	struct span first = { 0, 0 };

	if (m->n > 0)
		first = m->n == 1 ? m->one : m->part[0];
	*c = (struct cursor){ m, 0, 0, first.at, first.end };
}

/* The next field; false past the last one and on error. */
static inline bool wire_next(struct window *, struct cursor *, struct field *);
/* The same, steps for a walker's own use: the varint at `at`. */
bool wire_varint(struct window *, uint64_t *at, uint64_t end, uint64_t *value);

/* A walk's current field belongs to the run. */
void run_add(struct run *, const struct cursor *, const struct field *);
/* Walk the run's fields; for numbers `tag` is the unpacked one. */
void run_open(struct run_cursor *, const struct message *, struct run,
    uint32_t tag);
bool run_next(struct window *, struct run_cursor *, struct field *);

void numbers_open(struct numbers *, const struct message *, struct run,
    uint32_t tag);
bool numbers_next(struct window *, struct numbers *, uint64_t *);

enum { WIRE_FIELD = 16 };	/* a tag and a number are 5 + 10 bytes */

/*
 * Nearly all fields: a tag and a length of one or two bytes, a number of one,
 * all in the window and right.  False, with nothing done, for any other.
 */
static inline bool
wire_common(struct window *w, struct cursor *c, struct field *f)
{
	uint64_t from = c->at - w->base;
	const unsigned char *p;
	uint32_t tag, n;

	if (c->at == c->end || from > w->n || w->n - from < WIRE_FIELD)
		return false;
	p = w->p + from;
	f->at = c->at;
	if ((tag = *p++) >= 0x80) {
		if (*p >= 0x80)
			return false;
		tag = (tag & 0x7f) | (uint32_t)*p++ << 7;
	}
	f->tag = tag;
	n = *p++;
	if ((tag & 7) == WIRE_LEN) {
		if (n >= 0x80) {
			if (*p >= 0x80)
				return false;
			n = (n & 0x7f) | (uint32_t)*p++ << 7;
		}
		f->span.at = w->base + (uint64_t)(p - w->p);
		f->span.end = f->span.at + n;
	} else {
		f->span.end = w->base + (uint64_t)(p - w->p);
		f->span.at = f->span.end - 1;
		f->value = n;
		if ((tag & 7) != WIRE_VARINT || n >= 0x80)
			return false;
	}
	if (tag < 8 || f->span.end > c->end)
		return false;
	c->at = f->span.end;
	return true;
}

/* What wire_next does for any field. */
bool wire_step(struct window *, struct cursor *, struct field *);

static inline bool
wire_next(struct window *w, struct cursor *c, struct field *f)
{
	return wire_common(w, c, f) || wire_step(w, c, f);
}

#endif

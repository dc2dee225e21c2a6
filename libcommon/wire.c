#include "limits.h"
#include "wire.h"

void
message_add(struct message *m, struct span s, struct arena *a)
{
	struct span *grown;

	if (m->n == 0) {
		m->one = s;
		m->n = 1;
		return;
	}
	if (m->n >= m->cap) {
		m->cap = m->cap ? m->cap * 2 : 4;
		grown = arena_alloc(a, m->cap * sizeof(*grown));
		if (m->n > 1)
			memcpy(grown, m->part, m->n * sizeof(*grown));
		m->part = grown;
	}
	if (m->n == 1)
		m->part[0] = m->one;
	m->part[m->n++] = s;
}

static void
cursor_part(struct cursor *c, uint32_t part)
{
	const struct message *m = c->message;
	struct span s = { 0, 0 };

	if (part < m->n)
		s = m->n == 1 ? m->one : m->part[part];
	c->part = part;
	c->at = s.at;
	c->end = s.end;
}

/* The varint in p[0..n): its length, 0 when it does not end there.  Bits past
 * the 64th are dropped, as protobuf drops them. */
static inline unsigned
varint(const unsigned char *p, size_t n, uint64_t *value)
{
	uint64_t v = 0;
	unsigned i;

	for (i = 0; i < n && i < 10; i++) {
		v |= (uint64_t)(p[i] & 0x7f) << (7 * i);
		if (p[i] < 0x80) {
			*value = v;
			return i + 1;
		}
	}
	return 0;
}

static const char *
varint_error(size_t have, size_t most)
{
	if (have < most)
		return "a number is cut short";
	return most == 10 ? "a number is longer than 10 bytes" :
	    "a tag or length is longer than 5 bytes";
}

bool
wire_varint(struct window *w, uint64_t *at, uint64_t end, uint64_t *value)
{
	size_t n = end - *at < 10 ? end - *at : 10;
	const unsigned char *p;
	unsigned used;

	if (n == 0 || (p = window_at(w, *at, n)) == NULL)
		return false;
	used = varint(p, n, value);
	if (used == 0)
		window_fail(w, *at, varint_error(n, 10));
	*at += used;
	return used > 0;
}

/* The field at the cursor, a group's begin and end as fields of their own.
 * This finds what is wrong, too. */
static bool
step(struct window *w, struct cursor *c, struct field *f)
{
	size_t n = c->end - c->at < WIRE_FIELD ? c->end - c->at :
	    WIRE_FIELD;
	const unsigned char *p = window_at(w, c->at, n);
	uint64_t v = 0, used;

	if (p == NULL)
		return false;
	f->at = c->at;
	used = varint(p, n < 5 ? n : 5, &v);
	if (used == 0 || v > UINT32_MAX || v >> 3 == 0) {
		window_fail(w, c->at, used == 0 ? varint_error(n, 5) :
		    "no such field number");
		return false;
	}
	f->tag = (uint32_t)v;
	p += used;
	n -= used;
	f->span.at = c->at + used;
	f->value = 0;
	switch (f->tag & 7) {
	case WIRE_VARINT:
		if ((used = varint(p, n, &f->value)) == 0)
			window_fail(w, c->at, varint_error(n, 10));
		break;
	case WIRE_I64:
		if ((used = n < 8 ? 0 : 8) == 0)
			window_fail(w, c->at, "a number is cut short");
		else
			for (n = 0; n < 8; n++)
				f->value |= (uint64_t)p[n] << (8 * n);
		break;
	case WIRE_I32:
		if ((used = n < 4 ? 0 : 4) == 0)
			window_fail(w, c->at, "a number is cut short");
		else
			f->value = p[0] | (uint32_t)p[1] << 8 |
			    (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
		break;
	case WIRE_LEN:
		if ((used = varint(p, n < 5 ? n : 5, &v)) == 0) {
			window_fail(w, c->at, varint_error(n, 5));
			break;
		}
		f->span.at += used;
		if (v > c->end - f->span.at) {
			window_fail(w, c->at, "its length runs past the end");
			break;
		}
		used = v;
		break;
	case WIRE_GROUP:
	case WIRE_END:
		used = 0;
		break;
	default:
		window_fail(w, c->at, "no such wire type");
	}
	f->span.end = c->at = f->span.at + used;
	return w->error == NULL;
}

/* Step over a group whose begin is at f.  The groups open within it stand on a
 * stack of our own, so that no file can exhaust the program's. */
static bool
group_skip(struct window *w, struct cursor *c, struct field *f)
{
	uint32_t open[LIMIT_WIRE_DEPTH];
	uint32_t depth = 0;
	struct field g = *f;

	for (;;) {
		if ((g.tag & 7) == WIRE_GROUP) {
			if (c->depth + depth >= LIMIT_WIRE_DEPTH) {
				window_fail(w, g.at, "nested too deep");
				return false;
			}
			open[depth++] = g.tag >> 3;
		} else if ((g.tag & 7) == WIRE_END) {
			if (open[--depth] != g.tag >> 3) {
				window_fail(w, g.at, "end of another group");
				return false;
			}
		}
		if (depth == 0)
			break;
		if (c->at == c->end) {
			window_fail(w, f->at, "a group does not end");
			return false;
		}
		if (!step(w, c, &g))
			return false;
	}
	f->span.end = g.at;
	return true;
}

bool
wire_step(struct window *w, struct cursor *c, struct field *f)
{
	while (c->at == c->end) {
		if (c->part + 1 >= c->message->n)
			return false;
		cursor_part(c, c->part + 1);
	}
	if (!step(w, c, f))
		return false;
	switch (f->tag & 7) {
	case WIRE_GROUP:
		return group_skip(w, c, f);
	case WIRE_END:
		window_fail(w, f->at, "the end of a group that does not begin");
		return false;
	}
	return true;
}

void
run_add(struct run *r, const struct cursor *c, const struct field *f)
{
	if (r->n++ == 0) {
		r->part = c->part;
		r->at = f->at;
	}
}

void
run_open(struct run_cursor *rc, const struct message *m, struct run r,
    uint32_t tag)
{
	rc->cursor.message = m;
	rc->cursor.depth = 0;
	cursor_part(&rc->cursor, r.part);
	rc->tag = tag;
	rc->packed = WIRE_TAG(tag >> 3, WIRE_LEN);
	rc->left = r.n;
	if (r.n > 0)
		rc->cursor.at = r.at;
}

bool
run_next(struct window *w, struct run_cursor *rc, struct field *f)
{
	while (rc->left > 0) {
		if (!wire_next(w, &rc->cursor, f)) {
			window_fail(w, rc->cursor.at, "the file changed");
			return false;
		}
		if (f->tag != rc->tag && f->tag != rc->packed)
			continue;
		rc->left--;
		return true;
	}
	return false;
}

void
numbers_open(struct numbers *s, const struct message *m, struct run r,
    uint32_t tag)
{
	run_open(&s->run, m, r, tag);
	s->at = s->end = 0;
}

static bool
packed_next(struct window *w, struct numbers *s, uint64_t *value)
{
	unsigned type = s->run.tag & 7, n = type == WIRE_I32 ? 4 : 8, i;
	const unsigned char *p;

	if (type == WIRE_VARINT)
		return wire_varint(w, &s->at, s->end, value);
	if (s->end - s->at < n) {
		window_fail(w, s->at, "a number is cut short");
		return false;
	}
	if ((p = window_at(w, s->at, n)) == NULL)
		return false;
	for (*value = 0, i = 0; i < n; i++)
		*value |= (uint64_t)p[i] << (8 * i);
	s->at += n;
	return true;
}

bool
numbers_next(struct window *w, struct numbers *s, uint64_t *value)
{
	struct field f;

	while (s->at == s->end) {
		if (!run_next(w, &s->run, &f))
			return false;
		if (f.tag == s->run.tag) {
			*value = f.value;
			return true;
		}
		s->at = f.span.at;
		s->end = f.span.end;
	}
	return packed_next(w, s, value);
}

#include <stdlib.h>

#include "edits.h"

enum { VARINT = 10 };		/* bytes of the longest */

unsigned
varint_size(uint64_t v)
{
	unsigned n = 1;

	for (; v >= 0x80; v >>= 7)
		n++;
	return n;
}

void
varint_add(struct buf *b, uint64_t v)
{
	for (; v >= 0x80; v >>= 7)
		buf_addc(b, (char)(v | 0x80));
	buf_addc(b, (char)v);
}

static struct edit *
add(struct edits *e, uint64_t at, uint64_t remove)
{
	if (e->n == e->cap) {
		e->cap = e->cap ? e->cap * 2 : 64;
		e->edit = xreallocarray(e->edit, e->cap, sizeof(*e->edit));
	}
	e->edit[e->n] = (struct edit){ .at = at, .remove = remove,
	    .text = e->text.n };
	return &e->edit[e->n++];
}

void
edits_add(struct edits *e, uint64_t at, uint64_t remove, struct str insert)
{
	struct edit *last = e->n > 0 ? &e->edit[e->n - 1] : NULL;

	/* What adjoins the last one becomes one with it. */
	if (last == NULL || last->at + last->remove != at ||
	    last->text + last->insert != e->text.n)
		last = add(e, at, 0);
	last->remove += remove;
	last->insert += insert.n;
	buf_adds(&e->text, insert);
	e->growth += (int64_t)insert.n - (int64_t)remove;
}

struct entered
edits_enter(struct edits *e, uint64_t length_at, struct span payload)
{
	static const char room[VARINT];
	struct entered in = { e->n, e->growth, length_at, payload };

	add(e, length_at, 0);
	buf_add(&e->text, room, sizeof(room));
	return in;
}

void
edits_leave(struct edits *e, struct entered in)
{
	uint64_t length = in.payload.end - in.payload.at;
	struct edit *edit = &e->edit[in.edit];
	char *p = e->text.p + edit->text;

	if (e->n == in.edit + 1) {	/* nothing was done within */
		e->n--;
		e->text.n = edit->text;
		return;
	}
	if (e->growth == in.growth)
		return;
	edit->remove = in.payload.at - in.length_at;
	length += (uint64_t)(e->growth - in.growth);
	for (; length >= 0x80; length >>= 7)
		p[edit->insert++] = (char)(length | 0x80);
	p[edit->insert++] = (char)length;
	e->growth += (int64_t)edit->insert - (int64_t)edit->remove;
}

void
edits_done(struct edits *e)
{
	int64_t growth = 0;
	size_t n = 0;

	for (size_t i = 0; i < e->n; i++) {
		struct edit *edit = &e->edit[i];

		if (edit->insert == 0 && edit->remove == 0)
			continue;
		edit->to = edit->at + (uint64_t)growth;
		growth += (int64_t)edit->insert - (int64_t)edit->remove;
		e->edit[n++] = *edit;
	}
	e->n = n;
}

void
edits_free(struct edits *e)
{
	free(e->edit);
	buf_free(&e->text);
	*e = (struct edits){ 0 };
}

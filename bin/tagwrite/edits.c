#include <stdlib.h>

#include "edits.h"

/* The most that one edit removes or puts in: more is several. */
enum { MOST = 1 << 30 };

unsigned
varint_size(uint64_t v)
{
	unsigned n = 1;

	for (; v >= 0x80; v >>= 7)
		n++;
	return n;
}

/* A varint of the shortest form; how long it is. */
static unsigned
varint_make(char to[VARINT], uint64_t v)
{
	unsigned n = 0;

	for (; v >= 0x80; v >>= 7)
		to[n++] = (char)(v | 0x80);
	to[n++] = (char)v;
	return n;
}

static struct edit *
add(struct edits *e, uint64_t at)
{
	if (e->n == e->cap) {
		e->cap += 64 + e->cap / 4;
		e->edit = xreallocarray(e->edit, e->cap, sizeof(*e->edit));
	}
	e->edit[e->n] = (struct edit){ .at = at, .text = e->text.n };
	return &e->edit[e->n++];
}

/* Can the last edit go on with this one? */
static bool
goes_on(const struct edits *e, uint64_t at, uint64_t remove, size_t insert)
{
	const struct edit *last;

	if (e->n == 0)
		return false;
	last = &e->edit[e->n - 1];
	return !last->number && last->at + last->remove == at &&
	    remove + last->remove <= MOST && insert + last->insert <= MOST &&
	    (last->insert == 0 || last->text + last->insert == e->text.n);
}

void
edits_add(struct edits *e, uint64_t at, uint64_t remove, struct str insert)
{
	struct edit *last;
	uint64_t part;

	e->growth -= (int64_t)remove;
	do {
		part = remove < MOST ? remove : MOST;
		last = goes_on(e, at, part, 0) ? &e->edit[e->n - 1] :
		    add(e, at);
		last->remove += (uint32_t)part;
		at += part;
		remove -= part;
	} while (remove > 0);
	edits_more(e, insert);
}

void
edits_more(struct edits *e, struct str insert)
{
	struct edit *last = &e->edit[e->n - 1];

	if (!goes_on(e, last->at + last->remove, 0, insert.n))
		last = add(e, last->at + last->remove);
	if (last->insert == 0)
		last->text = e->text.n;
	last->insert += (uint32_t)insert.n;
	spool_add(&e->text, insert);
	e->growth += (int64_t)insert.n;
}

void
edits_head(struct edits *e, uint32_t tag, uint64_t length)
{
	char head[2 * VARINT];
	unsigned n = varint_make(head, tag);

	n += varint_make(head + n, length);
	edits_more(e, (struct str){ head, n });
}

struct str
edits_text(struct edits *e, const struct edit *of, uint64_t from,
    char number[VARINT])
{
	if (of->number) {
		varint_make(number, of->text);
		return (struct str){ number + from, of->insert - from };
	}
	return spool_some(&e->text, of->text + from, of->text + of->insert);
}

struct entered
edits_enter(struct edits *e, uint64_t length_at, struct span payload)
{
	struct entered in = { e->n, e->growth, length_at, payload };

	add(e, length_at)->number = 1;
	e->depth++;
	return in;
}

void
edits_leave(struct edits *e, struct entered in)
{
	uint64_t length = in.payload.end - in.payload.at;
	struct edit *edit = &e->edit[in.edit];

	e->depth--;
	if (e->n == in.edit + 1) {	/* nothing was done within */
		e->n--;
		return;
	}
	if (e->growth == in.growth)
		return;
	edit->text = length + (uint64_t)(e->growth - in.growth);
	edit->insert = varint_size(edit->text);
	edit->remove = (uint32_t)(in.payload.at - in.length_at);
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
	spool_free(&e->text);
	*e = (struct edits){ 0 };
}

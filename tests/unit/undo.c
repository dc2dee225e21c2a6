/*
 * undo: any edits of any bytes, made again and again, and the way back from
 * the last result to the first bytes in one go; and what an undo may not say.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../../bin/tagwrite/undo.h"
#include "unit.h"

/* Small numbers that depend on nothing but how often we asked. */
static unsigned
chance(unsigned n)
{
	static uint32_t state = 1;

	state = state * 1664525 + 1013904223;
	return (state >> 8) % n;
}

static ssize_t
read_buf(void *arg, void *to, size_t n, uint64_t at)
{
	struct buf *b = arg;

	if (at >= b->n)
		return 0;
	if (n > b->n - at)
		n = b->n - at;
	memcpy(to, b->p + at, n);
	return (ssize_t)n;
}

static void
random_bytes(struct buf *b, unsigned n)
{
	while (n-- > 0)
		buf_addc(b, (char)chance(4));
}

/* Edits wherever it falls, a length now and then. */
static void
random_edits(struct edits *e, uint64_t size)
{
	uint64_t at = 0, remove;
	struct buf insert = { 0 };
	struct entered in;

	while (at < size) {
		at += chance(12);
		if (at >= size)
			break;
		if (chance(4) == 0 && at + 3 < size) {
			in = edits_enter(e, at, (struct span){ at + 1,
			    at + 3 });
			if (chance(2) == 0)
				edits_add(e, at + 2, chance(2),
				    (struct str){ "xyz", chance(4) });
			edits_leave(e, in);
			at += 3;
			continue;
		}
		remove = chance(5);
		if (remove > size - at)
			remove = size - at;
		insert.n = 0;
		random_bytes(&insert, chance(5));
		edits_add(e, at, remove, buf_str(&insert));
		at += remove;
	}
	if (chance(2) == 0)
		edits_add(e, size, 0, STR("tail"));
	edits_done(e);
	buf_free(&insert);
}

/* What the edits make of the bytes, read in pieces. */
static void
apply(struct buf *from, struct edits *e, struct buf *to)
{
	struct window w;
	struct view v;
	char piece[7];
	ssize_t n;

	window_over(&w, read_buf, from, from->n);
	v = view_of(&w, e);
	to->n = 0;
	while ((n = view_read(&v, piece, sizeof(piece), to->n)) > 0)
		buf_add(to, piece, (size_t)n);
	CHECK(n == 0 && to->n == v.size);
	window_free(&w);
}

static bool
leads_back(struct buf *from, const struct undo *u, struct buf *to)
{
	struct edits back = { 0 };
	struct buf got = { 0 };
	const char *why = undo_edits(u, from->n, &back);
	bool same;

	edits_done(&back);
	if (why == NULL)
		apply(from, &back, &got);
	same = why == NULL && str_eq(buf_str(&got), buf_str(to));
	edits_free(&back);
	buf_free(&got);
	return same;
}

/* Bytes edited three times, each result's undo made through the last one's. */
static void
test_round(void)
{
	struct buf first = { 0 }, now = { 0 }, next = { 0 }, text[3] = { 0 };
	struct undo head = { .digest = "00000000000000000000000000000000" };
	struct undo undo[3];
	struct window w;
	struct view v;

	random_bytes(&first, chance(80));
	buf_adds(&now, buf_str(&first));
	head.size = first.n;
	for (int i = 0; i < 3; i++) {
		struct edits e = { 0 };

		random_edits(&e, now.n);
		apply(&now, &e, &next);
		window_over(&w, read_buf, &now, now.n);
		v = view_of(&w, &e);
		undo_write(&text[i], &head, &v, next.n,
		    i > 0 ? &undo[i - 1] : NULL, now.n);
		CHECK(undo_read(&undo[i], buf_str(&text[i])) == NULL);
		CHECK(undo[i].size == first.n);
		CHECK(leads_back(&next, &undo[i], &first));
		now.n = 0;
		buf_adds(&now, buf_str(&next));
		edits_free(&e);
		window_free(&w);
	}
	for (int i = 0; i < 3; i++)
		buf_free(&text[i]);
	buf_free(&first);
	buf_free(&now);
	buf_free(&next);
}

#define ZEROS "00000000000000000000000000000000"
#define HEAD "1 10 " ZEROS

static bool
refused(const char *text)
{
	struct edits e = { 0 };
	struct undo u;
	bool bad = undo_read(&u, str_of(text)) != NULL ||
	    undo_edits(&u, 10, &e) != NULL;

	edits_free(&e);
	return bad;
}

static void
test_texts(void)
{
	static const char *const good[] = { HEAD, HEAD " 0-10", HEAD " 10+ff",
	    HEAD " 1-2+0a 3-1 0-1 2+00" };
	static const char *const bad[] = { "", "1", "2 10 " ZEROS,
	    "1 x " ZEROS, "1 010 " ZEROS, "1 10 ", "1 10 " ZEROS "0",
	    "1 99999999999999999999 " ZEROS,
	    HEAD " 1", HEAD " -1", HEAD " 1-", HEAD " 1-0",
	    HEAD " 1+", HEAD " 1+0", HEAD " 1+0G", HEAD " 1+AA", HEAD " 11+00",
	    HEAD " 1-10", HEAD " 9-1 1-1", HEAD " 1-1x",
	    HEAD " 18446744073709551615-1", HEAD " 1-18446744073709551615",
	    HEAD " 9223372036854775807-9223372036854775807" };

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		CHECK(!refused(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(refused(bad[i]));
}

/* More than memory is meant to hold goes to a file, and comes from there. */
static void
test_spool(void)
{
	struct spool s = { 0 };
	struct buf all = { 0 };
	struct str some;
	uint64_t at = 0;

	for (int i = 0; i < 3000; i++) {
		size_t before = all.n;

		random_bytes(&all, 1000 + chance(3000));
		spool_add(&s, (struct str){ all.p + before, all.n - before });
	}
	CHECK(s.n == all.n && s.written > 0 && s.rest.n < SPOOL_MEMORY);
	for (; at < all.n; at += some.n) {
		some = spool_some(&s, at, all.n);
		if (some.n == 0 || memcmp(some.p, all.p + at, some.n) != 0)
			break;
	}
	CHECK(at == all.n);
	spool_free(&s);
	buf_free(&all);
}

int
main(void)
{
	for (int i = 0; i < 3000; i++)
		test_round();
	test_texts();
	test_spool();
	return unit_done();
}

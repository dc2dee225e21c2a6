/* text: str, buf, arena, UTF-8, and names made harmless for messages. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "message.h"
#include "unit.h"
#include "utf8.h"

static void
test_str(void)
{
	struct str none = { 0 };

	CHECK(str_eq(STR("a\0b"), STR("a\0b")) && !str_eq(STR("a\0b"),
	    STR("a\0c")));
	CHECK(str_eq(none, STR("")) && !str_eq(none, STR("a")));
	CHECK(str_starts(STR("ab"), STR("a")) && str_starts(none, none));
	CHECK(!str_starts(STR("a"), STR("ab")));
	CHECK(str_ends(STR("ab"), STR("b")) && !str_ends(STR("b"), STR("ab")));
	CHECK(str_cmp(STR("a"), STR("ab")) < 0 && str_cmp(STR("b"),
	    STR("ab")) > 0);
	CHECK(str_cmp(STR("\x80"), STR("a")) > 0 && str_cmp(none, none) == 0);
	CHECK(str_cmp(none, STR("a")) < 0 && str_cmp(STR("a"), none) > 0);
}

static void
test_after_last(void)
{
	struct str none = { 0 };

	CHECK(str_eq(str_after_last(STR("a.b.c"), '.'), STR("c")));
	CHECK(str_eq(str_after_last(STR("c"), '.'), STR("c")));
	CHECK(str_eq(str_after_last(STR("a."), '.'), none));
	CHECK(str_eq(str_after_last(none, '.'), none));
}

/* Room for one more than there are, up to what ids can tell apart. */
static void
test_grown(void)
{
	CHECK(grown(0) == 64 && grown(64) == 96);
	CHECK(grown(UINT32_MAX - 1) == UINT32_MAX);
	for (uint32_t n = 1; n < UINT32_MAX / 2; n *= 2)
		CHECK(grown(n) > n);
}

static void
test_buf(void)
{
	struct buf b = { 0 };

	buf_add(&b, NULL, 0);
	CHECK(b.n == 0);
	for (int i = 0; i < 100000; i++)
		buf_addc(&b, (char)i);
	CHECK(b.n == 100000 && b.cap >= b.n && b.cap < 2 * b.n);
	CHECK((unsigned char)b.p[99999] == (99999 & 0xff));
	buf_adds(&b, STR("end"));
	CHECK(str_ends(buf_str(&b), STR("end")));
	buf_reserve(&b, 1000000);
	CHECK(b.cap - b.n >= 1000000 && b.n == 100003);
	buf_free(&b);
	CHECK(b.p == NULL && b.n == 0);
}

/* Sizes round those of blocks: aligned, apart from one another. */
static void
test_arena(void)
{
	static const size_t sizes[] = { 0, 1, 15, 16, 17, 4080, 4096, 4097,
	    8192, 1 << 20, (1 << 20) + 1, 3 << 20 };
	enum { SIZES = sizeof(sizes) / sizeof(sizes[0]) };
	struct arena a = { 0 };
	unsigned char *p[SIZES];
	size_t total;

	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < SIZES; i++) {
			p[i] = arena_alloc(&a, sizes[i]);
			CHECK(sizes[i] == 0 ||
			    (uintptr_t)p[i] % _Alignof(max_align_t) == 0);
			memset(p[i], (int)i, sizes[i]);
			arena_copy(&a, STR("x"));
		}
		for (size_t i = 0; i < SIZES; i++)
			for (size_t k = 0; k < sizes[i]; k += 97)
				CHECK(p[i][k] == i);
		total = a.total;
		arena_reset(&a);
		CHECK(a.total < total && a.block != NULL);
	}
	arena_free(&a);
	arena_reset(&a);
	CHECK(a.block == NULL && a.total == 0);
}

static void
test_arena_contents(void)
{
	struct arena a = { 0 };
	struct str s = arena_copy(&a, STR("a\0b")), none = { 0 };
	int *zero = arena_calloc(&a, 1000, sizeof(*zero));

	CHECK(str_eq(s, STR("a\0b")));
	CHECK(arena_copy(&a, none).n == 0);
	for (int i = 0; i < 1000; i++)
		CHECK(zero[i] == 0);
	arena_free(&a);
}

/* Small things do not take a block each. */
static void
test_arena_is_thrifty(void)
{
	struct arena a = { 0 };

	for (int i = 0; i < 100000; i++)
		arena_copy(&a, STR("ten bytes."));
	CHECK(a.total < 3000000);
	arena_free(&a);
}

static void
test_utf8(void)
{
	char text[4];
	unsigned well = 0;

	/* Each code point there and back; as many as there are. */
	for (uint32_t u = 0; u < 0x110000; u++) {
		uint32_t back = 0;
		size_t n;

		if (u >= 0xd800 && u <= 0xdfff)
			continue;
		n = (size_t)(utf8_put(text, u) - text);
		well += utf8_decode((struct str){ text, n }, &back) == n &&
		    back == u;
		if (n > 1 && utf8_length((struct str){ text, n - 1 }) != 0)
			CHECK(!"a sequence cut short");
	}
	CHECK(well == 0x110000 - 0x800);
	CHECK(utf8_length((struct str){ 0 }) == 0);
}

static void
test_shown(void)
{
	char longest[202 * 4 + 1];
	const char *first;

	CHECK(strcmp(shown(STR("/a/MatMul \xc3\xa9")), "/a/MatMul \xc3\xa9")
	    == 0);
	CHECK(strcmp(shown(STR("a\0b\x1b[31m\n\x7f")),
	    "a\\x00b\\x1b[31m\\x0a\\x7f") == 0);
	CHECK(strcmp(shown(STR("\xff\xc3")), "\\xff\\xc3") == 0);
	/* CSI as one code point; right-to-left; a line end. */
	CHECK(strcmp(shown(STR("\xc2\x9b")), "\\xc2\\x9b") == 0);
	CHECK(strcmp(shown(STR("\xe2\x80\xae")), "\\xe2\\x80\\xae") == 0);
	CHECK(strcmp(shown(STR("\xe2\x81\xa9")), "\\xe2\\x81\\xa9") == 0);
	CHECK(strcmp(shown(STR("\xd8\x9c")), "\\xd8\\x9c") == 0);
	CHECK(strcmp(shown(STR("\xe2\x80\x8f")), "\\xe2\\x80\\x8f") == 0);
	CHECK(strcmp(shown(STR("\xe2\x80\xa8")), "\\xe2\\x80\\xa8") == 0);
	CHECK(strcmp(shown(STR("\xe2\x80\xa6")), "\xe2\x80\xa6") == 0);

	memset(longest, 'x', sizeof(longest));
	CHECK(strlen(shown((struct str){ longest, 200 })) == 200);
	CHECK(strlen(shown((struct str){ longest, 201 })) == 203);
	memset(longest, '\1', sizeof(longest));
	CHECK(strlen(shown((struct str){ longest, 300 })) == 803);
	/* A sequence that stands across the end is whole. */
	for (size_t i = 0; i < 51; i++)
		memcpy(longest + 3 + 4 * i, "\xf0\x9f\x98\x80", 4);
	CHECK(str_ends(str_of(shown((struct str){ longest, 207 })),
	    STR("\xf0\x9f\x98\x80...")));

	first = shown(STR("1"));
	shown(STR("2"));
	shown(STR("3"));
	shown(STR("4"));
	CHECK(strcmp(first, "1") == 0);
}

int
main(void)
{
	test_str();
	test_after_last();
	test_grown();
	test_buf();
	test_arena();
	test_arena_contents();
	test_arena_is_thrifty();
	test_utf8();
	test_shown();
	return unit_done();
}

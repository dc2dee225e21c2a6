/*
 * str: a view of bytes, and a buffer that grows.
 *
 * A str owns nothing: whoever made the bytes says how long they live.  Bytes
 * may be NUL or no UTF-8; nothing here is NUL-terminated.
 *
 * A buf owns p[0..cap); p[0..n) is filled.  {0} is a valid empty buf.  Running
 * out of memory ends the program (status 2), so no function here can fail.
 */
#ifndef STR_H
#define STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
	const char *p;
	size_t n;
};

struct buf {
	char *p;
	size_t n, cap;
};

#define STR(literal) ((struct str){ "" literal, sizeof(literal) - 1 })

static inline struct str
str_of(const char *s)
{
	return (struct str){ s, strlen(s) };
}

static inline bool
str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool
str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n &&
	    (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

static inline bool
str_ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n && (suffix.n == 0 ||
	    memcmp(s.p + (s.n - suffix.n), suffix.p, suffix.n) == 0);
}

/* What stands behind the last such byte; all, when there is none. */
struct str str_after_last(struct str, char);

/* Order by bytes, a prefix before what it begins. */
int str_cmp(struct str, struct str);

/* Room for more bytes behind p[n). */
void buf_reserve(struct buf *, size_t more);
/* The number's decimal digits. */
void buf_addu(struct buf *, uint64_t);
void buf_free(struct buf *);

static inline void
buf_add(struct buf *b, const void *p, size_t n)
{
	if (n == 0)
		return;
	if (n > b->cap - b->n)
		buf_reserve(b, n);
	memcpy(b->p + b->n, p, n);
	b->n += n;
}

static inline void
buf_adds(struct buf *b, struct str s)
{
	buf_add(b, s.p, s.n);
}

static inline void
buf_addc(struct buf *b, char c)
{
	if (b->n == b->cap)
		buf_reserve(b, 1);
	b->p[b->n++] = c;
}

static inline struct str
buf_str(const struct buf *b)
{
	return (struct str){ b->p, b->n };
}

enum { UINT_DIGITS = 20 };	/* of the largest */

/* The number's digits, written so that they end at `end`: where they begin. */
char *uint_digits(char *end, uint64_t);

/* xmalloc and friends: memory, or the end of the program. */
void *xmalloc(size_t);
void *xcalloc(size_t count, size_t size);
void *xreallocarray(void *, size_t count, size_t size);

/* How many items there is to be room for where index n is one too many: half as
 * much again, since arrays are large.  No more than ids can tell apart. */
uint32_t grown(size_t n);

/* Room for the item of index n. */
#define GROW(array, n, cap) do {					\
	if ((n) >= (cap)) {						\
		(cap) = grown(n);					\
		(array) = xreallocarray((array), (cap), sizeof(*(array))); \
	}								\
} while (0)

#endif

#include "str.h"

#include <stdlib.h>

#include "message.h"

struct str
str_after_last(struct str s, char c)
{
	size_t at = s.n;

	while (at > 0 && s.p[at - 1] != c)
		at--;
	/* Not NULL + 0. */
	return at == 0 ? s : (struct str){ s.p + at, s.n - at };
}

int
str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n == 0 ? 0 : memcmp(a.p, b.p, n);

	return c != 0 ? c : (a.n > b.n) - (a.n < b.n);
}

char *
uint_digits(char *end, uint64_t u)
{
	do {
		*--end = (char)('0' + u % 10);
	} while ((u /= 10) > 0);
	return end;
}

void *
xmalloc(size_t n)
{
	void *p = malloc(n > 0 ? n : 1);

	if (p == NULL)
		fatal("out of memory");
	return p;
}

void *
xcalloc(size_t count, size_t size)
{
	void *p = calloc(count > 0 ? count : 1, size > 0 ? size : 1);

	if (p == NULL)
		fatal("out of memory");
	return p;
}

void *
xreallocarray(void *old, size_t count, size_t size)
{
	void *p = reallocarray(old, count > 0 ? count : 1, size > 0 ? size : 1);

	if (p == NULL)
		fatal("out of memory");
	return p;
}

uint32_t
grown(size_t n)
{
	if (n >= UINT32_MAX)
		fatal("out of memory: too many items");
	return n < 64 ? 64 : n > UINT32_MAX / 3 * 2 ? UINT32_MAX :
	    (uint32_t)(n + n / 2);
}

void
buf_reserve(struct buf *b, size_t more)
{
	size_t cap = b->cap;

	if (more <= cap - b->n)
		return;
	if (more > SIZE_MAX / 2 - b->n)
		fatal("out of memory");
	cap = cap < 64 ? 64 : cap + cap / 2;
	if (cap < b->n + more)
		cap = b->n + more;
	b->p = xreallocarray(b->p, cap, 1);
	b->cap = cap;
}

void
buf_addu(struct buf *b, uint64_t u)
{
	char digits[UINT_DIGITS], *end = digits + UINT_DIGITS;
	char *at = uint_digits(end, u);

	buf_add(b, at, (size_t)(end - at));
}

void
buf_free(struct buf *b)
{
	free(b->p);
	*b = (struct buf){ 0 };
}

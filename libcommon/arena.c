#include "arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>

#include "message.h"

/* A block's bytes follow its header, which is aligned for any type. */
struct arena_block {
	alignas(max_align_t) struct arena_block *older;
	size_t size;
};

/* Blocks double up to this, so that small arenas stay small. */
enum { FIRST_BLOCK = 4096, LARGEST_BLOCK = 1 << 20 };

static void
add_block(struct arena *a, size_t n)
{
	size_t size = a->block == NULL ? FIRST_BLOCK : a->block->size * 2;
	struct arena_block *block;

	if (size > LARGEST_BLOCK)
		size = LARGEST_BLOCK;
	if (size < n)
		size = n;
	if (size > SIZE_MAX - sizeof(*block))
		fatal("out of memory");
	block = xmalloc(sizeof(*block) + size);
	block->older = a->block;
	block->size = size;
	a->block = block;
	a->used = 0;
	a->total += size;
}

/* n bytes from `used` on, which need no alignment when n has none. */
static void *
take(struct arena *a, size_t n)
{
	char *p;

	if (a->block == NULL || n > a->block->size - a->used)
		add_block(a, n);
	p = (char *)(a->block + 1) + a->used;
	a->used += n;
	return p;
}

void *
arena_alloc(struct arena *a, size_t n)
{
	size_t align = alignof(max_align_t);

	if (n > SIZE_MAX / 2)
		fatal("out of memory");
	a->used = (a->used + align - 1) & ~(align - 1);
	if (a->block != NULL && a->used > a->block->size)
		a->used = a->block->size;
	return take(a, n);
}

void *
arena_calloc(struct arena *a, size_t count, size_t size)
{
	void *p;

	if (size != 0 && count > SIZE_MAX / size)
		fatal("out of memory");
	p = arena_alloc(a, count * size);
	memset(p, 0, count * size);
	return p;
}

struct str
arena_copy(struct arena *a, struct str s)
{
	char *p = take(a, s.n);

	if (s.n > 0)
		memcpy(p, s.p, s.n);
	return (struct str){ p, s.n };
}

void
arena_reset(struct arena *a)
{
	struct arena_block *older;

	if (a->block == NULL)
		return;
	while ((older = a->block->older) != NULL) {
		a->block->older = older->older;
		free(older);
	}
	a->used = 0;
	a->total = a->block->size;
}

void
arena_free(struct arena *a)
{
	while (a->block != NULL) {
		struct arena_block *older = a->block->older;
		free(a->block);
		a->block = older;
	}
	*a = (struct arena){ 0 };
}

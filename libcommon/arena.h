/*
 * arena: bump allocation, freed all at once.
 *
 * Everything taken from an arena lives until arena_reset or arena_free.
 * Memory is not zeroed by arena_alloc, and aligned for any type.  {0} is a
 * valid empty arena.  Running out of memory ends the program (status 2).
 */
#ifndef ARENA_H
#define ARENA_H

#include "str.h"

struct arena_block;

struct arena {
	struct arena_block *block;	/* the newest; older ones behind it */
	size_t used;			/* bytes of the newest in use */
	size_t total;			/* bytes of all blocks */
};

void *arena_alloc(struct arena *, size_t);
void *arena_calloc(struct arena *, size_t count, size_t size);
/* A copy of the bytes, not NUL-terminated. */
struct str arena_copy(struct arena *, struct str);
/* Everything is given back save one block, for the next round. */
void arena_reset(struct arena *);
void arena_free(struct arena *);

#endif

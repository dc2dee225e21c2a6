/*
 * intern: strings to small numbers, 0, 1, 2 ... in the order first seen.
 *
 * The table keeps views, not copies: the bytes must live as long as it does.
 * The hash has a random seed, so that no file can be made to collide; nothing
 * that is printed depends on it.  {0} is a valid empty table.
 */
#ifndef INTERN_H
#define INTERN_H

#include <stdint.h>

#include "arena.h"
#include "str.h"

#define NONE UINT32_MAX		/* no such id, here and wherever ids stand */

/* The hash stands in the slot: a probe that misses touches nothing else, and
 * growing hashes nothing again. */
struct intern_slot {
	uint32_t id;		/* + 1, 0 for free */
	uint32_t hash;
};

struct intern {
	struct str *str;	/* by id */
	uint32_t n, cap;
	struct intern_slot *slot;	/* nslot of them, a power of 2 */
	uint32_t nslot;
};

/* The string's id, a new one when it was not seen yet. */
uint32_t intern_add(struct intern *, struct str);
/* The same of bytes that do not live as long: a new string is copied. */
uint32_t intern_copy(struct intern *, struct arena *, struct str);
/* The string's id, or NONE. */
uint32_t intern_find(const struct intern *, struct str);
void intern_free(struct intern *);
/* This process's random seed, for other tables of ids. */
uint64_t intern_seed(void);

#endif

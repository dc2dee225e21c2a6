/*
 * pairs: pairs of numbers to numbers 0, 1, 2 ... in the order first seen, as
 * intern does for strings.  What is looked up by two ids stands here: a name
 * within a graph, a component below a scope.
 *
 * The table is seeded like intern's.  {0} is a valid empty table.
 */
#ifndef PAIRS_H
#define PAIRS_H

#include <stdint.h>

#include "intern.h"

struct pair {
	uint32_t a, b;
};

struct pairs {
	struct pair *pair;	/* by id */
	uint32_t n, cap;
	uint32_t *slot;		/* id + 1, 0 for free */
	uint32_t nslot;
};

uint32_t pairs_add(struct pairs *, uint32_t a, uint32_t b);
/* The pair's id, or NONE. */
uint32_t pairs_find(const struct pairs *, uint32_t a, uint32_t b);
void pairs_free(struct pairs *);

#endif

/*
 * region: the nodes of a reference between what a node of the model reads and
 * what it writes: those that were merged into it.
 */
#ifndef REGION_H
#define REGION_H

#include "pairing.h"
#include "reference.h"

enum { REGION_NODES = 256 };

struct region {
	const struct reference *r;
	const struct pairing *p;
	bool *available;	/* by value of the reference: in the model */
	/* Marks, i + 1 for node i of the model. */
	uint32_t *read;		/* by value of the reference */
	uint32_t *seen;		/* by node of the reference */
	uint64_t left;		/* nodes that regions may yet have */
	uint32_t most;		/* ... and one of them */
	uint32_t stack[REGION_NODES * 2], depth;
	uint32_t node[REGION_NODES], n;
};

void region_open(struct region *, const struct reference *,
    const struct pairing *);
void region_free(struct region *);
/* The nodes that went into node i, in order; none when it was put between.
 * Returns a value of the reference that it writes, or NONE. */
uint32_t region_find(struct region *, uint32_t i);
/* The node of the region that node i is after all, that owns its parameters,
 * else does the heaviest work; or NONE. */
uint32_t region_main(const struct region *, uint32_t i);

#endif

/*
 * merges: modules whose nodes an optimizer merged into another module's.
 *
 * A fused node belongs to one module, `module`, and lists in `modules` all that
 * it is made of; the others were merged into it.
 */
#ifndef MERGES_H
#define MERGES_H

#include "pairs.h"
#include "record.h"

struct merge {
	uint32_t from;		/* the caller's, from merges_sort */
	uint32_t into;		/* a path */
};

struct merges {
	struct intern path;
	struct pairs pair;	/* (from, into) of paths */
	struct merge *merge;	/* by from, then in the order of the stream */
	uint32_t n;
	struct arena arena;
	struct arena scratch;	/* what one record unescapes to */
};

/* Each record of the model.  NULL, or why it is bad. */
const char *merges_record(struct merges *, const struct record *);
/* Once, behind the last: `number` gives each path the caller's number, or
 * NONE to leave it out. */
void merges_sort(struct merges *, uint32_t (*number)(void *, struct str path),
    void *context);
/* The first merge from this number; `n` until the last. */
const struct merge *merges_find(const struct merges *, uint32_t from,
    uint32_t *n);

#endif

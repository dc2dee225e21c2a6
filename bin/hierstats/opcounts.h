/*
 * opcounts: each selected module's op_types and how many nodes it has of each,
 * without those of the modules below it.
 *
 * A module's are its opcounts from `first[module]` to `first[module + 1]`, by
 * op_type.  They have no padding: modules that have the same have the same
 * bytes.
 */
#ifndef OPCOUNTS_H
#define OPCOUNTS_H

#include "stats.h"

struct opcount {
	uint64_t op_type;	/* a string's number */
	uint64_t nodes;
};

struct opcounts {
	struct opcount *op;
	uint32_t *first;	/* by module, and one more */
};

/* op_types are numbered as in `text`, which gets those that it lacks, and holds
 * strings of the stats; where it is NULL, as in the stats. */
void opcounts_make(struct opcounts *, const struct stats *,
    struct intern *text);
/* The module's as bytes. */
struct str opcounts_of(const struct opcounts *, uint32_t module);
void opcounts_free(struct opcounts *);

#endif

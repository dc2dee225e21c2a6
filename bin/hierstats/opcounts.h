/*
 * opcounts: each module's op_types and how many nodes it has of each, as bytes
 * that are the same where these are.
 */
#ifndef OPCOUNTS_H
#define OPCOUNTS_H

#include "stats.h"

struct opcounts {
	uint64_t *op;		/* op_type, nodes; by module, then op_type */
	uint32_t *first;	/* by module, its first pair in op */
};

void opcounts_make(struct opcounts *, const struct stats *);
struct str opcounts_of(const struct opcounts *, uint32_t module);
void opcounts_free(struct opcounts *);

#endif

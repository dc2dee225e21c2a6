/*
 * below: which modules a variable can mean below a module.
 *
 * Index of (module above, variable): `conv` below `features` may be
 * `features.conv`, or `features.stem.conv` when `stem` is a container that is
 * never called.  Only the nearest are kept, and containers are looked through
 * LIMIT_CONTAINERS deep, so that the index is linear in the tree.
 */
#ifndef BELOW_H
#define BELOW_H

#include "modules.h"
#include "pairs.h"

struct below {
	const struct intern *variable;
	struct pairs key;	/* (module above, variable) */
	uint32_t *first, *last;	/* by key: entries */
	uint8_t *distance;	/* by key: atoms between */
	uint32_t *module, *next;	/* by entry */
	uint32_t n, cap, cap_key;
};

/* Indexes the tree as it is, for the variables that are interned. */
void below_open(struct below *, const struct modules *,
    const struct intern *variables);
void below_free(struct below *);
/* Entries, or NONE. */
uint32_t below_first(const struct below *, uint32_t above, struct str variable);
uint32_t below_next(const struct below *, uint32_t entry);
uint32_t below_module(const struct below *, uint32_t entry);

#endif

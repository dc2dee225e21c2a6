/*
 * way: the modules on the way from one module up to what it has in common with
 * another and down to that.
 */
#ifndef WAY_H
#define WAY_H

#include "modules.h"

struct way {
	uint32_t from, to, top;
};

/* NONE at an end is the root: the graph's own inputs and outputs are its. */
struct way way_between(const struct modules *, uint32_t from, uint32_t to);
bool way_has(const struct modules *, const struct way *, uint32_t module);
/* The modules on both ways: how many, and what they have in common; NONE when
 * there are none. */
uint32_t way_meet(const struct modules *, const struct way *,
    const struct way *, uint32_t *count);

#endif

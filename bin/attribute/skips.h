/*
 * skips: the sums that end skip connections.
 *
 * A skip connection ends where it began: in the forward() that holds the value
 * which a sum takes back up.  That is the caller of the module that made the
 * value, unless what is outside takes the value, too: then that caller has
 * returned it.  Else it is the caller of those that take the value before the
 * sum does; or what is round that caller, where it was given the value.
 * A list is no such caller (surroundings_unlisted): what is round it is.
 */
#ifndef SKIPS_H
#define SKIPS_H

#include "surroundings.h"
#include "way.h"

/* The module that does the sum; NONE when the node is none, or nobody knows.
 * `order` is the way that the order of the nodes says. */
uint32_t skips_sum(const struct surroundings *, uint32_t node,
    const struct way *order);

#endif

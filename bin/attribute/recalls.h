/*
 * recalls: modules that were called again, and which nodes are of which call.
 *
 * Such a module's parameters are each read by several nodes.  A call reads a
 * parameter once: the n-th node that reads it is of the n-th call.
 */
#ifndef RECALLS_H
#define RECALLS_H

#include "parameters.h"

struct recalls {
	const struct verdicts *t;
	bool *again;		/* by module: all its parameters are read so */
	uint32_t *call;		/* by node, from 1; 0 when not known */
};

void recalls_open(struct recalls *, const struct verdicts *,
    const struct parameters *);
void recalls_free(struct recalls *);
/* The outermost module that both nodes are within and that has returned and
 * was called again between them, or NONE. */
uint32_t recalls_between(const struct recalls *, uint32_t a, uint32_t b);

#endif

/*
 * cost: what a model's nodes cost, told while its records are read: the
 * multiply-accumulates of each (macs.h) and the bytes of its outputs.
 *
 * A node counts once, a body's and a function's too, however often it runs.
 * What calls a function costs what the function's own nodes do, and nothing
 * itself; but functions stand behind the nodes that call them, so of an op
 * that is not known a callee is noted, to be asked for at the end.
 */
#ifndef COST_H
#define COST_H

#include "ran.h"

struct cost {
	/* Does it count, and if so, how much?  An op that multiplies nothing,
	 * and a Constant's bytes, do not. */
	bool has_macs, has_bytes;
	struct amount macs, bytes;
	uint32_t callee;	/* or NONE; its MACs are not known */
};

struct costs {
	struct shapes shapes;
	const struct ran *ran;	/* or NULL; not owned */
	struct intern callee;	/* ids of functions that may be there */
	struct fault past;	/* nodes of more than 64 bits */
};

/* As shapes_open; `ran` may be NULL.  Then a model's records in order. */
void costs_open(struct costs *, struct binds *, const struct shapes *given,
    const struct ran *);
void costs_free(struct costs *);
/* NULL, or the reason why the record is bad.  Only a node has a cost. */
const char *costs_record(struct costs *, const struct record *, struct cost *);
/* Is the callee a function of the model? */
bool costs_is_function(const struct costs *, uint32_t callee);
/* Warns of what is wrong, a line a kind; was there any? */
bool costs_faults(const struct costs *, const char *model);

#endif

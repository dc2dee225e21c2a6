/*
 * surroundings: what is known round a node that shows nothing of itself.
 *
 * Up and down: the nearest known nodes that its values come from and go to.
 * Before and after: the nearest known in the order of the graph, in which
 * exporters leave nodes as they ran.  What stands between two known nodes is a
 * region.
 */
#ifndef SURROUNDINGS_H
#define SURROUNDINGS_H

#include "bare.h"
#include "parameters.h"

/* Modules seen in one direction. */
struct seen {
	uint32_t one;		/* the module, NONE, or SEVERAL */
	uint32_t level;		/* what all their callers are in, or NONE */
};

enum { SEVERAL = NONE - 1 };

/* Why a child may have run in a region: an op that is a module in torch.nn, a
 * weight that lost its name, one call of a module that ended and one that began
 * or a parameter of nobody knows which. */
enum { DEEPER_OP = 1, DEEPER_WEIGHT = 2, DEEPER_CALL = 4 };

struct surroundings {
	struct verdicts *t;
	const struct model *m;
	const struct parameters *p;
	struct seen *up, *down;	/* by node: nearest known by data flow */
	struct seen *before, *after;	/* by node: nearest known by order */
	uint32_t *region;	/* by node: the run of unknown ones it is in */
	uint8_t *deeper;	/* by region: DEEPER_* */
	uint32_t *size;		/* by region: its unknown nodes */
	uint32_t *named, *numbered;	/* by module: its children so called */
	struct bare bare;	/* callers' children without parameters */
};

/* Looks round every node of graphs whose decided nodes are decided. */
void surroundings_open(struct surroundings *, struct verdicts *,
    const struct parameters *);
void surroundings_free(struct surroundings *);
/* A known node's module, and the module whose forward() called it. */
struct seen surroundings_seen(const struct surroundings *, uint32_t node);
bool surroundings_known(const struct surroundings *, uint32_t node);
/* The module; what is round it when all its children have numbers for names.
 * Such a list does nothing itself: torch.nn.Sequential.forward calls its
 * members, torch.nn.ModuleList has no forward. */
uint32_t surroundings_unlisted(const struct surroundings *, uint32_t module);
/* Is the node no constant, nor made of constants alone? */
bool surroundings_runs(const struct surroundings *, uint32_t node);

#endif

/*
 * comparison: two models side by side, read whole.
 */
#ifndef COMPARISON_H
#define COMPARISON_H

#include "annotations.h"
#include "difference.h"
#include "times.h"

struct comparison {
	const struct options *o;
	struct stats stats[SIDES];
	struct amounts amounts[SIDES];
	struct times times[SIDES];
	uint64_t *us[SIDES];	/* by module, its own; NULL: not asked for */
	struct annotations annotations;
	struct merges merges;	/* of NEW, by twin */
	struct twins twins;
	struct differences differences;
	bool *selected;		/* by twin: -m */
	enum side side;		/* that is being read */
	unsigned models;	/* of this side */
};

/* OLD and NEW, of one model each.  False when a stream is bad, or -m matches no
 * module of either, which is told. */
bool comparison_read(struct comparison *, const struct options *,
    char **stream);

#endif

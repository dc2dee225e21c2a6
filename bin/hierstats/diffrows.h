/*
 * diffrows: what differs between two models as rows of a report.
 *
 * A row is a difference, or, with -d, all those at a module of that depth and
 * below it: its numbers are then theirs together, and it says how many they
 * are.  What differs beside modules has a row for each key.
 */
#ifndef DIFFROWS_H
#define DIFFROWS_H

#include "comparison.h"
#include "report.h"

struct diffrows {
	const struct comparison *c;
	const struct options *o;
	struct report *report;		/* open */
	uint64_t count[CHANGES];	/* differences in the rows */
};

/* All columns and all rows, those with most of what -n asks for first. */
void diffrows_add(struct diffrows *);

#endif

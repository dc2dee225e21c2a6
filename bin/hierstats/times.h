/*
 * times: profiles joined to the modules of a model.
 */
#ifndef TIMES_H
#define TIMES_H

#include "join.h"
#include "stats.h"

struct times {
	const char *file;	/* the first profile */
	struct profile profile;
	struct join join;
	struct arena scratch;	/* what one record unescapes to */
	uint32_t *module;	/* by timing, or NONE */
	enum join_by *by;	/* by timing */
	uint64_t joined;	/* us of those that have one */
};

/* Reads the profiles; a bad one ends the program. */
void times_open(struct times *, const char *const *file, unsigned n);
/* Each record of the model.  NULL, or why it is bad. */
const char *times_record(struct times *, const struct record *);
/* Once, behind the last.  Ends the program when nothing is joined, warns when
 * it is less than 90 %. */
void times_finish(struct times *, const struct stats *);

/* The share that is joined; 1 of no time. */
double times_share(const struct times *);

#endif

/*
 * spans: stretches of time on threads: what ran within what, and in which run.
 */
#ifndef SPANS_H
#define SPANS_H

#include <stddef.h>
#include <stdint.h>

#include "intern.h"

/* Of a node's execution or of a run, in microseconds. */
struct span {
	uint64_t ts, dur;
	int64_t tid;
	uint32_t what;		/* the caller's */
	uint32_t run;		/* from spans_runs; NONE: of none */
	uint64_t own;		/* from spans_own */
};

struct spans {
	struct span *span;
	size_t n, cap;
};

void spans_add(struct spans *, struct span);
/* Each one's time without what ran within it on its thread.  Sorts them. */
void spans_own(struct spans *);
/* Numbers the runs in the order of their beginnings, fewer than NONE of them,
 * and gives each node its run: the last of its thread that began before it;
 * where its thread has none, of all threads.  Sorts the runs. */
void spans_runs(struct spans *nodes, struct spans *runs);

#endif

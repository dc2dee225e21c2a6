/*
 * profile: the time that nodes took, as ONNX Runtime profiles say.
 *
 * An event of category Node that ends in `_kernel_time` is a node's execution,
 * one of category Session named model_run a whole run, each from `ts` for `dur`
 * microseconds (onnxruntime/core/framework/sequential_executor.cc and
 * core/session/inference_session.cc).  All else is passed over, and so are
 * nodes outside of any run.
 *
 * A node's time is its own: what ran within it on its thread, the body of an
 * If, a Loop or a Scan, is taken from it.  The first run of each profile that
 * holds several is left out, it allocates and warms up.  Of all others
 * together each node has its median, of an even number the lower of the two in
 * the middle; a run that did not execute it counts as 0.
 */
#ifndef PROFILE_H
#define PROFILE_H

#include "arena.h"
#include "pairs.h"

/* A node as it was executed; a name that ran as two op_types is two. */
struct timing {
	uint32_t name, op_type;		/* in `string` */
	uint64_t us;			/* the median of a run */
	uint64_t calls;			/* of all runs that count */
};

struct profile {
	struct arena arena;
	struct intern string;
	struct pairs key;		/* (name, op_type) by timing */
	struct timing *timing;
	uint32_t n, cap;
	uint32_t runs;			/* that count */
	uint64_t us;			/* of all timings */
	struct sample *sample;		/* until profile_finish */
	size_t n_sample, sample_cap;
};

/* Adds a profile; what is wrong with it ends the program. */
void profile_read(struct profile *, const char *file);
/* Once, behind the last one. */
void profile_finish(struct profile *);
void profile_free(struct profile *);

#endif

/*
 * events: the events of a profile that ONNX Runtime wrote, one by one.
 *
 * The file is a JSON array of objects (onnxruntime/core/common/profiler.cc,
 * EndProfiling).  It is never in memory as a whole: an event at a time is, of
 * at most LIMIT_EVENT bytes.  ONNX Runtime writes names into it as they are,
 * so that one with a quote or a backslash makes no JSON: an error, as all is
 * that is none.
 */
#ifndef EVENTS_H
#define EVENTS_H

#include <stdint.h>

#include "str.h"

/* An event's members as they stand; n is 0 for those that it lacks.  The last
 * three are of its `args`. */
struct event {
	struct str category, name, dur, ts, tid;
	struct str op_type, inputs, outputs;
};

struct events {
	const char *name;
	int fd;
	uint64_t line;		/* that the event last given begins in */
	uint64_t newlines;	/* read so far */
	struct buf text;	/* of the event last given */
	char *block;
	size_t at, n;		/* of the block */
	bool begun;		/* the array's bracket has been read */
	char error[256];	/* the reason, of -1 */
};

/* 0; or -1 with `error`. */
int events_open(struct events *, const char *file);
/* 1: an event, valid until the next call; 0: the end; -1 with `error`. */
int events_next(struct events *, struct event *);
void events_close(struct events *);

#endif

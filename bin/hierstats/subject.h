/*
 * subject: what checks want to know of a model beside its counts: names, and
 * how far to trust its attribution.
 */
#ifndef SUBJECT_H
#define SUBJECT_H

#include "stats.h"
#include "usage.h"

struct subject {
	struct usage usage;		/* its modules are paths of these: */
	struct intern path;
	uint64_t *conflicts;		/* by path: nodes that have one */
	uint32_t path_cap;
	uint32_t *module;		/* by path, from subject_finish */
	struct intern confidence;	/* numbers as they stand */
	struct pairs trust;		/* (path, confidence) */
	uint64_t *trusted;		/* nodes, by trust */
	uint32_t trusted_cap;
	struct arena arena;
	struct arena scratch;		/* what one record unescapes to */
};

/* Each record.  NULL, or why it is bad. */
const char *subject_record(struct subject *, const struct record *);
/* Once, behind the last, with what was counted of them. */
void subject_finish(struct subject *, const struct stats *);
void subject_free(struct subject *);

/* The module of a path, or of NONE: NONE. */
uint32_t subject_module(const struct subject *, uint32_t path);
/* Of a trust: its confidence; -1 when the rule was not measured. */
double subject_confidence(const struct subject *, uint32_t trust);

#endif

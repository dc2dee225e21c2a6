/*
 * additions: records of modules that attribute has found and scopemap had not,
 * `by` structure or like, put among the other module records in tree order:
 * each behind what else its parent holds.
 */
#ifndef ADDITIONS_H
#define ADDITIONS_H

#include "coarse.h"

struct additions {
	const struct verdicts *t;
	const struct coarse *coarse;
	uint32_t *child;	/* by module: the first added below it */
	uint32_t *sibling;	/* by module added: the next one */
	uint32_t last;		/* the module last written, or NONE */
};

void additions_open(struct additions *, const struct verdicts *,
    const struct coarse *);
void additions_close(struct additions *);
/* Writes line `line`, a module record, as the coarser tree has it, and before
 * it what belongs there; nothing when it is dropped, or one of an earlier
 * run. */
void additions_record(struct additions *, struct jsonw *, uint32_t line);
/* The module records have ended; may be called again. */
void additions_end(struct additions *, struct jsonw *);
/* Is the record one of these, written by an earlier run?  Not in a file whose
 * table says which modules there are: there attribute adds none. */
bool additions_own(const struct record *);

#endif

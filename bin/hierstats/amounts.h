/*
 * amounts: what each module of a model has of each measure, kept when the
 * model itself has gone.
 */
#ifndef AMOUNTS_H
#define AMOUNTS_H

#include "measures.h"

struct amounts {
	unsigned n_measure;
	const struct measure *const *measure;	/* the options' */
	/* By module, then measure; those of no module are the root's. */
	struct sum *own, *total;
	/* The precisions that a module's own nodes have, by module: those of
	 * module i are [first[i], first[i + 1]), in the order of bytes. */
	struct str *precision;
	uint32_t *first;
};

/* What the measures of the options need of a stream (enum needs). */
unsigned amounts_need(const struct options *);
/* Of stats that are selected; the texts are theirs. */
void amounts_make(struct amounts *, const struct stats *,
    const struct options *);
void amounts_free(struct amounts *);

struct sum amounts_own(const struct amounts *, uint32_t module, unsigned i);
struct sum amounts_total(const struct amounts *, uint32_t module, unsigned i);

#endif

/*
 * selection: which nodes a profile's `nodes` means.
 */
#ifndef SELECTION_H
#define SELECTION_H

#include "attributed.h"

struct selection {
	const struct attributed *a;
	const struct profile *profile;
	bool *module;		/* by id; NULL when none is asked */
};

void selection_open(struct selection *, const struct attributed *,
    const struct profile *);
void selection_free(struct selection *);
bool selection_has(const struct selection *, uint32_t node);

/* Which modules a path pattern matches, added to `matched`, by id. */
void selection_glob(const struct modules *, struct str pattern,
    bool *matched);

#endif

/*
 * merged: which nodes of the reference a node was made of, and so which
 * modules.
 *
 * They are those between the values that it reads and those that it writes, as
 * far as these are values of the reference.
 */
#ifndef MERGED_H
#define MERGED_H

#include "pairing.h"
#include "reference.h"
#include "verdict.h"

void merged_decide(struct verdicts *, const struct reference *,
    const struct pairing *);

#endif

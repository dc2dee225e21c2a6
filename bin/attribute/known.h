/*
 * known: which parameters of a reference the model's initializers are.
 */
#ifndef KNOWN_H
#define KNOWN_H

#include "pairing.h"
#include "reference.h"
#include "verdict.h"

/* Fills verdicts.known. */
void known_find(struct verdicts *, const struct reference *,
    const struct pairing *);

#endif

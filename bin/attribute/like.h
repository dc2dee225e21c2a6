/*
 * like: the evidence of a reference, the model before a tool rewrote it.
 */
#ifndef LIKE_H
#define LIKE_H

#include "reference.h"
#include "verdict.h"

/* Decides the nodes whose part of the reference is known, as far as it is. */
void verdicts_like(struct verdicts *, struct reference *);

#endif

/*
 * strategy: which evidence is used: all of it, the names that tracing left
 * (scope), or parameters and data flow (usage).
 */
#ifndef STRATEGY_H
#define STRATEGY_H

#include "like.h"

enum strategy {
	STRATEGY_ALL, STRATEGY_SCOPE, STRATEGY_USAGE,
	STRATEGY_COUNT		/* none of this name */
};

enum strategy strategy_of(struct str name);
/* Gives every node its module by the evidence that the strategy uses, and by
 * the reference, if there is one. */
void strategy_decide(enum strategy, struct verdicts *, struct reference *);

#endif

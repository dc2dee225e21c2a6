/*
 * growth: the rule that compares a model with its baseline.
 */
#ifndef GROWTH_H
#define GROWTH_H

#include "rules.h"

void growth_check(struct work *);

#endif

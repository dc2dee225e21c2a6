/*
 * renames: subtrees of modules that stand at another path in the second model.
 *
 * A module that only the first model has, and one that only the second has, are
 * the same one renamed when they are alike (twins) in all that is at them and
 * below.  The highest ones come first; of several that are alike the first
 * stands for the first, in tree order.  A module with nothing below it and a
 * single node, an activation say, is too little to be known again.
 */
#ifndef RENAMES_H
#define RENAMES_H

#include "twins.h"

/* By twin: for the top of a renamed subtree its twin in the other model, else
 * NONE.  The caller frees it. */
uint32_t *renames_make(const struct twins *);

#endif

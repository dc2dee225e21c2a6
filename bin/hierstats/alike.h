/*
 * alike: which modules of an outline have subtrees of the same content.
 *
 * Two are alike when their rows have the same cells, that of the module apart,
 * and their children are alike, in order and by name.  Their own names may
 * differ.  Compared are the contents, from the leaves up, with a child's
 * likeness in the place of its content: linear in the tree.
 */
#ifndef ALIKE_H
#define ALIKE_H

#include "outline.h"

/* By spot: equal numbers, below the number of spots, for those that are
 * alike.  The caller frees it. */
uint32_t *alike_make(const struct outline *);

#endif

/*
 * alike: which modules have subtrees of the same content.
 *
 * Two modules are alike when class, calls, inexact nodes and nodes by op_type
 * agree, and their children do, in order and by name.  Their own names may
 * differ.  Compared are the contents, from the leaves up, with a child's
 * likeness in the place of its content: linear in the tree.
 */
#ifndef ALIKE_H
#define ALIKE_H

#include "stats.h"

/* By module: equal numbers, below the number of modules, for those that are
 * alike.  The caller frees it. */
uint32_t *alike_make(const struct stats *);

#endif

/*
 * tree: the module records that scopemap writes: each module once, parents
 * before children, siblings in the order of their first node.  One that left
 * no node comes behind the sibling that the module maps have before it.
 */
#ifndef TREE_H
#define TREE_H

#include "classes.h"
#include "maps.h"

void tree_write(const struct scopes *, const struct maps *,
    const struct classes *, struct jsonw *);

#endif

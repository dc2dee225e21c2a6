/*
 * tree: the module records that scopemap writes: each module once, parents
 * before children, siblings in the order of their first node.  One that left
 * no node comes behind the sibling that the module maps have before it.  In a
 * file with a module table that table's modules come first, in its order, and
 * a parent is the nearest module above that has a record.
 */
#ifndef TREE_H
#define TREE_H

#include "classes.h"
#include "maps.h"
#include "table.h"

void tree_write(const struct scopes *, const struct maps *, struct table *,
    const struct classes *, struct jsonw *);

#endif

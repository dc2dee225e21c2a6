/*
 * tree: the module records that scopemap writes: each module once, parents
 * before children, siblings in the order of their first node.
 */
#ifndef TREE_H
#define TREE_H

#include "scopes.h"

void tree_write(const struct scopes *, struct jsonw *);

#endif

/*
 * nodes: the question for the names of nodes, a line each (with -0 ended by
 * NUL), for another tool's list; with a form, rows as of `where`.
 *
 * A list holds bytes as they are, a name once.  What it cannot hold is told:
 * nodes without a name; names that nodes have which were not asked for; and
 * names with the list's own separator in them, which is trouble.  Status 1
 * when no node is wanted.
 */
#ifndef NODES_H
#define NODES_H

#include "options.h"

question nodes;

#endif

/*
 * modulelist: the question which modules there are, a row a module, in tree
 * order: all of them; those right below o->children; those from the root to
 * o->path; those of the class or type o->type, in which `*` is any text.
 *
 * A module is there when it has a record or nodes, or one below it has.  Status
 * 1 when no module is asked for.
 */
#ifndef MODULELIST_H
#define MODULELIST_H

#include "options.h"

question modulelist;

#endif

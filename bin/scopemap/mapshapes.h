/*
 * mapshapes: parameters that a map gives another size than the model has.
 *
 * A transposed weight has as many elements; one of another model has not.  A
 * module's parameters are walked once, however many initializers are its.
 */
#ifndef MAPSHAPES_H
#define MAPSHAPES_H

#include "map.h"
#include "scopes.h"

/* Marks the modules that have such a parameter with ODD_SHAPE. */
void mapshapes_compare(const struct map *, struct scopes *);

#endif

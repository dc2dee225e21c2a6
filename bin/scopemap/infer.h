/*
 * infer: the class of a leaf module that nothing names, where its ops and the
 * shapes of its parameters leave no doubt worth mentioning: Conv2d, Linear,
 * LayerNorm ...
 *
 * By a table of rules, each measured (tests/class_precision.py) on exports
 * whose classes are known; what was right less often than 9 times in 10 is no
 * rule.  All nodes of a module must fit, not one of them.  The package is
 * PyTorch's: a class of the same name that a library derived is not told from
 * it.
 */
#ifndef INFER_H
#define INFER_H

#include "scopes.h"

/* When all scopes and all classes that are known stand. */
void infer_classes(struct scopes *);

#endif

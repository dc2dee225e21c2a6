/*
 * opclass: what an op is to somebody who compares a model with what a tool
 * made of it.
 *
 * Tools replace ops by others that do the same and more: FusedConv for Conv
 * and Relu, MatMulInteger for MatMul.  Such ops are of one class.
 */
#ifndef OPCLASS_H
#define OPCLASS_H

#include "str.h"

/* The class's name: an op_type of ONNX's own. */
struct str opclass_name(struct str op_type);

/* How much of a module an op of the class is; more is heavier. */
enum weight {
	WEIGHT_HELPER,		/* changes a tensor's form or type at most */
	WEIGHT_PLAIN,
	WEIGHT_NORM,
	WEIGHT_HEAVY		/* matrix products, convolutions, recurrences */
};
enum weight opclass_weight(struct str class);

/* Does the class read parameters: a matrix, a norm's scale, a bias? */
bool opclass_has_parameters(struct str class);
/* Do tools put such ops between others without changing what is computed? */
bool opclass_is_inserted(struct str op_type);

#endif

/*
 * tensorflow: the scopes in the node names that tf2onnx keeps.
 *
 * A TensorFlow op is named by its name scopes, `model/dense/MatMul`, and
 * tf2onnx keeps the name, with `__37` behind it where it made a node of its own
 * for it (tf2onnx/utils.py, make_name).  Keras enters a scope for each layer,
 * so the scopes are what is nearest to modules; they are not told from other
 * name scopes.
 */
#ifndef TENSORFLOW_H
#define TENSORFLOW_H

#include "scopes.h"

/* Gives nodes of a file that tf2onnx produced their scope. */
void tensorflow_scopes(struct scopes *);

#endif

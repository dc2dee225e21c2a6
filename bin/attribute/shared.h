/*
 * shared: whether a parameter that several nodes read is one module's, which
 * was called again.
 *
 * Else it is tied, or merged with others of the same values.  onnxscript's
 * optimizer merges initializers of up to 1024 elements (onnx_ir/passes/common/
 * initializer_deduplication.py), onnxslim smaller ones (core/optimization/
 * weight_tying.py).  What modules have the same values of, as far as training
 * left them, are those that they begin with: zeros or ones.  TorchScript's
 * exporter merges those of any size, and says so in an Identity
 * (torch/csrc/jit/passes/onnx/deduplicate_initializers.cpp).  Models tie the
 * weights of embeddings, which a Gather reads.
 */
#ifndef SHARED_H
#define SHARED_H

#include "verdict.h"

/* Is the parameter of the module that it is named after, at each of its
 * readers? */
bool shared_is_one(const struct verdicts *, uint32_t value, uint32_t owner);

#endif

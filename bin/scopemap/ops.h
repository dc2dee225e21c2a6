/*
 * ops: the operators of ONNX, by name.
 *
 * The last component of a node's name that begins with one is where tools
 * that rename nodes have the exporter's own name end: `/fc/MatMul` within
 * `/fc/MatMul/MatMulAddFusion` and `/fc/MatMul_output_0_QuantizeLinear`.
 */
#ifndef OPS_H
#define OPS_H

#include "str.h"

/* ai.onnx to opset 28 (onnx.defs.get_all_schemas_with_history), with ATen, as
 * which PyTorch exports what has no ONNX operator. */
bool ops_has(struct str name);

#endif

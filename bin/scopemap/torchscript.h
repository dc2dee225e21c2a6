/*
 * torchscript: the scopes in the node names of PyTorch's TorchScript exporter,
 * inverted.
 *
 * How it names (torch/csrc/jit/passes/onnx/naming.cpp, torch/onnx/utils.py):
 * each call of a module pushes a scope whose component is the module's
 * variable: its path from the last atom that is no number on, so `layer.0` of
 * `encoder.layer.0`.  A node is `/` + the components below the root + `/` +
 * op_type, made unique by `_1`, `_2` ...  Before that, the whole scope is made
 * unique in the same way, once for each call that has a node of its own; but
 * only the last component shows it, scopes below start from the plain one.
 *
 * What this loses, and what decides instead:
 * - containers that are never called (ModuleList, ModuleDict): the tree of
 *   initializer names; a called Sequential repeats its variable.
 * - `fc_1` is a second call of `fc`, or a module of that name, or another `fc`
 *   in a container that left no trace: which initializers its nodes read, then
 *   the modules that initializers name, then whether the nodes are alike.
 * - a module that is reached from a scope it does not live in (shared, or
 *   registered elsewhere): the initializers that are read there.
 * An initializer decides between readings of a name; it never overrules one.
 */
#ifndef TORCHSCRIPT_H
#define TORCHSCRIPT_H

#include "scopes.h"

/* Gives each node with a scoped name its module and call.  The modules that
 * initializers name must be in the tree. */
void torchscript_scopes(struct scopes *);

/* The module that owns an initializer of this name, by the name alone: what
 * stands before the last dot, {0} when it is not such a name.  Of a name that
 * a fusion made (fusedname.h) it is the source's: not the name's beginning. */
struct str torchscript_owner(struct str initializer);
/* The same in this file: ONNX Runtime GenAI's model builder names nodes alike
 * and a weight after its node, `model.layers.0.attn.q_proj.MatMul.weight`
 * (models/builders/base.py); there the op is left out. */
struct str torchscript_owner_in(const struct scopes *, struct str initializer);

#endif

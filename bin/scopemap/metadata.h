/*
 * metadata: the scopes that PyTorch's dynamo exporter writes into a node's
 * metadata_props (torch/onnx/_internal/exporter/_core.py, _add_node_metadata),
 * and tagwrite after it, with a tag of its own for what these cannot say
 * (nodetag.h):
 *
 *	pkg.torch.onnx.name_scopes	['', 'encoder', 'encoder.fc', 'linear']
 *	pkg.torch.onnx.class_hierarchy	['m.Model', ..., 'aten.linear.default']
 *	namespace	: m.Model/encoder: m.Encoder/.../linear: aten.linear...
 *
 * Each list ends in the op; what stands before it are the modules whose
 * forward() was running, full paths, root first.  A list of the op alone knows
 * no module (a branch of torch.cond), nor does one that begins with the
 * placeholder of nodes that torch.export made itself.
 */
#ifndef METADATA_H
#define METADATA_H

#include "carriers.h"
#include "scopes.h"

/* Marks the carriers that only hold tags of other tools. */
void metadata_scopes(struct scopes *, struct carriers *);

#endif

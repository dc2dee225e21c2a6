/*
 * sections: where in a graph or function its parts stand, found in one walk
 * over it.  However many nodes there are, this is all that is kept of them.
 */
#ifndef SECTIONS_H
#define SECTIONS_H

#include "wire.h"

struct sections {
	struct span name, doc_string;
	struct run node, value_info, metadata_props;
	/* of graphs */
	struct run graph_input, graph_output, initializer, sparse_initializer;
	struct run quantization_annotation;
	/* of functions */
	struct span domain, overload;
	struct run input, output, attribute, attribute_proto, opset_import;
};

/* A field that a walk over a GraphProto, or a FunctionProto, is at. */
void sections_graph(struct sections *, const struct cursor *,
    const struct field *);
void sections_function(struct sections *, const struct cursor *,
    const struct field *);

#endif

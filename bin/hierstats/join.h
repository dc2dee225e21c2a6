/*
 * join: the modules of a profile's nodes, by name.
 *
 * The name of a node that ran is looked for among the model's nodes, then
 * among its values, whose producer it is then of.  What an optimizer or a
 * quantizer made, it named after what it was made of, with a mark behind:
 * `/fc/MatMul/MatMulAddFusion`, `/r/Relu_output_0_nchwc`,
 * `/fc/MatMul_output_0_QuantizeLinear`, `X_token_2`, or `fused ` before it.  So
 * marks are taken away, from the end of the name on, until a node or a value
 * has what is left.  A mark begins with `/` or `_`, and behind that there is no
 * digit: `node_linear_3` is not made of `node_linear`.  What is left must not
 * be the op_type alone: `Gelu_token_93` and `MatMul_17` is what ONNX Runtime
 * calls nodes that have no name (GenerateNodeName in core/graph/graph.cc;
 * core/framework/sequential_executor.cc).
 *
 * What is found may have another op than what ran: ONNX Runtime fuses a Relu
 * into the Conv before it and names the product after its output
 * (core/optimizer/nchwc_transformer.cc).  Then the time is that of the node
 * with the op that ran, from which what is found was made through main inputs,
 * unless one between them ran by a name of its own.
 *
 * The node's index in a profile is one in the optimized graph: never used.
 *
 * Of several nodes of one name (in several graphs) it is the module that is
 * round all of theirs.
 */
#ifndef JOIN_H
#define JOIN_H

#include "profile.h"
#include "record.h"

enum { JOIN_MARKS = 16 };	/* more are not taken away from one name */
enum { JOIN_FUSED = 3 };	/* and no more nodes went into one */

enum join_by { JOIN_NONE, JOIN_NODE, JOIN_VALUE, JOIN_MARK, JOIN_BYS };

extern const struct str join_by_name[JOIN_BYS];

/* What stands in the model under a name that is looked for. */
struct joined {
	uint32_t node, value;	/* a path's id, or NONE */
	uint32_t maker;		/* the node, NONE when there are several */
};

/* A node of the model. */
struct maker {
	uint32_t op_type;	/* in the profile's strings, or NONE */
	uint32_t module;	/* a path's id */
	uint32_t before;	/* the maker of its main input, or NONE */
	bool named;		/* its name, or an output's, is looked for */
};

struct join {
	const struct profile *profile;
	struct intern name;	/* looked for; views of the profile's */
	struct joined *joined;	/* by name */
	struct intern path;	/* of modules */
	struct maker *maker;
	uint32_t n_maker, cap_maker;
	struct intern value;	/* those that nodes made so far */
	uint32_t *made_by, cap_value;	/* by value: its maker */
	struct arena arena;
	struct arena scratch;	/* what one record unescapes to */
};

void join_open(struct join *, const struct profile *);
/* A node's record, whose module is this.  NULL, or why it is bad. */
const char *join_node(struct join *, const struct record *, struct str module);
/* The timing's module. */
enum join_by join_find(const struct join *, uint32_t timing,
    struct str *module);

#endif

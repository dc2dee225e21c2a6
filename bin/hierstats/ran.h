/*
 * ran: the types with which nodes ran, as a profile of ONNX Runtime tells.
 *
 * The event of a node's execution has in `args` input_type_shape and
 * output_type_shape: {type: shape} of each value that is there and a tensor
 * (onnxruntime/core/framework/sequential_executor.cc).  A node is known by its
 * name and op_type.  One that ran with several shapes tells nothing, nor does
 * one that has another number of values in the model: an optimizer changed it.
 */
#ifndef RAN_H
#define RAN_H

#include "shapes.h"

struct ran_types {
	struct str in, out;	/* JSON as it stands */
	bool varies;
};

struct ran {
	struct arena arena;
	struct intern text;
	struct pairs node;	/* (name, op_type) */
	struct ran_types *of;	/* by node */
	uint32_t cap;
};

/* A file that begins as a profile does, not as a stream. */
bool ran_is_profile(const char *file);
/* Reads it; what is wrong with it ends the program. */
void ran_load(struct ran *, const char *file);
void ran_free(struct ran *);
/* A node's record tells of its values what they ran with. */
void ran_tell(const struct ran *, struct shapes *, const struct record *,
    uint32_t graph, struct str name, struct str op_type);

#endif

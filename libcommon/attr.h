/*
 * attr: an AttributeProto, in nodes and in the defaults of functions.
 */
#ifndef ATTR_H
#define ATTR_H

#include "wire.h"

/* AttributeProto.AttributeType */
enum attr_type {
	ATTR_UNDEFINED, ATTR_FLOAT, ATTR_INT, ATTR_STRING, ATTR_TENSOR,
	ATTR_GRAPH, ATTR_FLOATS, ATTR_INTS, ATTR_STRINGS, ATTR_TENSORS,
	ATTR_GRAPHS, ATTR_SPARSE_TENSOR, ATTR_SPARSE_TENSORS, ATTR_TYPE_PROTO,
	ATTR_TYPE_PROTOS, ATTR_COUNT
};

struct attr {
	struct message message;	/* its one part */
	int32_t type;		/* enum attr_type, or one that we do not know */
	struct span name, doc_string, ref, s;
	float f;
	int64_t i;
	struct message t, g, tp, sparse_tensor;
	/* The repeated fields, at their types: ATTR_FLOATS ... */
	struct run list[ATTR_COUNT];
};

/* When `type` is not set it is what the one field that is set says; but a
 * reference's stays UNDEFINED. */
void attr_read(struct window *, struct span, struct arena *, struct attr *);
/* Does its value hold graphs? */
bool attr_has_graph(const struct attr *);
/* The tag that the elements of this list have. */
uint32_t attr_tag(int32_t type);

/* "TENSORS"; NULL for a type that we do not know. */
const struct str *attr_type_name(int32_t);

#endif

/*
 * op: a node as the rules for MACs see it: what it is, the shapes of its
 * values, its attributes.
 */
#ifndef OP_H
#define OP_H

#include "shapes.h"

enum { OP_INPUTS = 16, OP_OUTPUTS = 2 };

/* Shapes are NULL where nothing is known, and where there is no value.  The
 * shapes live until the table's next record. */
struct op {
	const struct shape *input[OP_INPUTS], *output[OP_OUTPUTS];
	uint32_t has_input;	/* bit i: there is such a value */
	struct str attribute;	/* JSON as it stands; n is 0 for none */
};

/* A dimension of an input or of an output. */
int64_t op_dim(const struct op *, unsigned input, size_t i);
int64_t op_out(const struct op *, unsigned output, size_t i);
/* Of an input, or RANK_UNKNOWN. */
size_t op_rank(const struct op *, unsigned input);
bool op_has(const struct op *, unsigned input);

/* Attributes.  False when it is there and is something else, as a reference
 * within a function is.  The value is left alone when it is not there. */
bool op_int(const struct op *, struct str name, int64_t *);
/* Exactly n of them. */
bool op_ints(const struct op *, struct str name, int64_t *, size_t n);

/*
 * What two say of one dimension: the one that is known.  `agree` becomes false
 * when they differ.
 */
int64_t dim_same(int64_t a, int64_t b, bool *agree);

#endif

/*
 * positions: what an op's inputs are of the module that runs it: input 1 of a
 * Conv is its `weight`.
 */
#ifndef POSITIONS_H
#define POSITIONS_H

#include "model.h"

struct position {
	struct str op_type;
	uint32_t input;
	struct str param;	/* empty: made of several parameters */
	enum { AS_IS, TRANSPOSED, BY_TRANSB } form;	/* against PyTorch's */
	uint8_t least_rank;
};

/* NULL when the input is no parameter that is known. */
const struct position *position_of(const struct model *, const struct node *,
    uint32_t input);
/* Is what stands there the transpose of the parameter? */
bool position_transposed(const struct position *, const struct model *,
    const struct node *);

#endif

/*
 * operands: a node by what its inputs mean: the precision that it multiplies
 * in, and what its output means.  The rules stand in meaning.h.
 */
#ifndef OPERANDS_H
#define OPERANDS_H

#include "meaning.h"

/* Inputs of a node that matter for its precision; more are only read. */
enum { OPERANDS = 16 };

struct operands {
	struct str op_type, domain;
	struct str attribute;	/* JSON as it stands, or {0} */
	uint32_t graph;
	struct meaning input[OPERANDS];
	unsigned n_input;
};

/* NULL: not known; "": it multiplies nothing. */
const char *operands_precision(const struct operands *);
/* What a node makes that hands a weight on, or turns numbers into others;
 * false: it is none, and what its outputs are told to be stands. */
bool operands_hand_on(const struct operands *, struct arena *scratch,
    struct meaning *out);

/* The member of a JSON object as it stands; n is 0 when it is not there. */
struct str json_value(struct str object, struct str name);
/* The precision of a dtype that is a JSON string, or NULL. */
const char *dtype_precision(struct arena *scratch, struct str span);

#endif

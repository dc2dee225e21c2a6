/*
 * border: what crosses the border of a module in a model's main graph.
 *
 * Inside are the nodes of the main graph that have the module or one below it.
 * A body belongs to the main graph's node that holds it: what it reads from
 * outside, that node reads.  Nodes of local functions' bodies stand apart.
 *
 * Initializers never cross: onnx.utils.extract_model takes along those that
 * are read inside.
 */
#ifndef BORDER_H
#define BORDER_H

#include "named.h"

struct border {
	uint32_t *in, n_in;	/* values read inside, in that order */
	uint32_t *out, n_out;	/* made inside and read outside, or the
				 * model's outputs; as they are made */
	uint32_t n_inside;	/* nodes of the main graph */
	uint32_t n_elsewhere;	/* the module's nodes in bodies of nodes that
				 * are outside */
	uint32_t n_function;	/* its nodes in local functions */
	uint32_t n_merged;	/* nodes, inside or not, that are merged from
				 * this module's work and from others' */
	uint32_t n_maybe;	/* nodes outside that may belong below it */
	uint32_t n_between;	/* nodes outside on a way from inside back */
	uint32_t between;	/* the first of them, or NONE */
	uint32_t *top;		/* by node: the main graph's node that it is,
				 * or is within; NONE for functions' */
	bool *inside;		/* by node of the main graph */
};

void border_make(struct border *, const struct named *, const struct model *,
    struct str module);
void border_free(struct border *);

#endif

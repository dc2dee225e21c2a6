/*
 * meaning: what the names that nodes read stand for: an initializer, a value
 * of which the type is told, a weight that went through a node or two.
 *
 * From it follows a node's precision, that of the numbers which it multiplies:
 *
 *  - Only nodes that multiply and add (macs.h) have one; of them its two
 *    operands are looked at: for Conv, Gemm, MatMul and their kin input and
 *    weight, for recurrent layers both weights, for an attention with its
 *    projection the input and the weights.
 *  - A weight decides before an activation, the larger of two weights before
 *    the other.  What DequantizeLinear makes is what it read, so that QDQ
 *    models show the integers that kernels will multiply; what QuantizeLinear
 *    makes is of its zero point's type, else of `output_dtype`, else UINT8;
 *    what Cast makes is of that type.  Transpose, Reshape, Flatten, Identity,
 *    Squeeze and Unsqueeze change nothing.  (Operators.md of ONNX.)
 *  - MatMulNBits packs elements of `bits` bits into bytes, MatMulBnb4 fp4 or
 *    nf4 by `quant_type`, MatMulFpQ4 int4 (ContribOperators.md of ONNX
 *    Runtime).
 *  - Of activations count the types that inputs, outputs and value_infos tell,
 *    those of `given` too.
 *
 * A name means what its own graph defines, else what a graph round it does
 * (onnx/docs/IR.md, "Names Within a Graph").  Nodes stand in an order in which
 * what they read is known; what is not known by then has no meaning.  Memory
 * grows with names.
 */
#ifndef MEANING_H
#define MEANING_H

#include "pairs.h"
#include "record.h"
#include "shapes.h"

struct meaning {
	uint32_t weight;	/* the initializer's number, or NONE */
	uint64_t elements;	/* of a weight; 0: an activation */
	const char *precision;	/* NULL: not known */
};

struct meanings {
	struct arena arena, scratch;
	const struct shapes *given;	/* by --shapes, or NULL; not owned */
	struct intern graph, name;
	uint32_t *parent;	/* by graph: the one round it, or NONE */
	uint32_t parent_cap;
	struct pairs value;	/* (graph, name) */
	struct meaning *of;	/* by value */
	uint32_t of_cap;
	/* Of the last node: */
	const char *precision;	/* NULL: not known; "": it has none */
	uint32_t *read;		/* initializers, each as often as it stands */
	uint32_t n_read, read_cap;
};

/* NULL, or the reason why the record is bad.  `weight` is the number that an
 * initializer gets, `elements` how many it has. */
const char *meanings_record(struct meanings *, const struct record *,
    uint32_t weight, uint64_t elements);
void meanings_free(struct meanings *);

#endif

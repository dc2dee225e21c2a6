/*
 * macs: how many multiplications a node's op adds up (multiply-accumulates).
 *
 * Counted are those of convolutions, matrix products, attention and recurrent
 * layers: each product of two elements that goes into a sum is one, padding
 * and masked positions included.  Biases, scales, activations, pooling,
 * normalization, interpolation and products of single elements are none.
 *
 * Operators.md of ONNX says what an op's inputs and attributes are,
 * ContribOperators.md of ONNX Runtime does for com.microsoft; the section is
 * the op's name.  With Y the output and |T| the elements of T:
 *
 *	Conv and its kin	|Y| * W[1] * ... * W[n]
 *	ConvTranspose		|X| * W[1] * ... * W[n]
 *	DeformConv		as Conv
 *	MatMul and its kin	|Y| * K, K being the columns of A
 *	Gemm and its kin	M * N * K
 *	MatMulNBits ...		|A| * N
 *	Einsum of two		the product of all its labels' dimensions, when
 *				one of them is summed over; else none
 *	RNN, GRU, LSTM		X[0] * X[1] * (|W| + |R|): the gates stand in
 *				W[1], directions in W[0]
 *	Attention		B * S * T * (D + Dv), for Q * K and the scores
 *				times V; S queries, T keys and those of the
 *				past, D and Dv the widths of all heads
 *	   of com.microsoft	and B * S * |weights| for its projection
 *
 * W[1] is the input's channels over `group` whatever the layout.
 */
#ifndef MACS_H
#define MACS_H

#include "op.h"

struct macs_rule {
	unsigned domain;
	struct str op_type;
	struct amount (*count)(const struct op *, const struct macs_rule *);
	unsigned char a, b;	/* the inputs that it multiplies */
	bool other_layout;	/* channels need not be X[1] */
};

/* What is known of an op: its rule; macs_nothing, that it has none to count;
 * NULL, nothing: it may be a function of the model. */
extern const struct macs_rule macs_nothing;
const struct macs_rule *macs_rule_of(struct str domain, struct str op_type);

/* The rules, a file a kind. */
struct amount macs_conv(const struct op *, const struct macs_rule *);
struct amount macs_conv_transpose(const struct op *, const struct macs_rule *);
struct amount macs_matmul(const struct op *, const struct macs_rule *);
struct amount macs_gemm(const struct op *, const struct macs_rule *);
struct amount macs_packed_matmul(const struct op *, const struct macs_rule *);
struct amount macs_einsum(const struct op *, const struct macs_rule *);
struct amount macs_recurrent(const struct op *, const struct macs_rule *);
struct amount macs_attention(const struct op *, const struct macs_rule *);
struct amount macs_projected(const struct op *, const struct macs_rule *);
struct amount macs_multi_head(const struct op *, const struct macs_rule *);
struct amount macs_group_query(const struct op *, const struct macs_rule *);

#endif

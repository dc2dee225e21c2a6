/*
 * leafrules: which class a module without modules in it is of, by its ops.
 *
 * The rules are tried in their order.  They speak of the ops of all nodes of a
 * module; what a `head` reads is looked at by `check`.
 */
#ifndef LEAFRULES_H
#define LEAFRULES_H

#include <stdint.h>

#include "str.h"

/* Operators that rules speak of. */
#define OPS(O)								\
	O(ADD, "Add") O(AVERAGE_POOL, "AveragePool")			\
	O(BATCH_NORM, "BatchNormalization") O(CAST, "Cast")		\
	O(CONCAT, "Concat") O(CONSTANT, "Constant")			\
	O(CONSTANT_OF_SHAPE, "ConstantOfShape") O(CONV, "Conv")		\
	O(CONV_INTEGER, "ConvInteger") O(CONV_TRANSPOSE, "ConvTranspose") \
	O(DEQUANTIZE, "DequantizeLinear") O(DIV, "Div")			\
	O(DYNAMIC_QUANTIZE, "DynamicQuantizeLinear") O(ELU, "Elu")	\
	O(EXPAND, "Expand") O(FLATTEN, "Flatten")			\
	O(FUSED_CONV, "FusedConv") O(FUSED_GEMM, "FusedGemm")		\
	O(GATHER, "Gather") O(GEMM, "Gemm")				\
	O(GLOBAL_AVERAGE_POOL, "GlobalAveragePool") O(GRU, "GRU")	\
	O(HARD_SIGMOID, "HardSigmoid") O(HARD_SWISH, "HardSwish")	\
	O(IDENTITY, "Identity") O(INSTANCE_NORM, "InstanceNormalization") \
	O(LAYER_NORM, "LayerNormalization") O(LEAKY_RELU, "LeakyRelu")	\
	O(LSTM, "LSTM") O(MATMUL, "MatMul")				\
	O(MATMUL_INTEGER, "MatMulInteger") O(MAX_POOL, "MaxPool")	\
	O(MUL, "Mul") O(POW, "Pow") O(PRELU, "PRelu")			\
	O(QUANTIZE, "QuantizeLinear") O(REDUCE_MEAN, "ReduceMean")	\
	O(RELU, "Relu") O(RESHAPE, "Reshape") O(RESIZE, "Resize")	\
	O(RNN, "RNN") O(SHAPE, "Shape") O(SIGMOID, "Sigmoid")		\
	O(SKIP_LAYER_NORM, "SkipLayerNormalization") O(SLICE, "Slice")	\
	O(SOFTMAX, "Softmax") O(SQRT, "Sqrt") O(SQUEEZE, "Squeeze")	\
	O(SUB, "Sub") O(TANH, "Tanh") O(TRANSPOSE, "Transpose")		\
	O(UNSQUEEZE, "Unsqueeze")

enum op {
	OP_OTHER,
#define O(id, name) OP_##id,
	OPS(O)
#undef O
	OP_COUNT
};

extern const struct str leafrules_op[OP_COUNT];

_Static_assert(OP_COUNT <= 64, "a set of ops is 64 bits");
#define BIT(id) (UINT64_C(1) << OP_##id)

/* They do not tell one class from another. */
#define PLAIN (BIT(CAST) | BIT(CONSTANT) | BIT(DEQUANTIZE) |		\
	BIT(DYNAMIC_QUANTIZE) | BIT(IDENTITY) | BIT(QUANTIZE))

/* What must be so beside the ops.  Where the class's name has a `#`, it also
 * says the number that stands there. */
enum check {
	CHECK_NOTHING,
	CHECK_WEIGHT,		/* input 1 is a matrix of weights */
	CHECK_WEIGHT_B,		/* so, and the op transposes it */
	CHECK_KERNEL,		/* input 1 has #, and two more dimensions */
	CHECK_POOL,		/* kernel_shape has # numbers */
	CHECK_WHOLE,		/* input 0 has #, and two more; else 2 */
	CHECK_TABLE,		/* input 0 is a matrix of weights */
	CHECK_SCALE,		/* input 1 is a vector of weights */
	CHECK_CHANNELS,		/* the same, and input 0 has # and two more */
	CHECK_BIAS,		/* it adds to a product with a matrix */
};

struct rule {
	const char *class;
	uint64_t head;		/* one of these, once where it is checked */
	uint64_t all;		/* and each of these */
	uint64_t may;		/* and nothing but PLAIN and these */
	enum check check;
	uint8_t most;		/* ops of a call that are not PLAIN; 0: any */
	bool microsoft;		/* the head is ONNX Runtime's own */
};

struct rules {
	const struct rule *rule;
	uint32_t n;
};

/* Of modules with nodes of their own; of others, by the nodes that read their
 * parameters. */
extern const struct rules leafrules_own, leafrules_read;

#endif

#include "leafrules.h"

const struct str leafrules_op[OP_COUNT] = {
#define O(id, name) [OP_##id] = STR(name),
	OPS(O)
#undef O
};

/* What moves elements about without computing. */
#define SHAPING (BIT(CONCAT) | BIT(CONSTANT_OF_SHAPE) | BIT(EXPAND) |	\
	BIT(GATHER) | BIT(RESHAPE) | BIT(SHAPE) | BIT(SLICE) |		\
	BIT(SQUEEZE) | BIT(TRANSPOSE) | BIT(UNSQUEEZE))

#define NN "torch.nn.modules."

/* Before each rule: how often its class had the right name, of how many modules
 * of how many models, among 215 exports of 23 models; what those do not show,
 * (+) among 125 exports of 93 models of torchvision, timm, transformers and
 * nets of single layers (tests/check_torch/class_models.py).  The package is
 * right as often, save LayerNorm's, 0.88: timm has its own. */
static const struct rule own[] = {
	/* 1.000 of 335 in 13 */
	{ NN "conv.Conv#d", BIT(CONV), 0, 0, CHECK_KERNEL, 1, false },
	/* 1.000 of 69 in 3 */
	{ NN "conv.Conv#d", BIT(FUSED_CONV), 0, 0, CHECK_KERNEL, 1, true },
	/* 1.000 of 184 in 7 */
	{ NN "conv.Conv#d", BIT(CONV_INTEGER), 0,
	    BIT(ADD) | BIT(MUL) | BIT(RESHAPE), CHECK_KERNEL, 5, false },
	/* 1.000 of 52 in 25 (+) */
	{ NN "conv.ConvTranspose#d", BIT(CONV_TRANSPOSE), 0, 0,
	    CHECK_KERNEL, 1, false },
	/* 1.000 of 572 in 16 */
	{ NN "linear.Linear", BIT(MATMUL), 0, BIT(ADD), CHECK_WEIGHT, 2,
	    false },
	/* 1.000 of 355 in 14 */
	{ NN "linear.Linear", BIT(MATMUL_INTEGER), 0, BIT(ADD) | BIT(MUL),
	    CHECK_WEIGHT, 4, false },
	/* 1.000 of 187 in 16 */
	{ NN "linear.Linear", BIT(GEMM), 0, BIT(RESHAPE), CHECK_WEIGHT_B, 3,
	    false },
	/* 1.000 of 2 in 2 */
	{ NN "linear.Linear", BIT(FUSED_GEMM), 0, 0, CHECK_WEIGHT_B, 1, true },
	/* 0.995 of 210 in 13 */
	{ NN "normalization.LayerNorm", BIT(LAYER_NORM), 0, 0, CHECK_SCALE, 1,
	    false },
	/* 1.000 of 6 in 4 */
	{ NN "normalization.LayerNorm", BIT(SKIP_LAYER_NORM), 0, 0,
	    CHECK_NOTHING, 1, true },
	/* Before opset 17: 0.970 of 264 in 18 (+) */
	{ NN "normalization.LayerNorm", BIT(SUB),
	    BIT(REDUCE_MEAN) | BIT(POW) | BIT(SQRT) | BIT(DIV),
	    BIT(ADD) | BIT(MUL), CHECK_NOTHING, 9, false },
	/* 1.000 of 12 in 6 (+) */
	{ NN "instancenorm.InstanceNorm#d", BIT(INSTANCE_NORM), 0, 0,
	    CHECK_CHANNELS, 1, false },
	/* 0.955 of 533 in 19 (+) */
	{ NN "batchnorm.BatchNorm#d", BIT(BATCH_NORM), 0, 0, CHECK_CHANNELS, 1,
	    false },
	/* 0.962 of 26 in 11 */
	{ NN "sparse.Embedding", BIT(GATHER), 0, 0, CHECK_TABLE, 1, false },
	/* 1.000 of 1 in 1; of 3 in 3 (+) */
	{ NN "rnn.LSTM", BIT(LSTM), 0, SHAPING, CHECK_NOTHING, 0, false },
	/* 1.000 of 3 in 3 (+) */
	{ NN "rnn.GRU", BIT(GRU), 0, SHAPING, CHECK_NOTHING, 0, false },
	/* 1.000 of 3 in 3 (+) */
	{ NN "rnn.RNN", BIT(RNN), 0, SHAPING, CHECK_NOTHING, 0, false },
	/* 1.000 of 7 in 5; of 58 in 36 (+) */
	{ NN "pooling.MaxPool#d", BIT(MAX_POOL), 0, 0, CHECK_POOL, 1, false },
	/* 1.000 of 53 in 29 (+) */
	{ NN "pooling.AvgPool#d", BIT(AVERAGE_POOL), 0, 0, CHECK_POOL, 1,
	    false },
	/* 1.000 of 22 in 6; 0.987 of 79 in 31 (+) */
	{ NN "pooling.AdaptiveAvgPool#d", BIT(GLOBAL_AVERAGE_POOL), 0, 0,
	    CHECK_WHOLE, 1, false },
	/* 1.000 of 131 in 7 */
	{ NN "activation.ReLU", BIT(RELU), 0, 0, CHECK_NOTHING, 0, false },
	/* 1.000 of 163 in 7 (+) */
	{ NN "activation.LeakyReLU", BIT(LEAKY_RELU), 0, 0, CHECK_NOTHING, 0,
	    false },
	/* 1.000 of 6 in 3 (+) */
	{ NN "activation.PReLU", BIT(PRELU), 0, 0, CHECK_NOTHING, 1, false },
	/* 1.000 of 8 in 4 (+) */
	{ NN "activation.ELU", BIT(ELU), 0, 0, CHECK_NOTHING, 0, false },
	/* 1.000 of 39 in 2 */
	{ NN "activation.Hardswish", BIT(HARD_SWISH), 0, 0, CHECK_NOTHING, 0,
	    false },
	/* 1.000 of 17 in 2 */
	{ NN "activation.Hardsigmoid", BIT(HARD_SIGMOID), 0, 0, CHECK_NOTHING,
	    0, false },
	/* 1.000 of 4 in 4 */
	{ NN "activation.Tanh", BIT(TANH), 0, 0, CHECK_NOTHING, 0, false },
	/* 1.000 of 12 in 1 */
	{ NN "activation.Softmax", BIT(SOFTMAX), 0, 0, CHECK_NOTHING, 0,
	    false },
	/* 1.000 of 1 in 1; 0.944 of 18 in 18 (+) */
	{ NN "flatten.Flatten", BIT(FLATTEN), 0, 0, CHECK_NOTHING, 0, false },
	/* 1.000 of 1 in 1; of 10 in 1 (+) */
	{ NN "upsampling.Upsample", BIT(RESIZE), 0, 0, CHECK_NOTHING, 0,
	    false },
};
/* No rules for lack of precision: SiLU 0.85, GroupNorm 0.42, GELU 0.4 (most
 * are transformers' own); Sigmoid, whose package is right in 0.66; an embedding
 * seen only by a Gather that reads it, 0.82. */

static const struct rule reading[] = {
	/* 1.000 of 130 in 8 */
	{ NN "conv.Conv#d", BIT(CONV), 0, 0, CHECK_KERNEL, 1, false },
	/* 1.000 of 52 in 3 */
	{ NN "conv.Conv#d", BIT(CONV_INTEGER), 0, BIT(MUL) | BIT(RESHAPE),
	    CHECK_KERNEL, 3, false },
	/* 1.000 of 93 in 7 */
	{ NN "linear.Linear", BIT(GEMM), 0, 0, CHECK_WEIGHT_B, 1, false },
	/* 1.000 of 286 in 9 */
	{ NN "linear.Linear", BIT(ADD), 0, 0, CHECK_BIAS, 1, false },
	/* 0.967 of 153 in 9 */
	{ NN "normalization.LayerNorm", BIT(LAYER_NORM), 0, 0, CHECK_SCALE, 1,
	    false },
	/* 1.000 of 7 in 4 */
	{ NN "normalization.LayerNorm", BIT(SKIP_LAYER_NORM), 0, 0,
	    CHECK_NOTHING, 1, true },
};

#define ALL(array) { array, sizeof(array) / sizeof((array)[0]) }
const struct rules leafrules_own = ALL(own);
const struct rules leafrules_read = ALL(reading);

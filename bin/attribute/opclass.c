#include "opclass.h"

/*
 * ONNX Runtime's fused and quantized ops (onnxruntime/docs/ContribOperators.md;
 * prefixes QLinear, Fused and Nhwc are cut by rule), and ONNX's own quantized
 * ones (onnx/docs/Operators.md).
 */
static const struct str alias[][2] = {
	{ STR("ConvInteger"), STR("Conv") },
	{ STR("Gemm"), STR("MatMul") },
	{ STR("QGemm"), STR("MatMul") },
	{ STR("GemmFloat8"), STR("MatMul") },
	{ STR("MatMulInteger"), STR("MatMul") },
	{ STR("MatMulInteger16"), STR("MatMul") },
	{ STR("MatMulIntegerToFloat"), STR("MatMul") },
	{ STR("DynamicQuantizeMatMul"), STR("MatMul") },
	{ STR("MatMulNBits"), STR("MatMul") },
	{ STR("MatMulBnb4"), STR("MatMul") },
	{ STR("MatMulFpQ4"), STR("MatMul") },
	{ STR("MatMulActivation"), STR("MatMul") },
	{ STR("TransposeMatMul"), STR("MatMul") },
	{ STR("DynamicQuantizeLSTM"), STR("LSTM") },
	{ STR("GatherBlockQuantized"), STR("Gather") },
	{ STR("SkipLayerNormalization"), STR("LayerNormalization") },
	{ STR("EmbedLayerNormalization"), STR("LayerNormalization") },
	{ STR("SimplifiedLayerNormalization"), STR("RMSNormalization") },
	{ STR("SkipSimplifiedLayerNormalization"), STR("RMSNormalization") },
	/* What shows that the exporter took one apart. */
	{ STR("Gelu"), STR("Erf") },
	{ STR("BiasGelu"), STR("Erf") },
	{ STR("FastGelu"), STR("Tanh") },
	{ STR("QuickGelu"), STR("Sigmoid") },
	{ STR("GroupNorm"), STR("GroupNormalization") },
	{ STR("SkipGroupNorm"), STR("GroupNormalization") },
};

static const struct str prefix[] = {
	STR("QLinear"), STR("Nhwc"), STR("Fused"),
};

struct str
opclass_name(struct str op_type)
{
	for (size_t i = 0; i < sizeof(prefix) / sizeof(prefix[0]); i++)
		if (op_type.n > prefix[i].n && str_starts(op_type, prefix[i]))
			op_type = (struct str){ op_type.p + prefix[i].n,
			    op_type.n - prefix[i].n };
	for (size_t i = 0; i < sizeof(alias) / sizeof(alias[0]); i++)
		if (str_eq(op_type, alias[i][0]))
			return alias[i][1];
	return op_type;
}

static bool
is_one_of(struct str s, const struct str *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(s, list[i]))
			return true;
	return false;
}

#define ONE_OF(s, list) is_one_of(s, list, sizeof(list) / sizeof((list)[0]))

static const struct str inserted[] = {
	STR("Identity"), STR("Cast"), STR("CastLike"), STR("QuantizeLinear"),
	STR("DequantizeLinear"), STR("DynamicQuantizeLinear"),
	STR("ReorderInput"), STR("ReorderOutput"), STR("Reshape"),
	STR("Transpose"), STR("Squeeze"), STR("Unsqueeze"), STR("Flatten"),
	STR("MemcpyFromHost"), STR("MemcpyToHost"),
};

static const struct str heavy[] = {
	STR("Conv"), STR("ConvTranspose"), STR("MatMul"), STR("LSTM"),
	STR("GRU"), STR("RNN"), STR("Attention"), STR("MultiHeadAttention"),
	STR("GroupQueryAttention"), STR("QAttention"), STR("DeformConv"),
	STR("Einsum"),
};

static const struct str norms[] = {
	STR("LayerNormalization"), STR("RMSNormalization"),
	STR("BatchNormalization"), STR("InstanceNormalization"),
	STR("GroupNormalization"), STR("LpNormalization"), STR("LRN"),
};

/* What a norm or a bias is where the exporter took it apart. */
static const struct str plain[] = {
	STR("Gather"), STR("Add"), STR("Mul"), STR("Sub"), STR("Div"),
	STR("PRelu"),
};

enum weight
opclass_weight(struct str class)
{
	if (ONE_OF(class, heavy))
		return WEIGHT_HEAVY;
	if (ONE_OF(class, norms))
		return WEIGHT_NORM;
	return ONE_OF(class, inserted) ? WEIGHT_HELPER : WEIGHT_PLAIN;
}

bool
opclass_has_parameters(struct str class)
{
	return ONE_OF(class, heavy) || ONE_OF(class, norms) ||
	    ONE_OF(class, plain);
}

bool
opclass_is_inserted(struct str op_type)
{
	return ONE_OF(op_type, inserted);
}

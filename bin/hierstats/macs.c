#include "macs.h"

#include <stdlib.h>

enum { ONNX, MICROSOFT, NCHWC, NHWC, ML, TRAINING, DOMAINS };

static const char *const domain_name[DOMAINS] = {
	"", "com.microsoft", "com.microsoft.nchwc", "com.ms.internal.nhwc",
	"ai.onnx.ml", "ai.onnx.preview.training",
};

/* By domain, then op_type. */
static const struct macs_rule rule[] = {
	{ ONNX, STR("Attention"), macs_attention, 0, 1, false },
	{ ONNX, STR("Conv"), macs_conv, 0, 1, false },
	{ ONNX, STR("ConvInteger"), macs_conv, 0, 1, false },
	{ ONNX, STR("ConvTranspose"), macs_conv_transpose, 0, 1, false },
	{ ONNX, STR("DeformConv"), macs_conv, 0, 1, false },
	{ ONNX, STR("Einsum"), macs_einsum, 0, 1, false },
	{ ONNX, STR("GRU"), macs_recurrent, 1, 2, false },
	{ ONNX, STR("Gemm"), macs_gemm, 0, 1, false },
	{ ONNX, STR("LSTM"), macs_recurrent, 1, 2, false },
	{ ONNX, STR("MatMul"), macs_matmul, 0, 1, false },
	{ ONNX, STR("MatMulInteger"), macs_matmul, 0, 1, false },
	{ ONNX, STR("QLinearConv"), macs_conv, 0, 3, false },
	{ ONNX, STR("QLinearMatMul"), macs_matmul, 0, 3, false },
	{ ONNX, STR("RNN"), macs_recurrent, 1, 2, false },
	{ MICROSOFT, STR("Attention"), macs_projected, 0, 4, false },
	{ MICROSOFT, STR("ConvTransposeWithDynamicPads"), macs_conv_transpose,
	    0, 1, false },
	{ MICROSOFT, STR("DynamicQuantizeLSTM"), macs_recurrent, 1, 2, false },
	{ MICROSOFT, STR("DynamicQuantizeMatMul"), macs_matmul, 0, 1, false },
	{ MICROSOFT, STR("FusedConv"), macs_conv, 0, 1, false },
	{ MICROSOFT, STR("FusedGemm"), macs_gemm, 0, 1, false },
	{ MICROSOFT, STR("FusedMatMul"), macs_matmul, 0, 1, false },
	{ MICROSOFT, STR("FusedMatMulActivation"), macs_matmul, 0, 1, false },
	{ MICROSOFT, STR("GemmFastGelu"), macs_matmul, 0, 1, false },
	{ MICROSOFT, STR("GemmFloat8"), macs_gemm, 0, 1, false },
	{ MICROSOFT, STR("GroupQueryAttention"), macs_group_query,
	    0, 1, false },
	{ MICROSOFT, STR("MatMulBnb4"), macs_packed_matmul, 0, 1, false },
	{ MICROSOFT, STR("MatMulFpQ4"), macs_packed_matmul, 0, 1, false },
	{ MICROSOFT, STR("MatMulInteger16"), macs_matmul, 0, 1, false },
	{ MICROSOFT, STR("MatMulIntegerToFloat"), macs_matmul, 0, 1, false },
	{ MICROSOFT, STR("MatMulNBits"), macs_packed_matmul, 0, 1, false },
	{ MICROSOFT, STR("MultiHeadAttention"), macs_multi_head, 0, 1, false },
	{ MICROSOFT, STR("NhwcConv"), macs_conv, 0, 1, true },
	{ MICROSOFT, STR("NhwcFusedConv"), macs_conv, 0, 1, true },
	{ MICROSOFT, STR("QAttention"), macs_projected, 0, 8, false },
	{ MICROSOFT, STR("QGemm"), macs_gemm, 0, 3, false },
	{ MICROSOFT, STR("QLinearConv"), macs_conv, 0, 3, true },
	{ MICROSOFT, STR("QOrderedMatMul"), macs_matmul, 0, 2, false },
	{ MICROSOFT, STR("TransposeMatMul"), macs_matmul, 0, 1, false },
	{ NCHWC, STR("Conv"), macs_conv, 0, 1, true },
	{ NHWC, STR("Conv"), macs_conv, 0, 1, true },
	{ NHWC, STR("ConvTranspose"), macs_conv_transpose, 0, 1, true },
	{ NHWC, STR("QLinearConv"), macs_conv, 0, 3, true },
	{ NHWC, STR("QLinearConvTranspose"), macs_conv_transpose, 0, 3, true },
};

const struct macs_rule macs_nothing = { .domain = DOMAINS };

/* Ops that multiply nothing that we count, sorted.  What stands neither here
 * nor above is not known: DFT, LinearAttention, SVMRegressor, MoE ... */
static const char *const onnx[] = {
	"Abs", "Acos", "Acosh", "Add", "AffineGrid", "And", "ArgMax",
	"ArgMin", "Asin", "Asinh", "Atan", "Atanh", "AveragePool",
	"BatchNormalization", "Bernoulli", "BitCast", "BitShift",
	"BitwiseAnd", "BitwiseNot", "BitwiseOr", "BitwiseXor",
	"BlackmanWindow", "Cast", "CastLike", "Ceil", "Celu",
	"CenterCropPad", "Clip", "Col2Im", "Compress", "Concat",
	"ConcatFromSequence", "Constant", "ConstantOfShape", "Cos", "Cosh",
	"CumProd", "CumSum", "DepthToSpace", "DequantizeLinear", "Div",
	"Dropout", "DynamicQuantizeLinear", "Elu", "Equal", "Erf", "Exp",
	"Expand", "EyeLike", "Flatten", "Floor", "Gather", "GatherElements",
	"GatherND", "Gelu", "GlobalAveragePool", "GlobalLpPool",
	"GlobalMaxPool", "Greater", "GreaterOrEqual", "GridSample",
	"GroupNormalization", "HammingWindow", "HannWindow", "HardSigmoid",
	"HardSwish", "Hardmax", "Identity", "If", "ImageDecoder",
	"InstanceNormalization", "IsInf", "IsNaN", "LRN",
	"LayerNormalization", "LeakyRelu", "Less", "LessOrEqual", "Log",
	"LogSoftmax", "Loop", "LpNormalization", "LpPool", "Max", "MaxPool",
	"MaxRoiPool", "MaxUnpool", "Mean", "MeanVarianceNormalization",
	"MelWeightMatrix", "MemcpyFromHost", "MemcpyToHost", "Min", "Mish",
	"Mod", "Mul", "Multinomial", "Neg", "NegativeLogLikelihoodLoss",
	"NonMaxSuppression", "NonZero", "Not", "OneHot", "Optional",
	"OptionalGetElement", "OptionalHasElement", "Or", "PRelu", "Pad",
	"Pow", "QuantizeLinear", "RMSNormalization", "RandomNormal",
	"RandomNormalLike", "RandomUniform", "RandomUniformLike", "Range",
	"Reciprocal", "ReduceL1", "ReduceL2", "ReduceLogSum",
	"ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin",
	"ReduceProd", "ReduceSum", "ReduceSumSquare", "RegexFullMatch",
	"Relu", "Reshape", "Resize", "ReverseSequence", "RoiAlign",
	"RotaryEmbedding", "Round", "Scan", "Scatter", "ScatterElements",
	"ScatterND", "Selu", "SequenceAt", "SequenceConstruct",
	"SequenceEmpty", "SequenceErase", "SequenceInsert", "SequenceLength",
	"SequenceMap", "Shape", "Shrink", "Sigmoid", "Sign",
	"SimplifiedLayerNormalization", "Sin", "Sinh", "Size", "Slice",
	"Softmax", "SoftmaxCrossEntropyLoss", "Softplus", "Softsign",
	"SpaceToDepth", "Split", "SplitToSequence", "Sqrt", "Squeeze",
	"StringConcat", "StringNormalizer", "StringSplit", "Sub", "Sum",
	"SwiGLU", "Swish", "Tan", "Tanh", "TensorScatter", "TfIdfVectorizer",
	"ThresholdedRelu", "Tile", "TopK", "Transpose", "Trilu", "Unique",
	"Unsqueeze", "Upsample", "Where", "Xor",
};
static const char *const microsoft[] = {
	"BiasAdd", "BiasDropout", "BiasGelu", "BiasSoftmax", "BiasSplitGelu",
	"BifurcationDetector", "BitmaskBiasDropout", "BitmaskDropout",
	"BranchwiseRMSNorm", "ComplexMul", "ComplexMulConj", "CropAndResize",
	"DequantizeBFP", "DequantizeLinear", "DequantizeWithOrder",
	"EmbedLayerNormalization", "ExpandDims", "FastGelu", "GatedAdd",
	"GatedRMSNorm", "GatherBlockQuantized", "GatherND", "GatherPacked",
	"Gelu", "GemmaRotaryEmbedding", "GridSample", "GroupNorm",
	"IsAllFinite", "MRotaryEmbedding", "MaxpoolWithMask", "MulInteger",
	"MurmurHash3", "NGramRepeatBlock", "NhwcMaxPool", "Pad",
	"QEmbedLayerNormalization", "QLinearAdd", "QLinearAveragePool",
	"QLinearConcat", "QLinearGlobalAveragePool", "QLinearLeakyRelu",
	"QLinearMul", "QLinearReduceMean", "QLinearSigmoid",
	"QLinearSoftmax", "QLinearWhere", "QOrderedGelu",
	"QOrderedLayerNormalization", "QuantizeBFP", "QuantizeLinear",
	"QuantizeWithOrder", "QuickGelu", "RMSNormRotary", "Range",
	"ReduceSumInteger", "RemovePadding", "RestorePadding",
	"RotaryEmbedding", "SampleOp", "ScaledSiLU", "SkipGroupNorm",
	"SkipLayerNormalization", "SkipSimplifiedLayerNormalization",
	"SwiGLU", "Tokenizer", "TorchEmbedding", "Trilu", "UnfoldTensor",
	"Unique",
};
static const char *const nchwc[] = {
	"AveragePool", "GlobalAveragePool", "GlobalMaxPool", "MaxPool",
	"ReorderInput", "ReorderOutput", "Upsample",
};
static const char *const nhwc[] = {
	"AveragePool", "BatchNormalization", "DepthToSpace",
	"GlobalAveragePool", "GlobalLpPool", "GlobalMaxPool", "GridSample",
	"InstanceNormalization", "LRN", "LpPool", "MaxPool", "MaxUnpool",
	"QLinearAveragePool", "Resize", "SpaceToDepth",
};
static const char *const ml[] = {
	"ArrayFeatureExtractor", "Binarizer", "CastMap", "CategoryMapper",
	"DictVectorizer", "FeatureVectorizer", "Imputer", "LabelEncoder",
	"Normalizer", "OneHotEncoder", "Scaler", "TreeEnsemble",
	"TreeEnsembleClassifier", "TreeEnsembleRegressor", "ZipMap",
};
static const char *const training[] = {
	"Adagrad", "Adam", "Momentum",
};

#define NAMES(list)	{ list, sizeof(list) / sizeof(list[0]) }

static const struct {
	const char *const *name;
	size_t n;
} nothing[DOMAINS] = {
	[ONNX] = NAMES(onnx), [MICROSOFT] = NAMES(microsoft),
	[NCHWC] = NAMES(nchwc), [NHWC] = NAMES(nhwc), [ML] = NAMES(ml),
	[TRAINING] = NAMES(training),
};

static int
name_cmp(const void *key, const void *item)
{
	const char *const *name = item;

	return str_cmp(*(const struct str *)key, str_of(*name));
}

static int
rule_cmp(const void *a, const void *b)
{
	const struct macs_rule *x = a, *y = b;

	if (x->domain != y->domain)
		return x->domain < y->domain ? -1 : 1;
	return str_cmp(x->op_type, y->op_type);
}

/* "ai.onnx" is the default domain's other name (IR.md, "Operator Sets"). */
static unsigned
domain_of(struct str name)
{
	unsigned d;

	if (str_eq(name, STR("ai.onnx")))
		return ONNX;
	for (d = 0; d < DOMAINS; d++)
		if (str_eq(name, str_of(domain_name[d])))
			break;
	return d;
}

const struct macs_rule *
macs_rule_of(struct str domain, struct str op_type)
{
	struct macs_rule key = { .domain = domain_of(domain),
	    .op_type = op_type };

	if (key.domain == DOMAINS)
		return NULL;
	if (bsearch(&op_type, nothing[key.domain].name, nothing[key.domain].n,
	    sizeof(*nothing[0].name), name_cmp) != NULL)
		return &macs_nothing;
	return bsearch(&key, rule, sizeof(rule) / sizeof(rule[0]),
	    sizeof(rule[0]), rule_cmp);
}

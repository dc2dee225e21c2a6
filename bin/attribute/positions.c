#include "positions.h"

/* torch.nn keeps a Linear's weight as [out, in]; MatMul wants [in, out]. */
static const struct position positions[] = {
	{ STR("MatMul"), 1, STR("weight"), TRANSPOSED, 2 },
	{ STR("FusedMatMul"), 1, STR("weight"), BY_TRANSB, 2 },
	{ STR("MatMulInteger"), 1, STR("weight"), TRANSPOSED, 2 },
	{ STR("MatMulIntegerToFloat"), 1, STR("weight"), TRANSPOSED, 2 },
	{ STR("DynamicQuantizeMatMul"), 1, STR("weight"), TRANSPOSED, 2 },
	{ STR("QLinearMatMul"), 3, STR("weight"), TRANSPOSED, 2 },
	{ STR("MatMulNBits"), 1, STR("weight"), AS_IS, 2 },
	{ STR("Gemm"), 1, STR("weight"), BY_TRANSB, 2 },
	{ STR("Gemm"), 2, STR("bias"), AS_IS, 1 },
	{ STR("FusedGemm"), 1, STR("weight"), BY_TRANSB, 2 },
	{ STR("FusedGemm"), 2, STR("bias"), AS_IS, 1 },
	{ STR("Conv"), 1, STR("weight"), AS_IS, 3 },
	{ STR("Conv"), 2, STR("bias"), AS_IS, 1 },
	{ STR("FusedConv"), 1, STR("weight"), AS_IS, 3 },
	{ STR("FusedConv"), 2, STR("bias"), AS_IS, 1 },
	{ STR("ConvTranspose"), 1, STR("weight"), AS_IS, 3 },
	{ STR("ConvTranspose"), 2, STR("bias"), AS_IS, 1 },
	{ STR("ConvInteger"), 1, STR("weight"), AS_IS, 3 },
	{ STR("QLinearConv"), 3, STR("weight"), AS_IS, 3 },
	{ STR("QLinearConv"), 8, STR("bias"), AS_IS, 1 },
	{ STR("LayerNormalization"), 1, STR("weight"), AS_IS, 1 },
	{ STR("LayerNormalization"), 2, STR("bias"), AS_IS, 1 },
	{ STR("SimplifiedLayerNormalization"), 1, STR("weight"), AS_IS, 1 },
	{ STR("RMSNormalization"), 1, STR("weight"), AS_IS, 1 },
	{ STR("SkipLayerNormalization"), 2, STR("weight"), AS_IS, 1 },
	{ STR("SkipLayerNormalization"), 3, STR("bias"), AS_IS, 1 },
	{ STR("SkipSimplifiedLayerNormalization"), 2, STR("weight"), AS_IS,
	    1 },
	{ STR("BatchNormalization"), 1, STR("weight"), AS_IS, 1 },
	{ STR("BatchNormalization"), 2, STR("bias"), AS_IS, 1 },
	{ STR("BatchNormalization"), 3, STR("running_mean"), AS_IS, 1 },
	{ STR("BatchNormalization"), 4, STR("running_var"), AS_IS, 1 },
	{ STR("GroupNormalization"), 1, STR("weight"), AS_IS, 1 },
	{ STR("GroupNormalization"), 2, STR("bias"), AS_IS, 1 },
	{ STR("PRelu"), 1, STR("weight"), AS_IS, 1 },
	/* Gates in another order, directions stacked, two biases in one. */
	{ STR("LSTM"), 1, STR(""), AS_IS, 3 },
	{ STR("LSTM"), 2, STR(""), AS_IS, 3 },
	{ STR("LSTM"), 3, STR(""), AS_IS, 2 },
	{ STR("DynamicQuantizeLSTM"), 1, STR(""), AS_IS, 3 },
	{ STR("DynamicQuantizeLSTM"), 2, STR(""), AS_IS, 3 },
	{ STR("DynamicQuantizeLSTM"), 3, STR(""), AS_IS, 2 },
	{ STR("GRU"), 1, STR(""), AS_IS, 3 },
	{ STR("GRU"), 2, STR(""), AS_IS, 3 },
	{ STR("GRU"), 3, STR(""), AS_IS, 2 },
	{ STR("RNN"), 1, STR(""), AS_IS, 3 },
	{ STR("RNN"), 2, STR(""), AS_IS, 3 },
	{ STR("RNN"), 3, STR(""), AS_IS, 2 },
};

const struct position *
position_of(const struct model *m, const struct node *n, uint32_t input)
{
	struct str op_type = model_name(m, n->op_type);

	for (size_t i = 0; i < sizeof(positions) / sizeof(positions[0]); i++)
		if (positions[i].input == input &&
		    str_eq(positions[i].op_type, op_type))
			return &positions[i];
	return NULL;
}

static bool
has_transb(const struct model *m, const struct node *n)
{
	struct record r = { 0 };
	struct json j;
	struct str attributes, key;
	int64_t value = 0;

	record_scan(&r, m->line[n->line]);
	attributes = record_get(&r, M_ATTRIBUTE);
	json_open(&j, attributes.n > 0 ? attributes : STR("{}"));
	json_enter(&j, '{');
	while (json_member(&j, &key)) {
		struct str span = json_skip(&j);
		if (json_key_is(key, STR("transB")))
			json_to_int(span, &value);
	}
	record_free(&r);
	return value != 0;
}

bool
position_transposed(const struct position *p, const struct model *m,
    const struct node *n)
{
	if (p->form == BY_TRANSB)
		return !has_transb(m, n);
	return p->form == TRANSPOSED;
}

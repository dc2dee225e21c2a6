/*
 * macs: each rule's count by the formula, worked out by hand here, with the
 * output's shape and without; what leaves it unknown; the limits.
 *
 * Shapes are `;`-separated lists of dimensions: `1,3,8,8;4,3,3,3`; `?` is a
 * value of unknown shape, `-` no value.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../../bin/hierstats/cost.h"
#include "../../bin/hierstats/macs.h"
#include "unit.h"

static struct record r;

static void
take(struct costs *c, struct cost *cost, struct buf *line)
{
	const char *reason = record_scan(&r, buf_str(line));

	if (reason == NULL)
		reason = costs_record(c, &r, cost);
	if (reason != NULL) {
		printf("%.*s: %s\n", (int)line->n, line->p, reason);
		exit(1);
	}
}

/* value_info records of the shapes; their names, a JSON array, in `names`. */
static void
values(struct costs *c, const char *shapes, char first, struct buf *names)
{
	struct buf line = { 0 };
	struct cost cost;
	char name[] = "\"x\"";

	buf_addc(names, '[');
	for (const char *p = shapes; *p != '\0'; first++) {
		size_t n = strcspn(p, ";");

		name[1] = first;
		if (names->p[names->n - 1] != '[')
			buf_addc(names, ',');
		buf_adds(names, *p == '-' ? STR("\"\"") : str_of(name));
		line.n = 0;
		buf_adds(&line, STR("{\"kind\":\"value_info\","
		    "\"graph\":\"main\",\"name\":"));
		buf_adds(&line, str_of(name));
		buf_adds(&line, STR(",\"type\":{\"tensor\":"
		    "{\"dtype\":\"FLOAT\",\"shape\":["));
		buf_add(&line, p, n);
		buf_adds(&line, STR("]}}}"));
		if (*p != '?' && *p != '-')
			take(c, &cost, &line);
		p += n + (p[n] == ';');
	}
	buf_addc(names, ']');
	buf_free(&line);
}

static struct cost
cost_of(const char *domain, const char *op_type, const char *attribute,
    const char *in, const char *out)
{
	struct buf input = { 0 }, output = { 0 }, line = { 0 };
	struct costs c;
	struct cost cost;
	char text[4096];

	costs_open(&c, NULL, NULL, NULL);
	values(&c, in, 'a', &input);
	values(&c, out, 'p', &output);
	snprintf(text, sizeof(text), "{\"kind\":\"node\",\"graph\":\"main\","
	    "\"index\":0,\"name\":\"n\",\"op_type\":\"%s\",\"domain\":\"%s\","
	    "\"input\":%.*s,\"output\":%.*s,\"attribute\":{%s}}", op_type,
	    domain, (int)input.n, input.p, (int)output.n, output.p, attribute);
	buf_adds(&line, str_of(text));
	take(&c, &cost, &line);
	costs_free(&c);
	buf_free(&input);
	buf_free(&output);
	buf_free(&line);
	return cost;
}

static bool
is(const char *domain, const char *op_type, const char *attribute,
    const char *in, const char *out, struct amount want)
{
	struct cost cost = cost_of(domain, op_type, attribute, in, out);

	if (cost.has_macs && cost.macs.is == want.is &&
	    (want.is != AMOUNT_KNOWN || cost.macs.n == want.n))
		return true;
	printf("%s {%s} %s -> %s: %d %" PRIu64 "\n", op_type, attribute, in,
	    out, cost.has_macs ? (int)cost.macs.is : -1, cost.macs.n);
	return false;
}

static struct amount
known(uint64_t n)
{
	return (struct amount){ AMOUNT_KNOWN, n };
}

static const struct amount past = { AMOUNT_PAST, 0 };

#define ONNX(...)	CHECK(is("", __VA_ARGS__))
#define CONTRIB(...)	CHECK(is("com.microsoft", __VA_ARGS__))
#define UNKNOWN		amount_unknown

static void
test_conv(void)
{
	const char *in = "2,8,10,10;16,8,3,3";

	/* Each of the 2*16*8*8 outputs adds up 8*3*3 products. */
	ONNX("Conv", "", in, "2,16,8,8", known(2 * 16 * 64 * 72));
	ONNX("Conv", "", in, "?", known(2 * 16 * 64 * 72));
	ONNX("Conv", "\"kernel_shape\":[3,3]", in, "?",
	    known(2 * 16 * 64 * 72));
	/* Strides, dilations, pads: (10+1+2-5)/3+1 and (10+3-3)/2+1. */
	ONNX("Conv", "\"strides\":[3,2],\"dilations\":[2,1],"
	    "\"pads\":[1,0,2,3]", in, "?", known(2 * 16 * 3 * 6 * 72));
	ONNX("Conv", "\"auto_pad\":\"SAME_UPPER\",\"strides\":[3,2]", in,
	    "?", known(2 * 16 * 4 * 5 * 72));
	ONNX("Conv", "\"auto_pad\":\"SAME_LOWER\"", in, "?",
	    known(2 * 16 * 100 * 72));
	ONNX("Conv", "\"auto_pad\":\"VALID\",\"pads\":[1,1,1,1]", in, "?",
	    known(2 * 16 * 64 * 72));
	/* Depthwise, and in one and three dimensions. */
	ONNX("Conv", "\"group\":8", "1,8,10,10;8,1,3,3", "?",
	    known(8 * 64 * 9));
	ONNX("Conv", "", "1,2,9;4,2,5", "?", known(4 * 5 * 10));
	ONNX("Conv", "", "1,1,4,4,4;2,1,2,2,2", "?", known(2 * 27 * 8));
	/* Weights unknown: kernel_shape and X say the same. */
	ONNX("Conv", "\"kernel_shape\":[3,3],\"group\":2", "1,8,10,10;?",
	    "1,16,8,8", known(16 * 64 * 4 * 9));
	ONNX("Conv", "\"kernel_shape\":[3,3]", "1,8,10,10;?", "?", UNKNOWN);
	/* A kernel larger than what it is over has no output. */
	ONNX("Conv", "", "1,1,2,2;1,1,3,3", "?", known(0));
	ONNX("Conv", "", "0,1,5,5;1,1,3,3", "?", known(0));
	/* What contradicts itself is not known. */
	ONNX("Conv", "\"kernel_shape\":[3,5]", in, "2,16,8,8", UNKNOWN);
	ONNX("Conv", "\"kernel_shape\":[3]", in, "2,16,8,8", UNKNOWN);
	ONNX("Conv", "\"group\":2", in, "2,16,8,8", UNKNOWN);
	ONNX("Conv", "\"group\":-1", in, "2,16,8,8", UNKNOWN);
	ONNX("Conv", "\"group\":0", in, "2,16,8,8", UNKNOWN);
	ONNX("Conv", "\"group\":{\"ref\":\"g\"}", in, "2,16,8,8", UNKNOWN);
	ONNX("Conv", "\"group\":3", "1,8,5,5;8,2,1,1", "1,8,5,5", UNKNOWN);
	ONNX("Conv", "\"strides\":[0,1]", in, "?", UNKNOWN);
	ONNX("Conv", "\"strides\":[1]", in, "?", UNKNOWN);
	ONNX("Conv", "\"pads\":[-1,0,0,0]", in, "?", UNKNOWN);
	ONNX("Conv", "\"dilations\":[\"9223372036854775807\",1]", in, "?",
	    UNKNOWN);
	ONNX("Conv", "", "8,10;16,8", "8,16", UNKNOWN);
	ONNX("Conv", "", "1,8,10;16,8,3,3", "1,16,8,8", UNKNOWN);
	ONNX("Conv", "", "?;?", "?", UNKNOWN);
	/* Inputs of the quantized forms stand elsewhere, layouts differ. */
	ONNX("QLinearConv", "", "1,8,10,10;;;16,8,3,3;;;;", "?",
	    known(16 * 64 * 72));
	ONNX("ConvInteger", "", in, "?", known(2 * 16 * 64 * 72));
	CONTRIB("FusedConv", "\"activation\":\"Relu\"", in, "?",
	    known(2 * 16 * 64 * 72));
	CONTRIB("QLinearConv", "\"channels_last\":1",
	    "1,10,10,8;;;16,8,3,3;;;;", "1,8,8,16", known(16 * 64 * 72));
	CONTRIB("NhwcFusedConv", "", "1,10,10,8;16,8,3,3", "?", UNKNOWN);
	CHECK(is("com.microsoft.nchwc", "Conv", "\"group\":1",
	    "1,8,10,10;16,8,3,3", "1,16,8,8", known(16 * 64 * 72)));
}

static void
test_conv_transpose(void)
{
	/* Each of the 1*4*5*5 inputs goes into 6/2*3*3 products. */
	ONNX("ConvTranspose", "\"group\":2", "1,4,5,5;4,3,3,3", "?",
	    known(100 * 27));
	ONNX("ConvTranspose", "\"strides\":[2,2]", "1,4,5,5;4,6,3,3",
	    "1,6,11,11", known(100 * 54));
	ONNX("ConvTranspose", "", "1,4,5,5;5,6,3,3", "?", UNKNOWN);
	ONNX("ConvTranspose", "\"group\":0", "1,4,5,5;4,6,3,3", "?", UNKNOWN);
	ONNX("ConvTranspose", "", "?;4,6,3,3", "1,6,7,7", UNKNOWN);
}

static void
test_matmul(void)
{
	ONNX("MatMul", "", "3,4;4,5", "?", known(60));
	ONNX("MatMul", "", "3,4;4,5", "3,5", known(60));
	ONNX("MatMul", "", "?;4,5", "3,5", known(60));
	ONNX("MatMul", "", "3,4;?", "3,5", known(60));
	ONNX("MatMul", "", "?;4,5", "?", UNKNOWN);
	ONNX("MatMul", "", "3,4;5,6", "3,6", UNKNOWN);
	/* Stacks broadcast; vectors are rows and columns. */
	ONNX("MatMul", "", "2,1,3,4;7,4,5", "?", known(2 * 7 * 60));
	ONNX("MatMul", "", "2,3,4;3,4,5", "?", UNKNOWN);
	ONNX("MatMul", "", "null,3,4;2,4,5", "?", known(2 * 60));
	ONNX("MatMul", "", "null,3,4;1,4,5", "?", UNKNOWN);
	ONNX("MatMul", "", "4;4,5", "?", known(20));
	ONNX("MatMul", "", "2,3,4;4", "?", known(24));
	ONNX("MatMul", "", "4;4", "", known(4));
	ONNX("MatMul", "", "0,4;4,5", "?", known(0));
	ONNX("MatMul", "", "null,0;0,5", "?", known(0));
	ONNX("MatMulInteger", "", "3,4;4,5;;", "?", known(60));
	ONNX("QLinearMatMul", "", "3,4;;;4,5;;;;", "?", known(60));
	CONTRIB("MatMulIntegerToFloat", "", "3,4;4,5;;", "?", known(60));
	CONTRIB("DynamicQuantizeMatMul", "", "3,4;4,5;", "?", known(60));
	CONTRIB("TransposeMatMul", "\"transA\":1", "4,3;4,5", "?", known(60));
	CONTRIB("FusedMatMul", "\"transA\":1,\"transB\":1", "4,3;5,4", "?",
	    known(60));
	/* transBatchA: (row, stack, column). */
	CONTRIB("FusedMatMul", "\"transBatchA\":1", "3,2,4;2,4,5", "?",
	    known(2 * 60));
	CONTRIB("FusedMatMulActivation", "\"transBatchB\":1,\"transB\":1",
	    "2,3,4;5,2,4", "?", known(2 * 60));
	CONTRIB("FusedMatMul", "\"transA\":\"x\"", "4,3;4,5", "?", UNKNOWN);
	CONTRIB("MatMulNBits", "\"K\":64,\"N\":10,\"bits\":4", "2,3,64;10,1,32",
	    "?", known(6 * 640));
	CONTRIB("MatMulNBits", "\"K\":64,\"N\":10", "?;10,1,32", "2,3,10",
	    known(6 * 640));
	CONTRIB("MatMulNBits", "\"K\":63,\"N\":10", "2,3,64;10,1,32", "?",
	    UNKNOWN);
	CONTRIB("MatMulFpQ4", "", "2,64;100;2", "2,10", known(2 * 640));
}

static void
test_gemm(void)
{
	ONNX("Gemm", "", "3,4;4,5;5", "?", known(60));
	ONNX("Gemm", "\"transA\":1,\"transB\":1", "4,3;5,4", "?", known(60));
	ONNX("Gemm", "\"transB\":1", "?;5,4", "3,5", known(60));
	ONNX("Gemm", "\"transB\":1", "?;5,4", "3,6", UNKNOWN);
	ONNX("Gemm", "", "2,3,4;4,5", "?", UNKNOWN);
	CONTRIB("FusedGemm", "\"transB\":1", "3,4;5,4", "?", known(60));
	CONTRIB("QGemm", "\"transB\":1", "3,4;;;5,4;;", "?", known(60));
}

static void
test_einsum(void)
{
	ONNX("Einsum", "\"equation\":\"bij, bjk -> bik\"", "2,3,4;2,4,5", "?",
	    known(120));
	ONNX("Einsum", "\"equation\":\"ij,jk\"", "3,4;4,5", "?", known(60));
	ONNX("Einsum", "\"equation\":\"i,i->i\"", "3;3", "?", known(0));
	ONNX("Einsum", "\"equation\":\"i,j->ij\"", "3;4", "?", known(0));
	ONNX("Einsum", "\"equation\":\"ij->i\"", "3,4", "?", known(0));
	ONNX("Einsum", "\"equation\":\"ij,jk\"", "3,4;5,6", "?", UNKNOWN);
	ONNX("Einsum", "\"equation\":\"ij,jk\"", "3,4,1;4,5", "?", UNKNOWN);
	ONNX("Einsum", "\"equation\":\"...j,jk->...k\"", "3,4;4,5", "?",
	    UNKNOWN);
	ONNX("Einsum", "\"equation\":\"i,i,i->\"", "3;3;3", "?", UNKNOWN);
	ONNX("Einsum", "", "3;3", "?", UNKNOWN);
}

static void
test_recurrent(void)
{
	/* 5 steps of 2 sequences, 3 inputs, hidden 4, both directions. */
	ONNX("LSTM", "\"direction\":\"bidirectional\"", "5,2,3;2,16,3;2,16,4",
	    "?", known(10 * 2 * 16 * 7));
	ONNX("LSTM", "\"layout\":1", "2,5,3;1,16,3;1,16,4", "?",
	    known(10 * 16 * 7));
	ONNX("GRU", "\"linear_before_reset\":1", "5,2,3;1,12,3;1,12,4", "?",
	    known(10 * 12 * 7));
	ONNX("RNN", "", "5,2,3;1,4,3;1,4,4", "?", known(10 * 4 * 7));
	ONNX("RNN", "", "5,2,3;1,4,3;?", "?", UNKNOWN);
	ONNX("RNN", "", "5,2;1,4,3;1,4,4", "?", UNKNOWN);
	CONTRIB("DynamicQuantizeLSTM", "", "5,2,3;1,3,16;1,4,16", "?",
	    known(10 * 16 * 7));
}

static void
test_attention(void)
{
	/* 2 sequences of 5 queries, 7 keys; 4 heads of 3, values' of 6. */
	const uint64_t scores = 2 * 4 * 5 * 7 * (3 + 6);

	ONNX("Attention", "", "2,4,5,3;2,4,7,3;2,4,7,6", "?", known(scores));
	ONNX("Attention", "\"q_num_heads\":4,\"kv_num_heads\":2",
	    "2,5,12;2,7,6;2,7,12", "?", known(scores));
	ONNX("Attention", "", "2,4,5,3;2,4,3,3;2,4,3,6;-;2,4,4,3;2,4,4,6",
	    "?", known(scores));
	ONNX("Attention", "", "2,5,12;2,7,12;2,7,24", "?", UNKNOWN);
	ONNX("Attention", "", "2,4,5,3;2,4,3,3;2,4,3,6;-;?;?", "?", UNKNOWN);
	/* The projection, 2*5 rows times 8*12; then scores as above. */
	CONTRIB("Attention", "\"num_heads\":2", "2,5,8;8,12;12", "?",
	    known(10 * 96 + 2 * 25 * (4 + 4)));
	CONTRIB("Attention", "\"qkv_hidden_sizes\":[3,3,6]", "2,5,8;8,12", "?",
	    known(10 * 96 + 2 * 25 * (3 + 6)));
	CONTRIB("Attention", "", "2,5,8;8,12;12;-;2,2,2,3,2", "?",
	    known(10 * 96 + 2 * 5 * 8 * 8));
	CONTRIB("Attention", "", "2,5,8;8,13", "?", UNKNOWN);
	CONTRIB("Attention", "", "2,5,9;8,12", "?", UNKNOWN);
	CONTRIB("Attention", "\"past_present_share_buffer\":1",
	    "2,5,8;8,12;12;-;2,2,2,3,2", "?", UNKNOWN);
	CONTRIB("QAttention", "", "2,5,8;8,12;;;;-;;;2,2,2,3,2", "?",
	    known(10 * 96 + 2 * 5 * 8 * 8));
	CONTRIB("MultiHeadAttention", "\"num_heads\":4",
	    "2,5,12;2,7,12;2,7,24", "?", known(scores));
	CONTRIB("MultiHeadAttention", "\"num_heads\":4",
	    "2,5,12;2,4,7,3;2,4,7,6", "?", known(scores));
	CONTRIB("MultiHeadAttention", "\"num_heads\":4", "2,5,4,3,3", "?",
	    known(2 * 25 * 24));
	CONTRIB("MultiHeadAttention", "\"num_heads\":4",
	    "2,5,12;2,3,12;2,3,24;-;-;-;2,4,4,3;2,4,4,6", "?", known(scores));
	CONTRIB("GroupQueryAttention", "\"num_heads\":4,\"kv_num_heads\":2",
	    "2,5,12;2,5,6;2,5,6", "?", known(2 * 25 * 24));
	CONTRIB("GroupQueryAttention", "\"num_heads\":4,\"kv_num_heads\":2",
	    "2,5,24;-;-;2,2,2,3;2,2,2,3", "2,5,12;2,2,7,3",
	    known(2 * 5 * 7 * 24));
	CONTRIB("GroupQueryAttention", "\"num_heads\":4,\"kv_num_heads\":2",
	    "2,5,24;-;-;2,2,2,3;2,2,2,3", "2,5,12", UNKNOWN);
	CONTRIB("GroupQueryAttention", "\"kv_num_heads\":2",
	    "2,5,12;2,5,6;2,5,6", "?", UNKNOWN);
}

static void
test_limits(void)
{
	const char *big = "\"4611686018427387904\"";
	char in[256];

	/* 2^62 * 1 * 1, times 3, times 4: within, within, past. */
	snprintf(in, sizeof(in), "%s,1;1,3", big);
	ONNX("MatMul", "", in, "?", known(UINT64_C(3) << 62));
	snprintf(in, sizeof(in), "%s,1;1,4", big);
	ONNX("MatMul", "", in, "?", past);
	/* Nothing is nothing, whatever it is times. */
	snprintf(in, sizeof(in), "%s,0;0,%s", big, big);
	ONNX("MatMul", "", in, "?", known(0));
	ONNX("Conv", "", "1,1,\"2305843009213693952\";1,1,3", "?",
	    known(((UINT64_C(1) << 61) - 2) * 3));
	snprintf(in, sizeof(in), "1,1,\"%" PRId64 "\";1,1,3", INT64_MAX);
	ONNX("Conv", "", in, "?", UNKNOWN);
	snprintf(in, sizeof(in), "%s,2,3;2,16,3;2,16,4", big);
	ONNX("LSTM", "", in, "?", past);
	snprintf(in, sizeof(in), "%s,4,5,3;2,4,%s,3;2,4,7,6", big, big);
	ONNX("Attention", "", in, "?", past);
	snprintf(in, sizeof(in), "%s,%s,1;1,1", big, big);
	ONNX("MatMul", "", in, "?", past);
}

static bool
bytes(const char *out, enum amount_is want, uint64_t n)
{
	struct cost cost = cost_of("", "Relu", "", "?", out);

	return cost.has_bytes && !cost.has_macs && cost.bytes.is == want &&
	    (want != AMOUNT_KNOWN || cost.bytes.n == n);
}

static void
test_bytes(void)
{
	CHECK(bytes("2,3", AMOUNT_KNOWN, 24));
	CHECK(!cost_of("", "Relu", "", "?", "").has_bytes);
	CHECK(bytes("2,3;4", AMOUNT_KNOWN, 40));
	CHECK(bytes("2,3;-;4", AMOUNT_KNOWN, 40));
	CHECK(bytes("2,3;?", AMOUNT_UNKNOWN, 0));
	CHECK(bytes("2,null", AMOUNT_UNKNOWN, 0));
	CHECK(bytes("0,null", AMOUNT_KNOWN, 0));
	CHECK(bytes("\"4611686018427387904\",4", AMOUNT_PAST, 0));
}

/* What has a rule, what multiplies nothing, what is not known. */
static void
test_rules(void)
{
	CHECK(macs_rule_of(STR(""), STR("Relu")) == &macs_nothing);
	CHECK(macs_rule_of(STR("ai.onnx"), STR("Abs")) == &macs_nothing);
	CHECK(macs_rule_of(STR("ai.onnx"), STR("Xor")) == &macs_nothing);
	CHECK(macs_rule_of(STR("com.microsoft"), STR("BiasGelu")) ==
	    &macs_nothing);
	CHECK(macs_rule_of(STR("ai.onnx.ml"), STR("Scaler")) ==
	    &macs_nothing);
	CHECK(macs_rule_of(STR("ai.onnx.preview.training"), STR("Adam")) ==
	    &macs_nothing);
	CHECK(macs_rule_of(STR(""), STR("DFT")) == NULL);
	CHECK(macs_rule_of(STR(""), STR("BiasGelu")) == NULL);
	CHECK(macs_rule_of(STR("com.microsoft"), STR("MatMul")) == NULL);
	CHECK(macs_rule_of(STR("custom"), STR("Relu")) == NULL);
	CHECK(macs_rule_of(STR(""), STR("Attention"))->count ==
	    macs_attention);
	CHECK(macs_rule_of(STR("com.microsoft"), STR("Attention"))->count ==
	    macs_projected);
}

int
main(void)
{
	test_conv();
	test_conv_transpose();
	test_matmul();
	test_gemm();
	test_einsum();
	test_recurrent();
	test_attention();
	test_limits();
	test_bytes();
	test_rules();
	return unit_done();
}

#include "macs.h"

/* What a convolution's weights and attributes say. */
struct kernel {
	size_t n;			/* dimensions in space */
	int64_t size[LIMIT_RANK];
	int64_t channels;		/* W[1] */
};

/* From an attribute, past which nothing real is and no sum overflows. */
enum { STEP_MAX = INT32_MAX };

/* Is each of them at least so much, and small? */
static bool
within(const int64_t *value, size_t n, int64_t least)
{
	for (size_t i = 0; i < n; i++)
		if (value[i] < least || value[i] > STEP_MAX)
			return false;
	return true;
}

/* kernel_shape may be left out: the weights have it, too. */
static bool
kernel_of(const struct op *op, const struct macs_rule *r, struct kernel *k)
{
	size_t rank = op_rank(op, r->b);
	int64_t shape[LIMIT_RANK];
	bool agree = true;

	if (rank == RANK_UNKNOWN)
		rank = op_rank(op, r->a);
	if (rank < 3 || rank > LIMIT_RANK ||
	    (op_rank(op, r->a) != rank && op_rank(op, r->a) != RANK_UNKNOWN))
		return false;
	k->n = rank - 2;
	for (size_t i = 0; i < k->n; i++)
		shape[i] = DIM_UNKNOWN;
	if (!op_ints(op, STR("kernel_shape"), shape, k->n))
		return false;
	for (size_t i = 0; i < k->n; i++)
		k->size[i] = dim_same(op_dim(op, r->b, i + 2), shape[i],
		    &agree);
	k->channels = op_dim(op, r->b, 1);
	return agree;
}

/* W[1] is X[1] over the groups. */
static bool
channels_of(const struct op *op, const struct macs_rule *r, struct kernel *k)
{
	int64_t group = 1, x = op_dim(op, r->a, 1);
	bool agree = true;

	if (!op_int(op, STR("group"), &group) || group < 1)
		return false;
	if (x < 0 || r->other_layout)
		return true;
	if (x % group != 0)
		return false;
	k->channels = dim_same(k->channels, x / group, &agree);
	return agree;
}

/* The output's size (Operators.md, "Conv", auto_pad; "AveragePool" has the
 * formula, which is Conv's, too). */
static int64_t
space_of(int64_t x, int64_t size, int64_t stride, int64_t dilation,
    int64_t pads, bool same)
{
	int64_t span;

	if (x < 0 || x > INT64_MAX / 2 || size < 1 || size > STEP_MAX)
		return DIM_UNKNOWN;
	if (same)
		return x / stride + (x % stride > 0);
	span = (size - 1) * dilation + 1;
	x += pads;
	return x < span ? 0 : (x - span) / stride + 1;
}

/* |Y| from X and the attributes. */
static struct amount
output_of(const struct op *op, const struct macs_rule *r,
    const struct kernel *k)
{
	struct str pad = json_get(op->attribute, STR("auto_pad"));
	int64_t stride[LIMIT_RANK], dilation[LIMIT_RANK];
	int64_t pads[2 * LIMIT_RANK], group = op_dim(op, r->b, 0);
	bool valid = str_eq(pad, STR("\"VALID\""));
	bool same = str_starts(pad, STR("\"SAME_"));
	struct amount y;

	if (r->other_layout || op_rank(op, r->a) != k->n + 2)
		return amount_unknown;
	for (size_t i = 0; i < k->n; i++) {
		stride[i] = dilation[i] = 1;
		pads[i] = pads[k->n + i] = 0;
	}
	if (!op_ints(op, STR("strides"), stride, k->n) ||
	    !op_ints(op, STR("dilations"), dilation, k->n) ||
	    !op_ints(op, STR("pads"), pads, 2 * k->n) ||
	    !within(stride, k->n, 1) || !within(dilation, k->n, 1) ||
	    !within(pads, 2 * k->n, 0))
		return amount_unknown;
	y = amount_times(amount_of(op_dim(op, r->a, 0)), amount_of(group));
	for (size_t i = 0; i < k->n; i++)
		y = amount_times(y, amount_of(space_of(
		    op_dim(op, r->a, i + 2), k->size[i], stride[i],
		    dilation[i], valid ? 0 : pads[i] + pads[k->n + i],
		    same)));
	return y;
}

struct amount
macs_conv(const struct op *op, const struct macs_rule *r)
{
	struct amount y = shape_elements(op->output[0]);
	struct kernel k;

	if (!kernel_of(op, r, &k) || !channels_of(op, r, &k))
		return amount_unknown;
	if (y.is == AMOUNT_UNKNOWN)
		y = output_of(op, r, &k);
	return amount_times(y, amount_times(amount_of(k.channels),
	    amount_product(k.size, k.n)));
}

struct amount
macs_conv_transpose(const struct op *op, const struct macs_rule *r)
{
	int64_t group = 1;
	bool agree = true;
	struct kernel k;

	if (!kernel_of(op, r, &k) || !op_int(op, STR("group"), &group) ||
	    group < 1)
		return amount_unknown;
	if (!r->other_layout)
		dim_same(op_dim(op, r->a, 1), op_dim(op, r->b, 0), &agree);
	if (!agree)
		return amount_unknown;
	return amount_times(shape_elements(op->input[r->a]),
	    amount_times(amount_of(k.channels), amount_product(k.size, k.n)));
}

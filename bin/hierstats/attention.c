#include "macs.h"

/* B * S * T * (D + Dv); any of them may be DIM_UNKNOWN. */
struct heads {
	int64_t batch, queries;
	struct amount keys;	/* with those of the past */
	struct amount width, v_width;	/* of all heads */
};

static struct amount
scores(const struct heads *h)
{
	return amount_times(
	    amount_times(amount_of(h->batch), amount_of(h->queries)),
	    amount_times(h->keys, amount_plus(h->width, h->v_width)));
}

/* The keys of now and of the past, dimension i of an input if it is there. */
static struct amount
with_past(const struct op *op, int64_t now, unsigned past, size_t i)
{
	if (!op_has(op, past))
		return amount_of(now);
	return amount_plus(amount_of(now), amount_of(op_dim(op, past, i)));
}

/* Heads over a width: "q_num_heads" over Q[2] is a head's. */
static struct amount
of_heads(const struct op *op, unsigned input, struct str heads, int64_t times)
{
	int64_t n = 0, width = op_dim(op, input, 2);

	if (op_rank(op, input) == 4)
		return amount_times(amount_of(times),
		    amount_of(op_dim(op, input, 3)));
	if (!op_int(op, heads, &n) || n < 1 || width < 0 || width % n != 0)
		return amount_unknown;
	return amount_times(amount_of(times), amount_of(width / n));
}

/* ONNX's own, from opset 23: Q, K, V of 3 dimensions (batch, sequence, heads
 * times width) or of 4 (batch, heads, sequence, width).  K and V may have fewer
 * heads, each for several of Q's. */
struct amount
macs_attention(const struct op *op, const struct macs_rule *r)
{
	bool flat = op_rank(op, 0) == 3, flat_k = op_rank(op, 1) == 3;
	int64_t heads = op_dim(op, 0, 1);
	struct heads h;

	(void)r;
	if ((!flat && op_rank(op, 0) != 4) ||
	    (!flat_k && op_rank(op, 1) != 4))
		return amount_unknown;
	if (flat && (!op_int(op, STR("q_num_heads"), &heads) || heads < 1))
		return amount_unknown;
	h.batch = op_dim(op, 0, 0);
	h.queries = op_dim(op, 0, flat ? 1 : 2);
	h.keys = with_past(op, op_dim(op, 1, flat_k ? 1 : 2), 4, 2);
	h.width = of_heads(op, 0, STR("q_num_heads"), heads);
	h.v_width = of_heads(op, 2, STR("kv_num_heads"), heads);
	return scores(&h);
}

/* com.microsoft's Attention and QAttention: input times weights gives Q, K and
 * V side by side, of qkv_hidden_sizes, else of equal width. */
struct amount
macs_projected(const struct op *op, const struct macs_rule *r)
{
	int64_t all = op_dim(op, 1, 1), shared = 0, size[3];
	bool agree = true;
	struct heads h;

	size[0] = size[1] = size[2] = all < 0 || all % 3 != 0 ?
	    DIM_UNKNOWN : all / 3;
	/* A past that is shared with the present is as long as both may get. */
	if (!op_ints(op, STR("qkv_hidden_sizes"), size, 3) ||
	    !op_int(op, STR("past_present_share_buffer"), &shared) ||
	    (shared != 0 && op_has(op, r->b)))
		return amount_unknown;
	dim_same(op_dim(op, 0, 2), op_dim(op, 1, 0), &agree);
	if (!agree || op_rank(op, 0) != 3)
		return amount_unknown;
	h.batch = op_dim(op, 0, 0);
	h.queries = op_dim(op, 0, 1);
	h.keys = with_past(op, h.queries, r->b, 3);
	h.width = amount_of(size[0]);
	h.v_width = amount_of(size[2]);
	return amount_plus(scores(&h), amount_times(
	    amount_times(amount_of(h.batch), amount_of(h.queries)),
	    shape_elements(op->input[1])));
}

/* Q of 3 dimensions, or of 5 with K and V in it (batch, sequence, heads, 3,
 * width); K of 3, or of 5 with V in it, or as a cache keeps it (batch, heads,
 * sequence, width), as V then is. */
struct amount
macs_multi_head(const struct op *op, const struct macs_rule *r)
{
	size_t q = op_rank(op, 0);
	struct heads h = { op_dim(op, 0, 0), op_dim(op, 0, 1),
	    amount_unknown, amount_of(op_dim(op, 0, 2)), amount_unknown };
	int64_t now;

	(void)r;
	/* past_sequence_length: the past is longer than what is used of it. */
	if ((q != 3 && q != 5) || op_has(op, 8))
		return amount_unknown;
	if (q == 5)
		h.width = amount_times(h.width, amount_of(op_dim(op, 0, 4)));
	now = !op_has(op, 1) ? h.queries :
	    op_dim(op, 1, op_rank(op, 1) == 4 ? 2 : 1);
	h.keys = with_past(op, now, 6, 2);
	if (!op_has(op, 2))
		h.v_width = h.width;
	else if (op_rank(op, 2) == 4)
		h.v_width = amount_times(amount_of(op_dim(op, 2, 1)),
		    amount_of(op_dim(op, 2, 3)));
	else
		h.v_width = amount_of(op_dim(op, 2, 2));
	return scores(&h);
}

/* Q alone holds K and V, too, whose heads each serve several of Q's.  The
 * present's length is that of the keys; without one, and without a past, they
 * are those of now. */
struct amount
macs_group_query(const struct op *op, const struct macs_rule *r)
{
	int64_t heads = 0, kv = 0, width = op_dim(op, 0, 2);
	struct heads h = { op_dim(op, 0, 0), op_dim(op, 0, 1),
	    amount_of(op_out(op, 1, 2)), amount_unknown, amount_unknown };

	(void)r;
	if (op_rank(op, 0) != 3 || !op_int(op, STR("num_heads"), &heads) ||
	    !op_int(op, STR("kv_num_heads"), &kv) || heads < 1 || kv < 1 ||
	    heads > INT32_MAX || kv > INT32_MAX)
		return amount_unknown;
	if (!op_has(op, 1) && width >= 0)
		width = width % (heads + 2 * kv) != 0 ? DIM_UNKNOWN :
		    width / (heads + 2 * kv) * heads;
	if (h.keys.is == AMOUNT_UNKNOWN && !op_has(op, 3))
		h.keys = amount_of(h.queries);
	h.width = h.v_width = amount_of(width);
	return scores(&h);
}

/* Operators.md, "RNN", "GRU", "LSTM": the weights of all gates and directions
 * meet each step of each sequence, whatever the layout. */
struct amount
macs_recurrent(const struct op *op, const struct macs_rule *r)
{
	if (op_rank(op, 0) != 3)
		return amount_unknown;
	return amount_times(amount_product(op->input[0]->dim, 2),
	    amount_plus(shape_elements(op->input[r->a]),
	    shape_elements(op->input[r->b])));
}

#include "macs.h"

/* An operand of a matrix product, transposed as its op says. */
struct matrix {
	bool ranked;		/* else nothing is known but row and col */
	int64_t row, col;
	size_t n;		/* of a stack of them: its dimensions */
	int64_t stack[LIMIT_RANK];
};

/* A vector is a row on the left, a column on the right (numpy.matmul). */
static void
vector_of(int64_t dim, bool left, struct matrix *m)
{
	m->row = left ? 1 : dim;
	m->col = left ? dim : 1;
}

/* ContribOperators.md, "FusedMatMul": trans swaps the last two dimensions;
 * transBatch first moves the first one to behind the stack's. */
static bool
matrix_of(const struct op *op, unsigned input, bool left, bool trans,
    bool trans_batch, struct matrix *m)
{
	size_t rank = op_rank(op, input), row = rank - 2;

	*m = (struct matrix){ rank != RANK_UNKNOWN, DIM_UNKNOWN, DIM_UNKNOWN,
	    0, { 0 } };
	if (rank == RANK_UNKNOWN)
		return true;
	if (rank < 2) {
		vector_of(op_dim(op, input, 0), left, m);
		return rank == 1;
	}
	if (trans_batch)
		row = 0;
	for (size_t i = 0; i + 1 < rank; i++)
		if (i != row)
			m->stack[m->n++] = op_dim(op, input, i);
	m->row = op_dim(op, input, trans ? rank - 1 : row);
	m->col = op_dim(op, input, trans ? row : rank - 1);
	return true;
}

static bool
flag(const struct op *op, struct str name, bool *value)
{
	int64_t v = 0;

	if (!op_int(op, name, &v))
		return false;
	*value = v != 0;
	return true;
}

static bool
operands_of(const struct op *op, const struct macs_rule *r, struct matrix *a,
    struct matrix *b, bool *agree)
{
	bool trans_a, trans_b, batch_a, batch_b;

	if (!flag(op, STR("transA"), &trans_a) ||
	    !flag(op, STR("transB"), &trans_b) ||
	    !flag(op, STR("transBatchA"), &batch_a) ||
	    !flag(op, STR("transBatchB"), &batch_b) ||
	    !matrix_of(op, r->a, true, trans_a, batch_a, a) ||
	    !matrix_of(op, r->b, false, trans_b, batch_b, b))
		return false;
	*agree = true;
	a->col = b->row = dim_same(a->col, b->row, agree);
	return *agree;
}

/* Broadcasting.md: from the last dimension on, 1 gives way to any. */
static struct amount
stacked(const struct matrix *a, const struct matrix *b)
{
	size_t n = a->n > b->n ? a->n : b->n;
	struct amount all = { AMOUNT_KNOWN, 1 };

	if (!a->ranked || !b->ranked)
		return amount_unknown;
	for (size_t i = 1; i <= n; i++) {
		int64_t x = i > a->n ? 1 : a->stack[a->n - i];
		int64_t y = i > b->n ? 1 : b->stack[b->n - i];
		bool agree = true;
		int64_t both = x == 1 ? y : y == 1 ? x :
		    dim_same(x, y, &agree);

		if (!agree)
			return amount_unknown;
		all = amount_times(all, amount_of(both));
	}
	return all;
}

struct amount
macs_matmul(const struct op *op, const struct macs_rule *r)
{
	struct amount y = shape_elements(op->output[0]);
	struct matrix a, b;
	bool agree;

	if (!operands_of(op, r, &a, &b, &agree))
		return amount_unknown;
	if (y.is == AMOUNT_UNKNOWN)
		y = amount_times(stacked(&a, &b), amount_times(
		    amount_of(a.row), amount_of(b.col)));
	return amount_times(y, amount_of(a.col));
}

struct amount
macs_gemm(const struct op *op, const struct macs_rule *r)
{
	struct matrix a, b;
	bool agree;

	if (!operands_of(op, r, &a, &b, &agree) || a.n > 0 || b.n > 0)
		return amount_unknown;
	a.row = dim_same(a.row, op_out(op, 0, 0), &agree);
	b.col = dim_same(b.col, op_out(op, 0, 1), &agree);
	if (!agree)
		return amount_unknown;
	return amount_times(amount_times(amount_of(a.row), amount_of(b.col)),
	    amount_of(a.col));
}

/* B is packed: its dimensions are the attributes K and N. */
struct amount
macs_packed_matmul(const struct op *op, const struct macs_rule *r)
{
	const struct shape *a = op->input[r->a], *y = op->output[0];
	size_t rank = op_rank(op, r->a);
	int64_t k = DIM_UNKNOWN, n = DIM_UNKNOWN;
	bool agree = true;

	if (!op_int(op, STR("K"), &k) || !op_int(op, STR("N"), &n))
		return amount_unknown;
	if (rank > 0 && rank != RANK_UNKNOWN)
		k = dim_same(k, shape_dim(a, rank - 1), &agree);
	if (y != NULL && y->rank > 0 && y->rank != RANK_UNKNOWN)
		n = dim_same(n, shape_dim(y, y->rank - 1u), &agree);
	if (!agree)
		return amount_unknown;
	if (shape_elements(a).is != AMOUNT_UNKNOWN)
		return amount_times(shape_elements(a), amount_of(n));
	return amount_times(shape_elements(y), amount_of(k));
}

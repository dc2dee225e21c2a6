#include "macs.h"

/* Operators.md, "Einsum": letters are labels, one a dimension. */
enum { LABELS = 128 };

struct labels {
	int64_t dim[LABELS];
	unsigned char operands[LABELS];	/* that have it, as bits */
	bool output[LABELS];
};

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A term, from p to end; input is the operand's, or less than 0 for the
 * output's.  False when it is not as simple as we count. */
static bool
term(const struct op *op, struct labels *l, const char *p, const char *end,
    int input)
{
	size_t rank = 0;
	bool agree = true;

	for (; p < end; p++) {
		unsigned char c = (unsigned char)*p;

		if (c == ' ')
			continue;
		if (!is_letter(*p))
			return false;
		if (input < 0) {
			l->output[c] = true;
			continue;
		}
		l->dim[c] = dim_same(l->dim[c],
		    op_dim(op, (unsigned)input, rank++), &agree);
		l->operands[c] |= (unsigned char)(1 << input);
	}
	return agree && (input < 0 || op_rank(op, (unsigned)input) == rank ||
	    op_rank(op, (unsigned)input) == RANK_UNKNOWN);
}

/* Two operands; without an output's term, the labels that only one has. */
static bool
labels_of(const struct op *op, struct str e, struct labels *l)
{
	const char *end = e.p + e.n;
	const char *comma = memchr(e.p, ',', e.n), *arrow;

	if (comma == NULL)
		return false;
	arrow = memmem(comma, (size_t)(end - comma), "->", 2);
	if (!term(op, l, e.p, comma, 0) ||
	    !term(op, l, comma + 1, arrow == NULL ? end : arrow, 1))
		return false;
	if (arrow != NULL)
		return term(op, l, arrow + 2, end, -1);
	for (int c = 0; c < LABELS; c++)
		l->output[c] = l->operands[c] == 1 || l->operands[c] == 2;
	return true;
}

struct amount
macs_einsum(const struct op *op, const struct macs_rule *r)
{
	struct str e = json_get(op->attribute, STR("equation"));
	struct amount all = { AMOUNT_KNOWN, 1 };
	bool sums = false;
	struct labels l;

	(void)r;
	/* One operand alone is summed up, nothing is multiplied. */
	if (e.n >= 2 && memchr(e.p, ',', e.n) == NULL)
		return (struct amount){ AMOUNT_KNOWN, 0 };
	memset(&l, 0, sizeof(l));
	for (int c = 0; c < LABELS; c++)
		l.dim[c] = DIM_UNKNOWN;
	if (e.n < 2 || e.p[0] != '"' || op_has(op, 2) ||
	    !labels_of(op, (struct str){ e.p + 1, e.n - 2 }, &l))
		return amount_unknown;
	for (int c = 0; c < LABELS; c++) {
		if (l.operands[c] == 0)
			continue;
		sums |= !l.output[c];
		all = amount_times(all, amount_of(l.dim[c]));
	}
	return sums ? all : (struct amount){ AMOUNT_KNOWN, 0 };
}

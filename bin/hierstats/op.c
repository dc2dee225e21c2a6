#include "op.h"

int64_t
op_dim(const struct op *op, unsigned input, size_t i)
{
	return shape_dim(op->input[input], i);
}

int64_t
op_out(const struct op *op, unsigned output, size_t i)
{
	return shape_dim(op->output[output], i);
}

size_t
op_rank(const struct op *op, unsigned input)
{
	return op->input[input] == NULL ? RANK_UNKNOWN :
	    op->input[input]->rank;
}

bool
op_has(const struct op *op, unsigned input)
{
	return (op->has_input >> input & 1) != 0;
}

bool
op_int(const struct op *op, struct str name, int64_t *value)
{
	struct str span = json_get(op->attribute, name);

	return span.n == 0 || json_to_int(span, value);
}

bool
op_ints(const struct op *op, struct str name, int64_t *value, size_t n)
{
	struct str span = json_get(op->attribute, name);
	struct json j;
	size_t i = 0;

	if (span.n == 0)
		return true;
	json_open(&j, span);
	if (json_peek(&j) != JSON_ARRAY)
		return false;
	json_enter(&j, '[');
	for (; json_item(&j); i++)
		if (i == n || !json_to_int(json_skip(&j), &value[i]))
			return false;
	return i == n;
}

int64_t
dim_same(int64_t a, int64_t b, bool *agree)
{
	if (a >= 0 && b >= 0 && a != b)
		*agree = false;
	return a >= 0 ? a : b;
}

#include "operands.h"

#include "macs.h"
#include "precision.h"

static const struct meaning nothing = { NONE, 0, NULL };

/* The member of an object; n is 0 when it is not there. */
struct str
json_value(struct str object, struct str name)
{
	struct json j;
	struct str key;

	json_open(&j, object);
	if (object.n > 0 && json_peek(&j) == JSON_OBJECT &&
	    json_enter(&j, '{'))
		while (json_member(&j, &key)) {
			struct str value = json_skip(&j);

			if (json_key_is(key, name))
				return value;
		}
	return (struct str){ NULL, 0 };
}

const char *
dtype_precision(struct arena *scratch, struct str span)
{
	struct str text;

	return span.n > 0 && json_to_string(span, scratch, &text) ?
	    precision_of(text) : NULL;
}

/* An attribute that numbers a TensorProto.DataType. */
static const char *
type_number(const struct operands *n, struct str name)
{
	struct str span = json_value(n->attribute, name);
	int64_t number;

	if (span.n == 0 || !json_to_int(span, &number) || number < 0 ||
	    number > INT32_MAX)
		return NULL;
	return precision_of_type(dtype_of((int32_t)number));
}

static bool
is_any(struct str op_type, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(op_type, str_of(list[i])))
			return true;
	return false;
}

bool
operands_hand_on(const struct operands *n, struct arena *scratch,
    struct meaning *out)
{
	static const char *const same[] = {
		"Flatten", "Identity", "Reshape", "Squeeze", "Transpose",
		"Unsqueeze"
	};
	struct str op = n->op_type, value;
	const struct meaning *zero = &n->input[2];

	*out = n->n_input > 0 ? n->input[0] : nothing;
	out->weight = NONE;
	if (is_any(op, same, sizeof(same) / sizeof(same[0])))
		return out->precision != NULL;
	if (str_eq(op, STR("DequantizeLinear"))) {
		if (out->precision == NULL && n->n_input > 2)
			out->precision = zero->precision;
		return true;
	}
	if (str_eq(op, STR("QuantizeLinear"))) {
		out->precision = n->n_input > 2 ? zero->precision :
		    type_number(n, STR("output_dtype"));
		if (out->precision == NULL && n->n_input < 3)
			out->precision = "int8";
		return true;
	}
	if (str_eq(op, STR("DynamicQuantizeLinear"))) {
		out->precision = "int8";
		return true;
	}
	if (str_eq(op, STR("Cast"))) {
		out->precision = type_number(n, STR("to"));
		return true;
	}
	if (!str_eq(op, STR("Constant")))
		return false;
	value = json_value(n->attribute, STR("value"));
	out->elements = 0;
	out->precision = dtype_precision(scratch,
	    json_value(value, STR("dtype")));
	return out->precision != NULL;
}

/* Elements that are packed into those of another type. */
static const char *
packed(const struct operands *n)
{
	struct str span;
	int64_t number;

	if (str_eq(n->op_type, STR("MatMulFpQ4")))
		return "int4";
	if (str_eq(n->op_type, STR("MatMulBnb4"))) {
		span = json_value(n->attribute, STR("quant_type"));
		if (span.n == 0 || !json_to_int(span, &number))
			return NULL;
		return number == 0 ? "fp4" : number == 1 ? "nf4" : NULL;
	}
	span = json_value(n->attribute, STR("bits"));
	if (span.n == 0)
		return "int4";
	return json_to_int(span, &number) ? precision_of_bits(number) : NULL;
}

const char *
operands_precision(const struct operands *n)
{
	const struct macs_rule *rule = macs_rule_of(n->domain, n->op_type);
	const struct meaning *best = NULL;
	unsigned operand[2];

	if (rule == &macs_nothing)
		return "";
	if (rule == NULL)
		return NULL;
	if (rule->count == macs_packed_matmul)
		return packed(n);
	operand[0] = rule->a;
	operand[1] = rule->count == macs_projected ? 1 : rule->b;
	for (unsigned i = 0; i < 2; i++) {
		const struct meaning *of = &n->input[operand[i]];

		if (operand[i] >= n->n_input || of->precision == NULL)
			continue;
		if (best == NULL || of->elements > best->elements)
			best = of;
	}
	return best == NULL ? NULL : best->precision;
}

#include <math.h>

#include "dtype.h"
#include "onnx.h"

#define TYPE(name, form, bits, words, entry, field)			\
	{ STR(name), DTYPE_##form, bits, words, entry,			\
	    TENSOR_##field##_DATA, 0, 0, 0, SPECIAL_NONE }
#define SMALL(name, bits, entry, e, m, bias, special)			\
	{ STR(name), DTYPE_SMALL, bits, 1, entry, TENSOR_INT32_DATA,	\
	    e, m, bias, SPECIAL_##special }

/* By number; onnx/docs and "TensorProto" say which typed field holds what.
 * Sub-byte types share an entry of int32_data as they share a byte of
 * raw_data, save FLOAT6, of which an entry holds one. */
static const struct dtype table[] = {
	{ STR("UNDEFINED"), DTYPE_NONE, 0, 1, 1, 0, 0, 0, 0, SPECIAL_NONE },
	TYPE("FLOAT", FLOAT, 32, 1, 1, FLOAT),
	TYPE("UINT8", UINT, 8, 1, 1, INT32),
	TYPE("INT8", INT, 8, 1, 1, INT32),
	TYPE("UINT16", UINT, 16, 1, 1, INT32),
	TYPE("INT16", INT, 16, 1, 1, INT32),
	TYPE("INT32", INT, 32, 1, 1, INT32),
	TYPE("INT64", INT, 64, 1, 1, INT64),
	TYPE("STRING", STRING, 0, 1, 1, STRING),
	TYPE("BOOL", BOOL, 8, 1, 1, INT32),
	SMALL("FLOAT16", 16, 1, 5, 10, 15, IEEE),
	TYPE("DOUBLE", DOUBLE, 64, 1, 1, DOUBLE),
	TYPE("UINT32", UINT, 32, 1, 1, UINT64),
	TYPE("UINT64", UINT, 64, 1, 1, UINT64),
	TYPE("COMPLEX64", COMPLEX64, 64, 2, 1, FLOAT),
	TYPE("COMPLEX128", COMPLEX128, 128, 2, 1, DOUBLE),
	SMALL("BFLOAT16", 16, 1, 8, 7, 127, IEEE),
	SMALL("FLOAT8E4M3FN", 8, 1, 4, 3, 7, FN),
	SMALL("FLOAT8E4M3FNUZ", 8, 1, 4, 3, 8, FNUZ),
	SMALL("FLOAT8E5M2", 8, 1, 5, 2, 15, IEEE),
	SMALL("FLOAT8E5M2FNUZ", 8, 1, 5, 2, 16, FNUZ),
	TYPE("UINT4", UINT, 4, 1, 2, INT32),
	TYPE("INT4", INT, 4, 1, 2, INT32),
	SMALL("FLOAT4E2M1", 4, 2, 2, 1, 1, NONE),
	SMALL("FLOAT8E8M0", 8, 1, 8, 0, 127, SCALE),
	TYPE("UINT2", UINT, 2, 1, 4, INT32),
	TYPE("INT2", INT, 2, 1, 4, INT32),
	SMALL("FLOAT6E2M3", 6, 1, 2, 3, 1, NONE),
	SMALL("FLOAT6E3M2", 6, 1, 3, 2, 3, NONE),
};

const struct dtype *
dtype_of(int32_t number)
{
	if (number < 0 || (size_t)number >= sizeof(table) / sizeof(table[0]))
		return NULL;
	return &table[number];
}

const struct dtype *
dtype_named(struct str name)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (str_eq(table[i].name, name))
			return &table[i];
	return NULL;
}

float
dtype_small(const struct dtype *t, uint32_t bits)
{
	uint32_t exponent = bits >> t->mantissa & ((1u << t->exponent) - 1);
	uint32_t mantissa = bits & ((1u << t->mantissa) - 1);
	uint32_t top = (1u << t->exponent) - 1;
	bool minus = bits >> (t->exponent + t->mantissa) & 1;
	float value;

	if (t->special == SPECIAL_SCALE)
		return exponent == top ? NAN :
		    ldexpf(1, (int)exponent - t->bias);
	if (t->special == SPECIAL_FNUZ && minus && !exponent && !mantissa)
		return NAN;
	if (t->special == SPECIAL_FN && exponent == top &&
	    mantissa == (1u << t->mantissa) - 1)
		return NAN;
	if (t->special == SPECIAL_IEEE && exponent == top)
		value = mantissa ? NAN : INFINITY;
	else if (exponent == 0)
		value = ldexpf((float)mantissa, 1 - t->bias - t->mantissa);
	else
		value = ldexpf((float)(mantissa | 1u << t->mantissa),
		    (int)exponent - t->bias - t->mantissa);
	return minus ? -value : value;
}

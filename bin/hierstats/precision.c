#include "precision.h"

#include <stddef.h>

static const char *const integers[] = {
	[1] = "int1", [2] = "int2", [3] = "int3", [4] = "int4", [5] = "int5",
	[6] = "int6", [7] = "int7", [8] = "int8", [16] = "int16",
	[32] = "int32", [64] = "int64",
};

static const char *const floats[] = {
	[4] = "fp4", [6] = "fp6", [8] = "fp8", [16] = "fp16", [32] = "fp32",
	[64] = "fp64",
};

const char *
precision_of_bits(int64_t bits)
{
	return bits < 1 || bits > 64 ? NULL : integers[bits];
}

const char *
precision_of_type(const struct dtype *t)
{
	if (t == NULL)
		return NULL;
	if (str_eq(t->name, STR("BFLOAT16")))
		return "bf16";
	switch (t->form) {
	case DTYPE_INT:
	case DTYPE_UINT:
		return precision_of_bits(t->bits);
	case DTYPE_FLOAT:
	case DTYPE_DOUBLE:
	case DTYPE_SMALL:
		return floats[t->bits];
	default:
		return NULL;
	}
}

const char *
precision_of(struct str dtype)
{
	const struct dtype *t;

	for (int32_t i = 0; (t = dtype_of(i)) != NULL; i++)
		if (str_eq(t->name, dtype))
			return precision_of_type(t);
	return NULL;
}

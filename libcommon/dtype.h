/*
 * dtype: ONNX's element types (TensorProto.DataType).
 */
#ifndef DTYPE_H
#define DTYPE_H

#include <stdint.h>

#include "str.h"

enum dtype_form {
	DTYPE_NONE,		/* UNDEFINED */
	DTYPE_INT, DTYPE_UINT, DTYPE_BOOL, DTYPE_STRING,
	DTYPE_FLOAT, DTYPE_DOUBLE,
	DTYPE_COMPLEX64, DTYPE_COMPLEX128,
	DTYPE_SMALL,		/* a float of at most 16 bits */
};

/* What the bit patterns of a small float that are no plain numbers mean. */
enum dtype_special {
	SPECIAL_IEEE,		/* the highest exponent: infinity and NaN */
	SPECIAL_FN,		/* all ones: NaN; no infinity */
	SPECIAL_FNUZ,		/* minus zero is NaN; no infinity */
	SPECIAL_NONE,
	SPECIAL_SCALE,		/* no sign, no mantissa; all ones: NaN */
};

struct dtype {
	struct str name;	/* "FLOAT" */
	enum dtype_form form;
	uint8_t bits;		/* of an element; 0 when they differ */
	uint8_t words;		/* 2 for a complex element, else 1 */
	uint8_t per_entry;	/* elements in an entry of the typed field */
	uint32_t tag;		/* of the typed field in TensorProto */
	uint8_t exponent, mantissa;
	int16_t bias;
	enum dtype_special special;
};

/* NULL for a number that is none that we know. */
const struct dtype *dtype_of(int32_t);
/* The type of this name, as a stream spells it, or NULL. */
const struct dtype *dtype_named(struct str);
/* A small float's value; exact, since float holds them all. */
float dtype_small(const struct dtype *, uint32_t bits);

#endif

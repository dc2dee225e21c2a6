/*
 * precision: int8, int4, fp16 ...: in what numbers elements are kept, whether
 * signed or not.
 */
#ifndef PRECISION_H
#define PRECISION_H

#include "dtype.h"

/* Of a dtype's name, of a dtype: a constant string, or NULL. */
const char *precision_of(struct str dtype);
const char *precision_of_type(const struct dtype *);
/* Integers of so many bits, 1 to 64. */
const char *precision_of_bits(int64_t bits);

#endif

/*
 * amount: a count that may not be known, or that is past 64 bits.
 *
 * Sums and products of amounts are unknown when a part is, and past 64 bits
 * rather than wrapped; but nothing times anything is nothing.
 */
#ifndef AMOUNT_H
#define AMOUNT_H

#include <stddef.h>
#include <stdint.h>

enum amount_is { AMOUNT_KNOWN, AMOUNT_PAST, AMOUNT_UNKNOWN };

struct amount {
	enum amount_is is;
	uint64_t n;		/* when it is known */
};

extern const struct amount amount_unknown;

/* Of a dimension; unknown when it is negative. */
struct amount amount_of(int64_t dim);
struct amount amount_times(struct amount, struct amount);
struct amount amount_plus(struct amount, struct amount);
/* The product of dimensions, 1 of none. */
struct amount amount_product(const int64_t *dim, size_t n);

#endif

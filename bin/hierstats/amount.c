#include "amount.h"

#include <stdbool.h>

const struct amount amount_unknown = { AMOUNT_UNKNOWN, 0 };

/* What the result is when a part is not known, or too large. */
static enum amount_is
worse(struct amount a, struct amount b)
{
	return a.is > b.is ? a.is : b.is;
}

struct amount
amount_of(int64_t dim)
{
	return dim < 0 ? amount_unknown :
	    (struct amount){ AMOUNT_KNOWN, (uint64_t)dim };
}

static bool
is_nothing(struct amount a)
{
	return a.is == AMOUNT_KNOWN && a.n == 0;
}

struct amount
amount_times(struct amount a, struct amount b)
{
	struct amount product = { worse(a, b), 0 };

	if (is_nothing(a) || is_nothing(b))
		product.is = AMOUNT_KNOWN;
	else if (product.is == AMOUNT_KNOWN &&
	    __builtin_mul_overflow(a.n, b.n, &product.n))
		product.is = AMOUNT_PAST;
	return product;
}

struct amount
amount_plus(struct amount a, struct amount b)
{
	struct amount sum = { worse(a, b), 0 };

	if (sum.is == AMOUNT_KNOWN && __builtin_add_overflow(a.n, b.n, &sum.n))
		sum.is = AMOUNT_PAST;
	return sum;
}

struct amount
amount_product(const int64_t *dim, size_t n)
{
	struct amount product = { AMOUNT_KNOWN, 1 };

	for (size_t i = 0; i < n; i++)
		product = amount_times(product, amount_of(dim[i]));
	return product;
}

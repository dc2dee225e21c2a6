#include "shortest.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
reads_back(const char *text, int n, double d, bool single)
{
	return n < SHORTEST && (single ? strtof(text, NULL) == (float)d :
	    strtod(text, NULL) == d);
}

/*
 * Does a text of so many digits read back as the same number?  If one does,
 * the nearest does: save at a power of two, which is nearer to the number
 * below than to the one above.  There what lies above may read back too: if
 * anything does, then what is nearest to the middle between the number and
 * the end of what reads back.
 */
static bool
digits_suffice(char text[SHORTEST], double d, int digits, bool single)
{
	long double middle = (long double)d * (single ? 1 + 0x1p-25L :
	    1 + 0x1p-54L);
	int exponent, n;

	n = snprintf(text, SHORTEST, "%.*g", digits, d);
	if (reads_back(text, n, d, single))
		return true;
	if (fabs(frexp(d, &exponent)) != 0.5)
		return false;
	n = snprintf(text, SHORTEST, "%.*Lg", digits, middle);
	return reads_back(text, n, d, single);
}

void
shortest(char text[SHORTEST], double d, bool single)
{
	int least = 1, most = single ? 9 : 17;

	while (least < most) {
		int half = (least + most) / 2;

		if (digits_suffice(text, d, half, single))
			most = half;
		else
			least = half + 1;
	}
	digits_suffice(text, d, least, single);
	if (strpbrk(text, ".e") == NULL)
		strcat(text, ".0");
}

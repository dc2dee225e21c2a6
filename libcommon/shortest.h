/*
 * shortest: a number as the decimal text of fewest digits that reads back as
 * the same number: the digits of Python's repr, the exponent as printf has it.
 *
 * 17 digits suffice for any float64, 9 for any float32 (C11 5.2.4.2.2,
 * DBL_DECIMAL_DIG); fewer are found by halving, since more suffice too.
 */
#ifndef SHORTEST_H
#define SHORTEST_H

#include <stdbool.h>

enum { SHORTEST = 32 };		/* bytes for a text */

/* Of a finite number, a float32 when it is `single`; with a point or an
 * exponent.  No program sets a locale: the point is a point. */
void shortest(char text[SHORTEST], double, bool single);

#endif

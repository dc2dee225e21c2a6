/*
 * unit: what the unit programs share.  Each CHECK that fails is printed with
 * its place; unit_done prints `ok` when none did, and gives main's status.
 */
#ifndef UNIT_H
#define UNIT_H

#include <stdio.h>

static int unit_failed;

#define CHECK(condition)						\
	do {								\
		if (!(condition)) {					\
			printf("%s:%d: %s\n", __FILE__, __LINE__,	\
			    #condition);				\
			unit_failed++;					\
		}							\
	} while (0)

static inline int
unit_done(void)
{
	if (unit_failed == 0)
		puts("ok");
	return unit_failed != 0;
}

#endif

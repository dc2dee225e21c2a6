/*
 * sums: a report's columns that sum, added up.
 */
#ifndef SUMS_H
#define SUMS_H

#include "report.h"

/* Adds to a sum; past 64 bits ends the program. */
void report_add(const struct report *, unsigned column, struct cell *,
    const struct cell *);
void report_take(struct cell *, const struct cell *);
/* The same of all columns that sum, and of all rows. */
void report_add_row(const struct report *, struct cell *sum, uint32_t row);
struct cell *report_sums(const struct report *, struct arena *);

#endif

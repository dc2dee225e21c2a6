/*
 * value: a cell as text.
 */
#ifndef VALUE_H
#define VALUE_H

#include "report.h"

/* A number for people: `12`, `≥12`, `3.5`, `12.5%`, `?`.  Nothing of a cell
 * that does not apply.  `all` are the sums of all rows. */
void value_number(const struct report *, unsigned column,
    const struct cell *row, const struct cell *all, struct buf *);
/* For programs: digits, true, false; nothing when it is unknown. */
void value_digits(const struct column *, const struct cell *row,
    const struct cell *, struct buf *);
/* Of UNIT_RATIO; false when it divides by nothing. */
bool value_ratio(const struct column *, const struct cell *row, double *);
/* A text as bytes, a list's items with a blank between them, those that are
 * numbered as `Add:2`. */
void value_text(const struct column *, const struct cell *, struct buf *);
/* What stands for a text that is empty or unknown: `(root)`, `(none)`,
 * `(unknown)`; only of keys and modules, else nothing.  p is NULL for a text
 * that speaks for itself. */
struct str value_word(const struct column *, const struct cell *);
/* `  ~3 somewhere below` of all columns that are told so in this form. */
void value_notes(const struct report *, const struct cell *row, enum show,
    struct buf *);

#endif

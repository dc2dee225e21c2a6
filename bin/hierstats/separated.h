/*
 * separated: rows of values with a character between them, csv's and tsv's.
 */
#ifndef SEPARATED_H
#define SEPARATED_H

#include "form.h"

/* `add` writes a text as the form has it. */
void separated_print(const struct report *, const struct options *, bool first,
    char between, void (*add)(struct buf *, struct str));

#endif

/*
 * fields: what a tree shows of each line: numbers, then, behind the name,
 * texts.  A column that sums is two fields, own and total.
 */
#ifndef FIELDS_H
#define FIELDS_H

#include "outline.h"

/* A column of the tree: of a sum the own or the total number. */
struct field {
	unsigned column;
	unsigned sum;		/* in the outline's */
	enum { FIELD_CELL, FIELD_OWN, FIELD_TOTAL } kind;
	const char *head;
	size_t width;
};

struct fields {
	struct field *number, *text;
	unsigned n_number, n_text;
};

void fields_choose(struct fields *, const struct outline *);
/* Texts whose width is 0, since no line has them, go; one that a line has is
 * as wide as its head or wider. */
void fields_drop_empty(struct fields *);
void fields_free(struct fields *);

#endif

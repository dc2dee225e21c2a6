/*
 * labels: one key of a JSON object for each of many things whose names may be
 * empty or stand several times.
 *
 * A name that stands once is the label.  Others get their place behind it,
 * `NAME@main/12`, and a `'` more for as long as that is a label already.
 *
 *	labels_open(&l, n);
 *	labels_name(&l, i, name) ...	of all, 0 to n - 1
 *	labels_place(&l, i, place) ...	of all whose label is not known yet
 *	labels_get(&l, i)
 */
#ifndef LABELS_H
#define LABELS_H

#include "arena.h"
#include "intern.h"

struct labels {
	struct intern text;
	uint32_t *label;	/* by thing, in `text` */
	uint32_t *first;	/* by text: the thing whose name it is, NONE
				 * when it stands several times */
	uint32_t cap;
	struct arena arena;
};

void labels_open(struct labels *, uint32_t n);
/* The names must outlive the labels. */
void labels_name(struct labels *, uint32_t thing, struct str name);
bool labels_known(const struct labels *, uint32_t thing);
void labels_place(struct labels *, uint32_t thing, struct str place);
struct str labels_get(const struct labels *, uint32_t thing);
void labels_free(struct labels *);

#endif

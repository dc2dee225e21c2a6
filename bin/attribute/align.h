/*
 * align: two sequences laid against one another, as diff(1) lays lines.
 *
 * Pairs of equal items, in rising order of both, as many as can be: the greedy
 * algorithm of E. Myers, "An O(ND) Difference Algorithm and Its Variations"
 * (1986).  It looks for at most ALIGN_EDITS edits at a time, takes the way
 * that got furthest, and goes on from there: time is at most the length times
 * ALIGN_EDITS, memory the square of ALIGN_EDITS.
 */
#ifndef ALIGN_H
#define ALIGN_H

#include <stddef.h>
#include <stdint.h>

enum { ALIGN_EDITS = 512 };

struct align {
	const uint32_t *a, *b;
	uint32_t n, m;
	void (*pair)(void *context, uint32_t i, uint32_t j);
	void *context;
	uint32_t *at;			/* scratch, kept for the next call */
	uint32_t (*found)[2];
	size_t cap_at, cap_found;
};

void align(struct align *);
/* Frees the scratch. */
void align_free(struct align *);

#endif

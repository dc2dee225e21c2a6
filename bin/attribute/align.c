#include "align.h"

#include "str.h"

#include <stdlib.h>

/* One search: from (i, j) on, `at` holds how far each diagonal got with each
 * number of edits, the row of d edits from d * (d + 1) / 2 on: d + 1 cells for
 * the diagonals -d, -d + 2 ... d. */
struct search {
	const struct align *s;
	uint32_t i, j;
	uint32_t *at;
};

static uint32_t *
cell(const struct search *f, int d, int k)
{
	return &f->at[(size_t)d * ((size_t)d + 1) / 2 +
	    (size_t)((k + d) / 2)];
}

/* Where the way on diagonal k with d edits begins: behind its last edit. */
static uint32_t
start(const struct search *f, int d, int k, int *from)
{
	uint32_t left, up;

	if (d == 0) {
		*from = 0;
		return 0;
	}
	left = k - 1 < -(d - 1) ? 0 : *cell(f, d - 1, k - 1) + 1;
	up = k + 1 > d - 1 ? 0 : *cell(f, d - 1, k + 1);
	*from = k - 1 < -(d - 1) || (k + 1 <= d - 1 && up >= left) ? k + 1 :
	    k - 1;
	return *from == k + 1 ? up : left;
}

/* The pairs of the way that ends on diagonal k, last ones first into `found`;
 * their number. */
static size_t
trace(const struct search *f, int d, int k, uint32_t (*found)[2])
{
	size_t n = 0;

	for (;;) {
		uint32_t x = *cell(f, d, k), begin;
		int from;

		begin = start(f, d, k, &from);
		for (; x > begin; x--) {
			found[n][0] = f->i + x - 1;
			found[n][1] = (uint32_t)((int64_t)f->j + x - 1 - k);
			n++;
		}
		if (d == 0)
			return n;
		d--;
		k = from;
	}
}

/* The way with the fewest edits, or, with ALIGN_EDITS of them, the one that
 * got furthest. */
static void
find(const struct search *f, int *edits, int *diagonal)
{
	const struct align *s = f->s;
	int64_t n = s->n - f->i, m = s->m - f->j, best = -1;

	for (int d = 0; d < ALIGN_EDITS; d++) {
		best = -1;
		for (int k = -d; k <= d; k += 2) {
			int from;
			int64_t x = start(f, d, k, &from), y = x - k;

			while (x < n && y >= 0 && y < m &&
			    s->a[f->i + x] == s->b[f->j + y]) {
				x++;
				y++;
			}
			*cell(f, d, k) = (uint32_t)x;
			/* Ways off the edge are dead ends. */
			if (x > n || y > m || y < 0 || x + y <= best)
				continue;
			best = x + y;
			*edits = d;
			*diagonal = k;
			if (x == n && y == m)
				return;
		}
	}
}

void
align(const struct align *s)
{
	struct search f = { .s = s };
	uint32_t tail = 0;
	uint32_t (*found)[2];

	for (; f.i < s->n && f.j < s->m && s->a[f.i] == s->b[f.j]; f.i++) {
		s->pair(s->context, f.i, f.j);
		f.j++;
	}
	while (tail < s->n - f.i && tail < s->m - f.j &&
	    s->a[s->n - 1 - tail] == s->b[s->m - 1 - tail]) {
		tail++;
		s->pair(s->context, s->n - tail, s->m - tail);
	}
	struct align rest = { s->a, s->b, s->n - tail, s->m - tail, s->pair,
	    s->context };
	f.s = &rest;
	if (f.i == rest.n || f.j == rest.m)
		return;
	f.at = xreallocarray(NULL, (size_t)ALIGN_EDITS * (ALIGN_EDITS + 1) / 2,
	    sizeof(*f.at));
	found = xreallocarray(NULL, rest.n, sizeof(*found));
	while (f.i < rest.n && f.j < rest.m) {
		int d = 0, k = 0;
		size_t n;

		find(&f, &d, &k);
		n = trace(&f, d, k, found);
		while (n-- > 0)
			s->pair(s->context, found[n][0], found[n][1]);
		uint32_t x = *cell(&f, d, k);
		f.i += x;
		f.j = (uint32_t)((int64_t)f.j + x - k);
	}
	free(found);
	free(f.at);
}

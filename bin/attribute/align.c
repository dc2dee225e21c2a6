#include "align.h"

#include "str.h"

#include <stdlib.h>

/* One search, of a[i..n) and b[j..m): `at` holds how far each diagonal got with
 * each number of edits, the row of d edits from d * (d + 1) / 2 on: d + 1
 * cells for the diagonals -d, -d + 2 ... d. */
struct search {
	struct align *s;
	uint32_t i, j, n, m;
};

static uint32_t *
cell(const struct search *f, int d, int k)
{
	return &f->s->at[(size_t)d * ((size_t)d + 1) / 2 +
	    (size_t)((k + d) / 2)];
}

/* Where the way on diagonal k with d edits begins: behind its last edit, which
 * came from another diagonal. */
static uint32_t
start(const struct search *f, int d, int k, int *from)
{
	uint32_t left, up;

	*from = k - 1;
	if (d == 0)
		return 0;
	left = k == -d ? 0 : *cell(f, d - 1, k - 1) + 1;
	if (k == d)
		return left;
	up = *cell(f, d - 1, k + 1);
	if (k != -d && left > up)
		return left;
	*from = k + 1;
	return up;
}

/* The pairs of the way that ends on diagonal k, last ones first; their
 * number. */
static size_t
trace(const struct search *f, int d, int k)
{
	size_t n = 0;

	for (;; d--) {
		int from;
		uint32_t x = *cell(f, d, k), begin = start(f, d, k, &from);

		for (; x > begin; x--) {
			f->s->found[n][0] = f->i + x - 1;
			f->s->found[n][1] =
			    (uint32_t)((int64_t)f->j + x - 1 - k);
			n++;
		}
		if (d == 0)
			return n;
		k = from;
	}
}

/* The way with the fewest edits, or, with ALIGN_EDITS of them, the one that
 * got furthest.  Ways over an edge never come back, and are left alone. */
static void
find(const struct search *f, int *edits, int *diagonal)
{
	const struct align *s = f->s;
	int64_t n = f->n - f->i, m = f->m - f->j, best;

	for (int d = 0; d < ALIGN_EDITS; d++) {
		best = -1;
		for (int k = -d; k <= d; k += 2) {
			int from;
			int64_t x = start(f, d, k, &from), y = x - k;

			while (x < n && y < m &&
			    s->a[f->i + x] == s->b[f->j + y]) {
				x++;
				y++;
			}
			*cell(f, d, k) = (uint32_t)x;
			if (x > n || y > m || x + y <= best)
				continue;
			best = x + y;
			*edits = d;
			*diagonal = k;
			if (x == n && y == m)
				return;
		}
	}
}

/* Room for as many edits as there can be, and as many pairs. */
static void
make_room(const struct search *f)
{
	struct align *s = f->s;
	size_t n = f->n - f->i, rows = n + (f->m - f->j) + 1, cells;
	const size_t most = ALIGN_EDITS;

	if (rows > most)
		rows = most;
	cells = rows * (rows + 1) / 2;
	if (cells > s->cap_at) {
		s->cap_at = cells;
		s->at = xreallocarray(s->at, cells, sizeof(*s->at));
	}
	if (n > s->cap_found) {
		s->cap_found = n;
		s->found = xreallocarray(s->found, n, sizeof(*s->found));
	}
}

/* What both begin and end with needs no search. */
static void
trim(struct search *f)
{
	struct align *s = f->s;

	while (f->i < f->n && f->j < f->m && s->a[f->i] == s->b[f->j])
		s->pair(s->context, f->i++, f->j++);
	while (f->i < f->n && f->j < f->m &&
	    s->a[f->n - 1] == s->b[f->m - 1])
		s->pair(s->context, --f->n, --f->m);
}

void
align(struct align *s)
{
	struct search f = { .s = s, .n = s->n, .m = s->m };

	trim(&f);
	make_room(&f);
	while (f.i < f.n && f.j < f.m) {
		int d = 0, k = 0;
		uint32_t x;

		find(&f, &d, &k);
		for (size_t n = trace(&f, d, k); n-- > 0;)
			s->pair(s->context, s->found[n][0], s->found[n][1]);
		x = *cell(&f, d, k);
		f.i += x;
		f.j = (uint32_t)((int64_t)f.j + x - k);
	}
}

void
align_free(struct align *s)
{
	free(s->at);
	free(s->found);
}

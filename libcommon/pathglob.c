#include "pathglob.h"

#define BIT(i) (UINT64_C(1) << (i))

bool
pathglob_make(struct pathglob *g, struct str pattern)
{
	*g = (struct pathglob){ 0 };
	while (pattern.n > 0) {
		const char *dot = memchr(pattern.p, '.', pattern.n);
		size_t n = dot == NULL ? pattern.n : (size_t)(dot - pattern.p);

		/* A dot at the end has an empty component behind it. */
		if (g->n + (dot != NULL) >= PATHGLOB_MAX)
			return false;
		g->part[g->n++] = (struct str){ pattern.p, n };
		if (dot == NULL)
			break;
		pattern.p += n + 1;
		pattern.n -= n + 1;
		if (pattern.n == 0)
			g->part[g->n++] = (struct str){ pattern.p, 0 };
	}
	return true;
}

static bool
is_across(struct str part)
{
	return part.n == 2 && part.p[0] == '*' && part.p[1] == '*';
}

/* `**` may match no component: it may be used up at once. */
static uint64_t
closure(const struct pathglob *g, uint64_t state)
{
	for (unsigned i = 0; i < g->n; i++)
		if ((state & BIT(i)) != 0 && is_across(g->part[i]))
			state |= BIT(i + 1);
	return state;
}

/* A later `*` may take back what an earlier one took, but no earlier one need
 * ever give more: so one place to go back to is enough. */
bool
pathglob_text(struct str pattern, struct str text)
{
	size_t i = 0, j = 0, star = pattern.n, back = 0;

	while (j < text.n) {
		if (i < pattern.n && pattern.p[i] == '*') {
			star = i++;
			back = j;
		} else if (i < pattern.n && pattern.p[i] == text.p[j]) {
			i++;
			j++;
		} else if (star < pattern.n) {
			i = star + 1;
			j = ++back;
		} else {
			return false;
		}
	}
	while (i < pattern.n && pattern.p[i] == '*')
		i++;
	return i == pattern.n;
}

uint64_t
pathglob_start(const struct pathglob *g)
{
	return closure(g, BIT(0));
}

uint64_t
pathglob_step(const struct pathglob *g, uint64_t state, struct str name)
{
	uint64_t next = 0;

	for (unsigned i = 0; i < g->n; i++) {
		if ((state & BIT(i)) == 0)
			continue;
		if (is_across(g->part[i]))
			next |= BIT(i);
		else if (pathglob_text(g->part[i], name))
			next |= BIT(i + 1);
	}
	return closure(g, next);
}

bool
pathglob_accepts(const struct pathglob *g, uint64_t state)
{
	return (state & BIT(g->n)) != 0;
}

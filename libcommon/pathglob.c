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

/* What stands before the next `*`, both left behind; false without one. */
static bool
next_part(struct str *pattern, struct str *part)
{
	const char *star = pattern->n == 0 ? NULL :
	    memchr(pattern->p, '*', pattern->n);

	if (star == NULL)
		return false;
	*part = (struct str){ pattern->p, (size_t)(star - pattern->p) };
	pattern->n -= part->n + 1;
	pattern->p = star + 1;
	return true;
}

/* To behind the first place where the part stands. */
static bool
pass(struct str *text, struct str part)
{
	const char *found;

	if (part.n == 0)
		return true;
	found = text->n == 0 ? NULL :
	    memmem(text->p, text->n, part.p, part.n);
	if (found == NULL)
		return false;
	found += part.n;
	text->n -= (size_t)(found - text->p);
	text->p = found;
	return true;
}

bool
pathglob_text(struct str pattern, struct str text)
{
	struct str part;

	if (!next_part(&pattern, &part))
		return str_eq(pattern, text);
	if (!str_starts(text, part))
		return false;
	text.p += part.n;
	text.n -= part.n;
	/* Taken where it first stands a part leaves most to the next. */
	while (next_part(&pattern, &part))
		if (!pass(&text, part))
			return false;
	return str_ends(text, pattern);
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

#include "renames.h"

#include <stdlib.h>

struct finder {
	const struct twins *t;
	uint32_t *renamed;	/* by twin */
	bool *taken;		/* by twin: it is renamed, or one above or
				 * below it */
	uint32_t *first;	/* by likeness: a twin that only NEW has */
	uint32_t *next;		/* by twin: the next one that is alike */
};

static bool
only(const struct twins *t, uint32_t twin, enum side side)
{
	return twins_has(t, twin, side) && !twins_has(t, twin, !side);
}

static bool
is_enough(const struct twins *t, uint32_t twin, enum side side)
{
	const struct module *m =
	    &t->stats[side]->module[t->twin[twin].of[side]];

	return m->total.nodes > 1;
}

static uint32_t
alike(const struct twins *t, uint32_t twin, enum side side)
{
	return t->alike[side][t->twin[twin].of[side]];
}

/* Those that only NEW has, by likeness, in tree order. */
static void
collect(struct finder *f)
{
	const struct twins *t = f->t;
	uint32_t *last = xcalloc(t->n_alike, sizeof(*last));

	for (uint32_t twin = 0; twin != NONE;
	    twin = twins_next(t, twin, true)) {
		uint32_t like;

		if (!only(t, twin, NEW) || !is_enough(t, twin, NEW))
			continue;
		like = alike(t, twin, NEW);
		if (f->first[like] == NONE)
			f->first[like] = twin;
		else
			f->next[last[like]] = twin;
		last[like] = twin;
	}
	free(last);
}

static void
take(struct finder *f, uint32_t top)
{
	uint32_t end = twins_next(f->t, top, false);

	for (uint32_t twin = top; twin != end;
	    twin = twins_next(f->t, twin, true))
		f->taken[twin] = true;
	for (uint32_t up = f->t->twin[top].parent; !f->taken[up];
	    up = f->t->twin[up].parent) {
		f->taken[up] = true;
		if (up == 0)
			return;
	}
}

/* Those that were taken stand for no other any more. */
static uint32_t
find(struct finder *f, uint32_t old)
{
	uint32_t *first = &f->first[alike(f->t, old, OLD)];

	while (*first != NONE && f->taken[*first])
		*first = f->next[*first];
	return *first;
}

uint32_t *
renames_make(const struct twins *t)
{
	struct finder f = { .t = t };
	uint32_t new;
	bool below;

	f.renamed = xcalloc(t->n, sizeof(*f.renamed));
	f.taken = xcalloc(t->n, sizeof(*f.taken));
	f.next = xcalloc(t->n, sizeof(*f.next));
	f.first = xcalloc(t->n_alike, sizeof(*f.first));
	memset(f.renamed, 0xff, t->n * sizeof(*f.renamed));
	memset(f.next, 0xff, t->n * sizeof(*f.next));
	memset(f.first, 0xff, t->n_alike * sizeof(*f.first));
	collect(&f);
	for (uint32_t old = 0; old != NONE; old = twins_next(t, old, below)) {
		below = true;
		if (!only(t, old, OLD) || !is_enough(t, old, OLD))
			continue;
		new = find(&f, old);
		if (new == NONE)
			continue;
		f.renamed[old] = new;
		f.renamed[new] = old;
		take(&f, new);
		below = false;
	}
	free(f.taken);
	free(f.next);
	free(f.first);
	return f.renamed;
}

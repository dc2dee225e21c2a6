#include "pairs.h"

#include <stdlib.h>

#include "message.h"

/* The slot that holds the pair, or the free one where it would stand. */
static uint32_t
slot_of(const struct pairs *t, uint32_t a, uint32_t b)
{
	uint64_t key = ((uint64_t)a << 32 | b) ^ intern_seed();
	uint32_t mask = t->nslot - 1, i;

	/* Fibonacci hashing, folded: ids are dense, so this spreads them. */
	key ^= key >> 31;
	key *= UINT64_C(0x9e3779b97f4a7c15);
	for (i = (uint32_t)(key >> 32) & mask; t->slot[i] != 0;
	    i = (i + 1) & mask) {
		const struct pair *p = &t->pair[t->slot[i] - 1];
		if (p->a == a && p->b == b)
			break;
	}
	return i;
}

static void
grow_slots(struct pairs *t)
{
	if (t->nslot > UINT32_MAX / 4)
		fatal("out of memory: too many pairs");
	t->nslot = t->nslot == 0 ? 64 : t->nslot * 2;
	free(t->slot);
	t->slot = xcalloc(t->nslot, sizeof(*t->slot));
	for (uint32_t id = 0; id < t->n; id++)
		t->slot[slot_of(t, t->pair[id].a, t->pair[id].b)] = id + 1;
}

uint32_t
pairs_add(struct pairs *t, uint32_t a, uint32_t b)
{
	uint32_t i;

	if (t->n + 1 > t->nslot / 4 * 3)
		grow_slots(t);
	i = slot_of(t, a, b);
	if (t->slot[i] != 0)
		return t->slot[i] - 1;
	GROW(t->pair, t->n, t->cap);
	t->pair[t->n] = (struct pair){ a, b };
	t->slot[i] = ++t->n;
	return t->n - 1;
}

uint32_t
pairs_find(const struct pairs *t, uint32_t a, uint32_t b)
{
	uint32_t id;

	if (t->nslot == 0)
		return NONE;
	id = t->slot[slot_of(t, a, b)];
	return id == 0 ? NONE : id - 1;
}

void
pairs_free(struct pairs *t)
{
	free(t->pair);
	free(t->slot);
	*t = (struct pairs){ 0 };
}

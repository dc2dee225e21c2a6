#include "intern.h"

#include <stdlib.h>
#include <sys/random.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "message.h"

uint64_t
intern_seed(void)
{
	static uint64_t seed;

	if (seed == 0) {
		if (getrandom(&seed, sizeof(seed), 0) != sizeof(seed))
			seed = (uintptr_t)&seed;
		seed |= 1;
	}
	return seed;
}

static uint32_t
hash_of(struct str s)
{
	return (uint32_t)XXH3_64bits_withSeed(s.p, s.n, intern_seed());
}

/* The slot that holds s, or the free one where it would stand. */
static struct intern_slot *
slot_of(const struct intern *t, struct str s, uint32_t hash)
{
	uint32_t mask = t->nslot - 1, i = hash & mask;

	for (; t->slot[i].id != 0; i = (i + 1) & mask)
		if (t->slot[i].hash == hash &&
		    str_eq(t->str[t->slot[i].id - 1], s))
			break;
	return &t->slot[i];
}

static void
grow_slots(struct intern *t)
{
	struct intern_slot *old = t->slot;
	uint32_t n = t->nslot, mask;

	if (n > UINT32_MAX / 4)
		fatal("out of memory: too many names");
	t->nslot = n == 0 ? 64 : n * 2;
	t->slot = xcalloc(t->nslot, sizeof(*t->slot));
	mask = t->nslot - 1;
	for (uint32_t k = 0; k < n; k++) {
		uint32_t i = old[k].hash & mask;
		if (old[k].id == 0)
			continue;
		while (t->slot[i].id != 0)
			i = (i + 1) & mask;
		t->slot[i] = old[k];
	}
	free(old);
}

uint32_t
intern_add(struct intern *t, struct str s)
{
	uint32_t hash = hash_of(s);
	struct intern_slot *slot;

	/* At most three quarters full: probes stay short. */
	if (t->n + 1 > t->nslot / 4 * 3)
		grow_slots(t);
	slot = slot_of(t, s, hash);
	if (slot->id != 0)
		return slot->id - 1;
	GROW(t->str, t->n, t->cap);
	t->str[t->n] = s;
	*slot = (struct intern_slot){ ++t->n, hash };
	return t->n - 1;
}

uint32_t
intern_copy(struct intern *t, struct arena *a, struct str s)
{
	uint32_t n = t->n, id = intern_add(t, s);

	if (id == n)
		t->str[id] = arena_copy(a, s);
	return id;
}

uint32_t
intern_find(const struct intern *t, struct str s)
{
	uint32_t id;

	if (t->nslot == 0)
		return NONE;
	id = slot_of(t, s, hash_of(s))->id;
	return id == 0 ? NONE : id - 1;
}

void
intern_free(struct intern *t)
{
	free(t->str);
	free(t->slot);
	*t = (struct intern){ 0 };
}

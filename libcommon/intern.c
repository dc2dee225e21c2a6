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
static uint32_t
slot_of(const struct intern *t, struct str s, uint32_t hash)
{
	uint32_t mask = t->nslot - 1, i = hash & mask;

	for (; t->slot[i] != 0; i = (i + 1) & mask) {
		uint32_t id = t->slot[i] - 1;
		if (t->hash[id] == hash && str_eq(t->str[id], s))
			break;
	}
	return i;
}

static void
grow_slots(struct intern *t)
{
	uint32_t mask;

	if (t->nslot > UINT32_MAX / 4)
		fatal("out of memory: too many names");
	t->nslot = t->nslot == 0 ? 64 : t->nslot * 2;
	free(t->slot);
	t->slot = xcalloc(t->nslot, sizeof(*t->slot));
	mask = t->nslot - 1;
	for (uint32_t id = 0; id < t->n; id++) {
		uint32_t i = t->hash[id] & mask;
		while (t->slot[i] != 0)
			i = (i + 1) & mask;
		t->slot[i] = id + 1;
	}
}

uint32_t
intern_add(struct intern *t, struct str s)
{
	uint32_t hash = hash_of(s), i;

	/* At most three quarters full: probes stay short. */
	if (t->n + 1 > t->nslot / 4 * 3)
		grow_slots(t);
	i = slot_of(t, s, hash);
	if (t->slot[i] != 0)
		return t->slot[i] - 1;
	if (t->n == t->cap) {
		t->cap = t->cap == 0 ? 64 : t->cap + t->cap / 2;
		t->str = xreallocarray(t->str, t->cap, sizeof(*t->str));
		t->hash = xreallocarray(t->hash, t->cap, sizeof(*t->hash));
	}
	t->str[t->n] = s;
	t->hash[t->n] = hash;
	t->slot[i] = ++t->n;
	return t->n - 1;
}

uint32_t
intern_find(const struct intern *t, struct str s)
{
	uint32_t i;

	if (t->nslot == 0)
		return NONE;
	i = t->slot[slot_of(t, s, hash_of(s))];
	return i == 0 ? NONE : i - 1;
}

void
intern_free(struct intern *t)
{
	free(t->str);
	free(t->hash);
	free(t->slot);
	*t = (struct intern){ 0 };
}

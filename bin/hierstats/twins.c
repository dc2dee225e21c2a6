#include "twins.h"

#include <stdlib.h>

static uint32_t
twin_new(struct twins *t, uint32_t parent, uint32_t name)
{
	uint32_t id = t->n++;

	GROW(t->twin, id, t->cap);
	t->twin[id] = (struct twin){ .name = name, .of = { NONE, NONE },
	    .parent = parent, .child = NONE, .last = NONE, .next = NONE };
	if (parent != NONE) {
		struct twin *up = &t->twin[parent];

		if (up->last == NONE)
			up->child = id;
		else
			t->twin[up->last].next = id;
		up->last = id;
	}
	return id;
}

static void
pair_modules(struct twins *t)
{
	struct pairs edge = { 0 };	/* (parent, name); id + 1 is the twin */

	twin_new(t, NONE, intern_add(&t->text, STR("")));
	for (int side = OLD; side < SIDES; side++) {
		const struct stats *s = t->stats[side];

		for (uint32_t id = 0; id < s->n_module; id++) {
			const struct module *m = &s->module[id];
			uint32_t name, parent, twin = 0;

			if (id > 0) {
				name = intern_add(&t->text,
				    stats_string(s, m->name));
				parent = t->at[side][m->parent];
				twin = pairs_add(&edge, parent, name) + 1;
				if (twin == t->n)
					twin_new(t, parent, name);
			}
			t->twin[twin].of[side] = id;
			t->at[side][id] = twin;
		}
	}
	pairs_free(&edge);
}

static void
see_modules(struct twins *t, enum side side)
{
	const struct module *m = t->stats[side]->module;
	bool *seen = t->seen[side];

	for (uint32_t id = t->stats[side]->n_module; id-- > 0; ) {
		seen[id] |= m[id].selected &&
		    (m[id].recorded || m[id].own.nodes > 0);
		if (id > 0)
			seen[m[id].parent] |= seen[id];
	}
}

static void
add_u64(struct buf *b, uint64_t value)
{
	buf_add(b, &value, sizeof(value));
}

/* Behind the module itself and its ops their number: no content can be read
 * as another one. */
static void
content(struct twins *t, enum side side, uint32_t id, struct buf *b)
{
	const struct stats *s = t->stats[side];
	const struct module *m = &s->module[id];
	struct str ops = opcounts_of(&t->ops[side], id);

	add_u64(b, m->class == NONE ? NONE :
	    intern_add(&t->text, stats_string(s, m->class)));
	add_u64(b, m->calls);
	add_u64(b, ops.n);
	buf_adds(b, ops);
	for (uint32_t c = m->child; c != NONE; c = s->module[c].next) {
		if (!t->seen[side][c])
			continue;
		add_u64(b, t->twin[t->at[side][c]].name);
		add_u64(b, t->alike[side][c]);
	}
}

static void
compare_contents(struct twins *t)
{
	struct arena arena = { 0 };
	struct intern known = { 0 };
	struct buf b = { 0 };

	for (int side = OLD; side < SIDES; side++)
		for (uint32_t id = t->stats[side]->n_module; id-- > 0; ) {
			uint32_t *alike = &t->alike[side][id];

			b.n = 0;
			content(t, side, id, &b);
			*alike = intern_copy(&known, &arena, buf_str(&b));
		}
	t->n_alike = known.n;
	buf_free(&b);
	intern_free(&known);
	arena_free(&arena);
}

void
twins_make(struct twins *t, const struct stats *old, const struct stats *new)
{
	*t = (struct twins){ .stats = { old, new } };
	for (int side = OLD; side < SIDES; side++) {
		uint32_t n = t->stats[side]->n_module;

		t->at[side] = xcalloc(n, sizeof(*t->at[side]));
		t->alike[side] = xcalloc(n, sizeof(*t->alike[side]));
		t->seen[side] = xcalloc(n, sizeof(*t->seen[side]));
		opcounts_make(&t->ops[side], t->stats[side], &t->text);
		see_modules(t, side);
	}
	pair_modules(t);
	compare_contents(t);
}

void
twins_free(struct twins *t)
{
	for (int side = OLD; side < SIDES; side++) {
		free(t->at[side]);
		free(t->alike[side]);
		free(t->seen[side]);
		opcounts_free(&t->ops[side]);
	}
	free(t->twin);
	intern_free(&t->text);
}

bool
twins_has(const struct twins *t, uint32_t twin, enum side side)
{
	uint32_t id = t->twin[twin].of[side];

	return id != NONE && t->seen[side][id];
}

uint32_t
twins_next(const struct twins *t, uint32_t twin, bool below)
{
	if (below && t->twin[twin].child != NONE)
		return t->twin[twin].child;
	while (twin != 0 && t->twin[twin].next == NONE)
		twin = t->twin[twin].parent;
	return twin == 0 ? NONE : t->twin[twin].next;
}

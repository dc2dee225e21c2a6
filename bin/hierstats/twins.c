#include "twins.h"

#include <stdlib.h>

static uint32_t
twin_new(struct twins *t, uint32_t parent, uint32_t name)
{
	uint32_t id = t->n++;

	if (id == t->cap) {
		t->cap = id == 0 ? 64 : id + id / 2;
		t->twin = xreallocarray(t->twin, t->cap, sizeof(*t->twin));
	}
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

static int
op_cmp(const void *a, const void *b)
{
	const struct twin_op *x = a, *y = b;

	if (x->module != y->module)
		return x->module < y->module ? -1 : 1;
	return (x->op_type > y->op_type) - (x->op_type < y->op_type);
}

static void
count_ops(struct twins *t, enum side side)
{
	const struct stats *s = t->stats[side];
	struct twin_op *op = xcalloc(s->cell.n + 1, sizeof(*op));
	uint32_t n = 0, to = 0, at = 0;

	for (uint32_t id = 0; id < s->cell.n; id++) {
		struct cell_key key = stats_cell(s, id);

		if (s->module[key.module].selected)
			op[n++] = (struct twin_op){ key.module,
			    intern_add(&t->text, stats_string(s, key.op_type)),
			    s->cell_nodes[id] };
	}
	if (n > 0)
		qsort(op, n, sizeof(*op), op_cmp);
	for (uint32_t i = 0; i < n; i++) {
		if (to > 0 && op_cmp(&op[to - 1], &op[i]) == 0)
			op[to - 1].nodes += op[i].nodes;
		else
			op[to++] = op[i];
	}
	t->op[side] = op;
	for (uint32_t id = 0; id <= s->n_module; id++) {
		while (at < to && op[at].module < id)
			at++;
		t->ops[side][id] = at;
	}
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
	uint32_t from = t->ops[side][id], to = t->ops[side][id + 1];

	add_u64(b, m->class == NONE ? NONE :
	    intern_add(&t->text, stats_string(s, m->class)));
	add_u64(b, m->calls);
	add_u64(b, to - from);
	for (uint32_t i = from; i < to; i++) {
		add_u64(b, t->op[side][i].op_type);
		add_u64(b, t->op[side][i].nodes);
	}
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
			*alike = intern_find(&known, buf_str(&b));
			if (*alike == NONE)
				*alike = intern_add(&known,
				    arena_copy(&arena, buf_str(&b)));
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
		t->ops[side] = xcalloc(n + 1, sizeof(*t->ops[side]));
		count_ops(t, side);
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
		free(t->ops[side]);
		free(t->op[side]);
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

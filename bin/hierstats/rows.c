#include "rows.h"

#include <stdlib.h>

const char *const key_name[KEY_COUNT] = {
	"module", "class", "op_type", "by", "graph"
};

struct grouper {
	const struct stats *s;
	const struct grouping *by;
	uint32_t *shown_as;	/* by module: it, or the one above it */
	uint32_t *order;	/* by module: its place in the tree */
	struct pairs pairs;	/* the rows' ids */
	struct rows *out;
	uint32_t cap;
};

/* Places in the tree, counted from the root down, siblings in order. */
static void
number_modules(struct grouper *g)
{
	const struct module *m = g->s->module;
	uint32_t id = 0, n = 0;

	for (;;) {
		g->order[id] = n++;
		if (m[id].child != NONE) {
			id = m[id].child;
			continue;
		}
		while (id != 0 && m[id].next == NONE)
			id = m[id].parent;
		if (id == 0)
			return;
		id = m[id].next;
	}
}

static uint32_t
key_id(const struct grouper *g, const struct cell_key *cell, unsigned i)
{
	if (i >= g->by->n)
		return 0;
	switch (g->by->key[i]) {
	case KEY_MODULE:
		return g->shown_as[cell->module];
	case KEY_CLASS:
		return g->s->module[cell->module].class;
	case KEY_OP_TYPE:
		return cell->op_type;
	case KEY_BY:
		return cell->by;
	default:
		return cell->graph;
	}
}

static struct row *
row_at(struct grouper *g, uint32_t a, uint32_t b)
{
	uint32_t known = g->pairs.n, id = pairs_add(&g->pairs, a, b);

	if (id == known) {
		if (id >= g->cap) {
			g->cap = id == 0 ? 64 : id + id / 2;
			g->out->row = xreallocarray(g->out->row, g->cap,
			    sizeof(*g->out->row));
		}
		g->out->row[id] = (struct row){ .id = { a, b } };
		g->out->n = g->pairs.n;
	}
	return &g->out->row[id];
}

static void
collect(struct grouper *g, uint32_t depth)
{
	const struct stats *s = g->s;

	for (uint32_t id = 0; id < s->n_module; id++)
		g->shown_as[id] = s->module[id].depth <= depth ? id :
		    g->shown_as[s->module[id].parent];
	for (uint32_t id = 0; id < s->cell.n; id++) {
		struct cell_key key = stats_cell(s, id);
		uint64_t n = s->cell_nodes[id];
		struct row *row;

		if (!s->module[key.module].selected)
			continue;
		row = row_at(g, key_id(g, &key, 0), key_id(g, &key, 1));
		row->nodes += n;
		row->inexact += key.inexact ? n : 0;
		row->fallback += stats_is_fallback(s, &key) ? n : 0;
		g->out->nodes += n;
	}
	if (g->by->n > 1 || g->by->key[0] != KEY_MODULE)
		return;
	for (uint32_t id = 0; id < s->n_module; id++)
		if (s->module[id].selected && s->module[id].recorded &&
		    g->shown_as[id] == id)
			row_at(g, id, 0);
}

static int
key_cmp(const struct grouper *g, const struct row *a, const struct row *b,
    unsigned i)
{
	uint32_t x = a->id[i], y = b->id[i];

	if (x == y || i >= g->by->n)
		return 0;
	if (x == NONE || y == NONE)
		return x == NONE ? 1 : -1;
	if (g->by->key[i] == KEY_MODULE)
		return g->order[x] < g->order[y] ? -1 : 1;
	return str_cmp(stats_string(g->s, x), stats_string(g->s, y));
}

static int
row_cmp(const void *a, const void *b, void *grouper)
{
	const struct row *x = a, *y = b;
	int c;

	if (x->group_nodes != y->group_nodes)
		return x->group_nodes > y->group_nodes ? -1 : 1;
	c = key_cmp(grouper, x, y, 0);
	if (c != 0)
		return c;
	if (x->nodes != y->nodes)
		return x->nodes > y->nodes ? -1 : 1;
	return key_cmp(grouper, x, y, 1);
}

/* With one key each row is a group. */
static void
sort(struct grouper *g)
{
	struct pairs first = { 0 };
	uint64_t *nodes = xcalloc(g->out->n + 1, sizeof(*nodes));
	struct row *row = g->out->row;

	for (uint32_t i = 0; i < g->out->n; i++)
		nodes[pairs_add(&first, row[i].id[0], 0)] += row[i].nodes;
	for (uint32_t i = 0; i < g->out->n; i++)
		row[i].group_nodes = nodes[pairs_find(&first, row[i].id[0], 0)];
	if (g->out->n > 0)
		qsort_r(row, g->out->n, sizeof(*row), row_cmp, g);
	for (uint32_t i = 1; i < g->out->n; i++) {
		bool same = row[i].id[0] == row[i - 1].id[0];

		row[i].group = row[i - 1].group + !same;
		row[i].rank = same ? row[i - 1].rank + 1 : 0;
	}
	pairs_free(&first);
	free(nodes);
}

void
rows_make(struct rows *out, const struct stats *s, const struct grouping *by,
    uint32_t depth)
{
	struct grouper g = { .s = s, .by = by, .out = out };

	*out = (struct rows){ 0 };
	g.shown_as = xcalloc(s->n_module, sizeof(*g.shown_as));
	g.order = xcalloc(s->n_module, sizeof(*g.order));
	number_modules(&g);
	collect(&g, depth);
	sort(&g);
	pairs_free(&g.pairs);
	free(g.shown_as);
	free(g.order);
}

void
rows_free(struct rows *out)
{
	free(out->row);
}

bool
rows_key(const struct stats *s, const struct grouping *by,
    const struct row *row, unsigned i, struct buf *b)
{
	if (row->id[i] == NONE)
		return false;
	if (by->key[i] == KEY_MODULE)
		stats_path(s, row->id[i], b);
	else
		buf_adds(b, stats_string(s, row->id[i]));
	return true;
}

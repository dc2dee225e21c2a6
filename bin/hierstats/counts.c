#include "counts.h"

#include <stdlib.h>

#include "evidence.h"
#include "form.h"
#include "opcounts.h"
#include "reading.h"

struct row {
	uint32_t id[2];		/* modules or strings; NONE is unknown */
	uint64_t nodes, inexact, fallback;
};

struct counter {
	const struct stats *s;
	const struct options *o;
	struct grouping by;
	uint32_t *shown_as;	/* by module: it, or the one above it */
	uint32_t *order;	/* by module: its place in the tree */
	struct pairs pairs;	/* the rows' ids */
	struct row *row;
	uint32_t cap;
};

static bool
is_tree(const struct counter *c)
{
	return c->o->form == &form_tree;
}

static bool
by_module(const struct counter *c)
{
	return c->by.n == 1 && c->by.key[0] == KEY_MODULE;
}

static uint32_t
key_id(const struct counter *c, const struct cell_key *cell, unsigned i)
{
	if (i >= c->by.n)
		return 0;
	switch (c->by.key[i]) {
	case KEY_MODULE:
		/* In a tree the fallback has a line of its own. */
		return is_tree(c) && stats_is_fallback(c->s, cell) ? NONE :
		    c->shown_as[cell->module];
	case KEY_CLASS:
		return c->s->module[cell->module].class;
	case KEY_OP_TYPE:
		return cell->op_type;
	case KEY_BY:
		return cell->by;
	default:
		return cell->graph;
	}
}

static struct row *
row_at(struct counter *c, uint32_t a, uint32_t b)
{
	uint32_t known = c->pairs.n, id = pairs_add(&c->pairs, a, b);

	if (id == known) {
		if (id >= c->cap) {
			c->cap = id == 0 ? 64 : id + id / 2;
			c->row = xreallocarray(c->row, c->cap,
			    sizeof(*c->row));
		}
		c->row[id] = (struct row){ .id = { a, b } };
	}
	return &c->row[id];
}

static void
collect(struct counter *c)
{
	const struct stats *s = c->s;

	for (uint32_t id = 0; id < s->cell.n; id++) {
		struct cell_key key = stats_cell(s, id);
		uint64_t n = s->cell_nodes[id];
		struct row *row;

		if (!s->module[key.module].selected)
			continue;
		row = row_at(c, key_id(c, &key, 0), key_id(c, &key, 1));
		row->nodes += n;
		row->inexact += key.inexact ? n : 0;
		row->fallback += stats_is_fallback(s, &key) ? n : 0;
	}
	if (!by_module(c))
		return;
	for (uint32_t id = 0; id < s->n_module; id++)
		if (s->module[id].selected && s->module[id].recorded &&
		    c->shown_as[id] == id)
			row_at(c, id, 0);
}

/* Modules in tree order; of other keys the report knows the order. */
static int
row_cmp(const void *a, const void *b, void *counter)
{
	const struct counter *c = counter;
	const struct row *x = a, *y = b;

	for (unsigned i = 0; i < c->by.n; i++) {
		uint32_t p, q;

		if (c->by.key[i] != KEY_MODULE)
			continue;
		p = x->id[i] == NONE ? NONE : c->order[x->id[i]];
		q = y->id[i] == NONE ? NONE : c->order[y->id[i]];
		return (p > q) - (p < q);
	}
	return 0;
}

static void
add_columns(const struct counter *c, struct report *r)
{
	static const unsigned rows = SHOW_TABLE | SHOW_PROGRAMS;
	bool module = by_module(c);
	unsigned nodes;

	for (unsigned i = 0; i < c->by.n; i++)
		report_column(r, (struct column){ .key = true,
		    .name = key_name[c->by.key[i]],
		    .unit = c->by.key[i] == KEY_MODULE ? UNIT_MODULE :
		    UNIT_TEXT, .unknown = is_tree(c) ? "(fallback)" : NULL });
	nodes = report_column(r, (struct column){ .name = "nodes",
	    .unit = UNIT_COUNT, .sum = true });
	if (module)
		report_column(r, (struct column){ .name = "total",
		    .unit = UNIT_COUNT, .show = rows });
	report_column(r, (struct column){ .unit = UNIT_PERCENT,
	    .show = SHOW_TABLE, .of = nodes });
	report_column(r, (struct column){ .name = "inexact",
	    .unit = UNIT_COUNT, .sum = true, .before = "~",
	    .after = " somewhere below", .least = 1,
	    .show = module ? 0 : SHOW_TABLE });
	report_column(r, (struct column){ .name = "fallback",
	    .unit = UNIT_COUNT, .sum = true, .before = "",
	    .after = " by fallback", .least = 1,
	    .show = module ? rows : SHOW_TABLE });
	report_sort(r, nodes);
	if (!module)
		return;
	report_column(r, (struct column){ .name = "class",
	    .unit = UNIT_CLASS, .show = SHOW_PROGRAMS | SHOW_TREE });
	report_column(r, (struct column){ .name = "calls",
	    .unit = UNIT_COUNT, .before = "×", .after = " calls", .least = 2,
	    .show = SHOW_PROGRAMS | SHOW_TREE });
	report_column(r, (struct column){ .name = "ops", .unit = UNIT_TEXT,
	    .show = SHOW_NEVER });
}

static void
add_key(const struct counter *c, struct report *r, enum key key, uint32_t id)
{
	struct buf path = { 0 };

	if (id == NONE) {
		report_unknown(r);
	} else if (key == KEY_MODULE) {
		stats_path(c->s, id, &path);
		report_text(r, report_keep(r, buf_str(&path)));
		buf_free(&path);
	} else {
		report_text(r, stats_string(c->s, id));
	}
}

/* What is said of a module beside its nodes. */
static void
add_module(const struct counter *c, struct report *r, uint32_t id,
    const struct opcounts *ops)
{
	const struct module *m;

	if (id == NONE) {
		for (int i = 0; i < 3; i++)
			report_none(r);
		return;
	}
	m = &c->s->module[id];
	if (m->class == NONE)
		report_unknown(r);
	else
		report_text(r, stats_string(c->s, m->class));
	report_count(r, m->calls);
	report_text(r, opcounts_of(ops, id));
}

static void
add_row(const struct counter *c, struct report *r, const struct row *row,
    const struct opcounts *ops)
{
	uint32_t id = row->id[0];

	report_row(r);
	for (unsigned i = 0; i < c->by.n; i++)
		add_key(c, r, c->by.key[i], row->id[i]);
	report_count(r, row->nodes);
	if (by_module(c) && id == NONE)
		report_none(r);
	else if (by_module(c))
		report_count(r, c->s->module[id].total.nodes);
	report_count(r, row->inexact);
	report_count(r, row->fallback);
	if (by_module(c))
		add_module(c, r, id, ops);
}

static void
finish(void *context, const struct options *o, struct stats *s,
    const struct model *model)
{
	struct counter c = { .s = s, .o = o, .by = o->by };
	struct opcounts ops;
	struct report r;
	struct buf summary = { 0 };

	(void)context;
	(void)model;
	c.shown_as = stats_at_depth(s, is_tree(&c) ? UINT32_MAX : o->depth);
	c.order = stats_tree_order(s);
	collect(&c);
	if (c.pairs.n > 0)
		qsort_r(c.row, c.pairs.n, sizeof(*c.row), row_cmp, &c);
	report_open(&r, s->file);
	add_columns(&c, &r);
	opcounts_make(&ops, s);
	for (uint32_t i = 0; i < c.pairs.n; i++)
		add_row(&c, &r, &c.row[i], &ops);
	evidence_add(s, &summary);
	report_summary(&r, buf_str(&summary));
	report_print(&r, o);
	report_free(&r);
	opcounts_free(&ops);
	buf_free(&summary);
	pairs_free(&c.pairs);
	free(c.row);
	free(c.shown_as);
	free(c.order);
}

int
counts(const struct options *o, char **stream, int n)
{
	const struct reader reader = { .finish = finish };

	return reading(o, stream, n, &reader);
}

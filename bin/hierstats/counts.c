#include "counts.h"

#include <stdlib.h>

#include "evidence.h"
#include "form.h"
#include "opcounts.h"
#include "reading.h"
#include "tally.h"

struct counter {
	struct tally tally;
	const struct options *o;
	const struct stats *s;
	struct report r;
	struct opcounts ops;
	bool modules;		/* a row is a module */
	bool nodes;		/* nodes are among the measures */
	unsigned column[MEASURES];	/* of each measure */
	struct sum *total[MEASURES];	/* by module, of those that sum */
};

static const unsigned rows = SHOW_TABLE | SHOW_PROGRAMS;

static bool
sums(const struct measure *m)
{
	return m->kind == MEASURE_SUM;
}

/* In a tree of nodes alone what is unknown is the fallback. */
static void
add_keys(struct counter *c)
{
	bool fallback = c->tally.tree && c->o->n_measure == 1 && c->nodes;

	for (unsigned i = 0; i < c->o->by.n; i++)
		report_column(&c->r, (struct column){ .key = true,
		    .name = key_name[c->o->by.key[i]],
		    .unit = c->o->by.key[i] == KEY_MODULE ? UNIT_MODULE :
		    UNIT_TEXT,
		    .unknown = fallback ? "(fallback)" : NULL });
}

/* A share of two sums, which nobody sees. */
static void
add_coverage(struct counter *c, const struct measure *m)
{
	unsigned of = report_column(&c->r, (struct column){
	    .name = "covered", .unit = UNIT_COUNT, .sum = true,
	    .show = SHOW_NEVER });
	unsigned per = report_column(&c->r, (struct column){
	    .name = "nodes", .unit = UNIT_COUNT, .sum = true,
	    .show = SHOW_NEVER });

	report_column(&c->r, (struct column){ .name = m->name,
	    .unit = UNIT_RATIO, .of = of, .per = per });
}

static void
add_total(struct counter *c, const struct measure *m)
{
	struct buf name = { 0 };

	/* The first measure's total had this name before there were others. */
	if (strcmp(m->name, "nodes") != 0) {
		buf_adds(&name, str_of(m->name));
		buf_addc(&name, '_');
	}
	buf_add(&name, "total", sizeof("total"));
	report_column(&c->r, (struct column){
	    .name = report_keep(&c->r, buf_str(&name)).p, .unit = m->unit,
	    .parts = m->parts, .show = rows });
	buf_free(&name);
}

static void
add_measure(struct counter *c, unsigned i)
{
	const struct measure *m = c->o->measure[i];

	if (m->kind == MEASURE_COVERAGE) {
		c->column[i] = c->r.n_column;
		add_coverage(c, m);
		return;
	}
	c->column[i] = report_column(&c->r, (struct column){ .name = m->name,
	    .unit = m->unit, .parts = m->parts, .remedy = m->remedy,
	    .sum = sums(m) });
	if (c->modules && sums(m))
		add_total(c, m);
	if (i == 0 && sums(m))
		report_column(&c->r, (struct column){ .unit = UNIT_PERCENT,
		    .show = SHOW_TABLE, .of = c->column[0] });
}

static void
add_beside_nodes(struct counter *c)
{
	report_column(&c->r, (struct column){ .name = "inexact",
	    .unit = UNIT_COUNT, .sum = true, .before = "~",
	    .after = " somewhere below", .least = 1,
	    .show = c->modules ? 0 : SHOW_TABLE });
	report_column(&c->r, (struct column){ .name = "fallback",
	    .unit = UNIT_COUNT, .sum = true, .before = "",
	    .after = " by fallback", .least = 1,
	    .show = c->modules ? rows : SHOW_TABLE });
}

static void
add_columns(struct counter *c)
{
	add_keys(c);
	for (unsigned i = 0; i < c->o->n_measure; i++)
		add_measure(c, i);
	report_sort(&c->r, c->column[0]);
	if (c->nodes)
		add_beside_nodes(c);
	if (!c->modules)
		return;
	report_column(&c->r, (struct column){ .name = "class",
	    .unit = UNIT_CLASS, .show = SHOW_PROGRAMS | SHOW_TREE });
	report_column(&c->r, (struct column){ .name = "calls",
	    .unit = UNIT_COUNT, .before = "×", .after = " calls", .least = 2,
	    .show = SHOW_PROGRAMS | SHOW_TREE });
	if (c->nodes)
		report_column(&c->r, (struct column){ .name = "ops",
		    .unit = UNIT_TEXT, .show = SHOW_NEVER });
}

static void
add_key(struct counter *c, enum key key, uint32_t id)
{
	struct buf path = { 0 };

	if (id == NONE) {
		report_unknown(&c->r);
	} else if (key == KEY_MODULE) {
		stats_path(c->s, id, &path);
		report_text(&c->r, report_keep(&c->r, buf_str(&path)));
		buf_free(&path);
	} else {
		report_text(&c->r, stats_string(c->s, id));
	}
}

static int
precision_cmp(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* All that the row's nodes have, in the order of bytes. */
static void
add_precisions(struct counter *c, uint32_t row)
{
	const struct pairs *p = &c->tally.precision;
	struct str *list = arena_alloc(&c->r.arena,
	    (c->tally.precisions[row] + 1) * sizeof(*list));
	size_t n = 0;

	for (uint32_t i = c->tally.precision_of[row]; i != NONE;
	    i = c->tally.precision_next[i])
		list[n++] = p->pair[i].b == NONE ? STR("unknown") :
		    stats_string(c->s, p->pair[i].b);
	qsort(list, n, sizeof(*list), precision_cmp);
	report_list(&c->r, list, n);
}

static void
add_sum(struct counter *c, struct sum sum)
{
	report_bound(&c->r, sum.n, sum.known, sum.of);
}

static void
add_value(struct counter *c, uint32_t row, unsigned i)
{
	const struct measure *m = c->o->measure[i];
	struct sum sum = c->tally.sum[(size_t)row * c->o->n_measure + i];
	uint32_t id = c->tally.row[row].id[0];

	if (m->kind == MEASURE_PRECISION) {
		add_precisions(c, row);
	} else if (m->kind == MEASURE_COVERAGE) {
		report_count(&c->r, sum.n - c->tally.fallback[row].n -
		    c->tally.inexact[row].n);
		report_count(&c->r, sum.n);
	} else {
		add_sum(c, sum);
		if (c->modules && id == NONE)
			report_none(&c->r);
		else if (c->modules)
			add_sum(c, c->total[i][id]);
	}
}

/* What is said of a module beside measures. */
static void
add_module(struct counter *c, uint32_t id)
{
	const struct module *m = id == NONE ? NULL : &c->s->module[id];

	if (m == NULL)
		report_none(&c->r);
	else if (m->class == NONE)
		report_unknown(&c->r);
	else
		report_text(&c->r, stats_string(c->s, m->class));
	if (m == NULL)
		report_none(&c->r);
	else
		report_count(&c->r, m->calls);
	if (c->nodes)
		report_text(&c->r, m == NULL ? STR("") :
		    opcounts_of(&c->ops, id));
}

static void
add_row(struct counter *c, uint32_t row)
{
	report_row(&c->r);
	for (unsigned i = 0; i < c->o->by.n; i++)
		add_key(c, c->o->by.key[i], c->tally.row[row].id[i]);
	for (unsigned i = 0; i < c->o->n_measure; i++)
		add_value(c, row, i);
	if (c->nodes) {
		add_sum(c, c->tally.inexact[row]);
		add_sum(c, c->tally.fallback[row]);
	}
	if (c->modules)
		add_module(c, c->tally.row[row].id[0]);
}

static void
add_less(struct counter *c)
{
	const struct tally *t = &c->tally;

	for (uint32_t i = 0; i < t->twice_at.n; i++) {
		const struct twice *w = &t->twice[i];
		struct buf path = { 0 };

		stats_path(c->s, w->module, &path);
		report_less(&c->r, c->column[w->measure],
		    report_keep(&c->r, buf_str(&path)), w->sum.n,
		    w->sum.known, w->sum.of);
		buf_free(&path);
	}
}

static void
open_counter(struct counter *c, const struct stats *s, const struct options *o)
{
	*c = (struct counter){ .o = o, .s = s };
	tally_make(&c->tally, s, o, o->form == &form_tree);
	c->modules = tally_by_module(&c->tally);
	for (unsigned i = 0; i < o->n_measure; i++) {
		c->nodes |= strcmp(o->measure[i]->name, "nodes") == 0;
		if (c->modules && sums(o->measure[i]))
			c->total[i] = tally_totals(&c->tally, i);
	}
	opcounts_make(&c->ops, s, NULL);
	report_open(&c->r, s->file);
}

static void
close_counter(struct counter *c)
{
	report_free(&c->r);
	opcounts_free(&c->ops);
	tally_free(&c->tally);
	for (unsigned i = 0; i < c->o->n_measure; i++)
		free(c->total[i]);
}

static void
finish(void *context, const struct options *o, struct stats *s,
    const struct model *model)
{
	struct counter c;
	struct buf summary = { 0 };

	(void)context;
	(void)model;
	open_counter(&c, s, o);
	add_columns(&c);
	for (uint32_t i = 0; i < c.tally.n; i++)
		add_row(&c, c.tally.sorted[i]);
	add_less(&c);
	evidence_add(s, &summary);
	report_summary(&c.r, buf_str(&summary));
	report_print(&c.r, o);
	close_counter(&c);
	buf_free(&summary);
}

/* What the keys and measures need, as enum needs. */
static unsigned
needs_of(const struct options *o)
{
	unsigned needs = 0;

	for (unsigned i = 0; i < o->by.n; i++)
		if (o->by.key[i] == KEY_PRECISION)
			needs |= NEEDS_NAMES;
	for (unsigned i = 0; i < o->n_measure; i++)
		needs |= o->measure[i]->needs;
	/* They know whether the shapes are of this model. */
	if (o->shapes != NULL && (needs & NEEDS_NAMES) != 0)
		needs |= NEEDS_COSTS;
	return needs;
}

int
counts(const struct options *o, char **stream, int n)
{
	unsigned needs = needs_of(o);
	const struct reader reader = { .finish = finish,
	    .names = (needs & NEEDS_NAMES) != 0,
	    .costs = (needs & NEEDS_COSTS) != 0 };

	return reading(o, stream, n, &reader);
}

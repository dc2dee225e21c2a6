#include "diff.h"

#include <stdlib.h>

#include "annotations.h"
#include "difference.h"
#include "form.h"
#include "message.h"
#include "reading.h"
#include "text.h"
#include "words.h"

struct comparison {
	struct stats stats[SIDES];
	struct amounts amounts[SIDES];
	struct annotations annotations;
	struct merges merges;	/* of NEW */
	struct twins twins;
	enum side side;		/* that is being read */
	unsigned models;	/* of this side */
	const struct options *o;
	bool *selected;		/* by twin: -m */
	struct report report;
	uint64_t count[CHANGES];	/* of rows */
	uint64_t others;	/* what differs beside modules */
};

static const char *
see(void *context, const struct record *r)
{
	struct comparison *c = context;
	const char *reason;

	if (c->models > 0)
		return "a second model: streams of one are compared";
	reason = annotations_record(&c->annotations, c->side, r);
	return reason != NULL || c->side == OLD ? reason :
	    merges_record(&c->merges, r);
}

/* What was counted is kept; the costs of nodes go. */
static void
keep(void *context, const struct options *o, struct stats *s,
    const struct model *model)
{
	struct comparison *c = context;

	(void)o;
	(void)model;
	c->models++;
	amounts_make(&c->amounts[c->side], s, c->o);
	c->stats[c->side] = *s;
	*s = (struct stats){ 0 };
}

/* -m is not for the reading: a module may be in one of them only. */
static bool
read_both(struct comparison *c, char **stream)
{
	unsigned needs = amounts_need(c->o);
	const struct reader reader = { .record = see, .finish = keep,
	    .context = c, .names = (needs & NEEDS_NAMES) != 0,
	    .costs = (needs & NEEDS_COSTS) != 0 };
	struct options all = *c->o;

	all.glob = NULL;
	for (int side = OLD; side < SIDES; side++) {
		c->side = (enum side)side;
		c->models = 0;
		if (reading(&all, &stream[side], 1, &reader) != STATUS_DONE)
			return false;
	}
	return true;
}

static bool
select_twins(struct comparison *c, const struct twins *t)
{
	const struct pathglob *glob = c->o->glob;
	uint64_t *state = xcalloc(t->n, sizeof(*state));
	bool any = glob == NULL;

	for (uint32_t twin = 0; twin < t->n; twin++) {
		uint32_t up = t->twin[twin].parent;

		if (glob == NULL) {
			c->selected[twin] = true;
			continue;
		}
		state[twin] = twin == 0 ? pathglob_start(glob) :
		    pathglob_step(glob, state[up],
		    t->text.str[t->twin[twin].name]);
		c->selected[twin] = pathglob_accepts(glob, state[twin]) ||
		    (twin > 0 && c->selected[up]);
		any |= c->selected[twin];
	}
	free(state);
	return any;
}

/* Nodes have their columns at any rate; precisions are told in words. */
static bool
is_shown(const struct measure *m)
{
	return m->kind == MEASURE_SUM && strcmp(m->name, "nodes") != 0;
}

/* `old_macs` and `new_macs`. */
static void
add_measure(struct report *r, const struct measure *m)
{
	for (int side = OLD; side < SIDES; side++) {
		struct buf name = { 0 };

		buf_adds(&name, side == OLD ? STR("old_") : STR("new_"));
		buf_add(&name, m->name, strlen(m->name) + 1);
		report_column(r, (struct column){
		    .name = report_keep(r, buf_str(&name)).p,
		    .unit = m->unit, .parts = m->parts });
		buf_free(&name);
	}
}

static void
add_columns(struct report *r, const struct options *o)
{
	report_column(r, (struct column){ .name = "module",
	    .unit = UNIT_MODULE, .key = true, .unknown = "(model)" });
	report_column(r, (struct column){ .name = "change",
	    .unit = UNIT_TEXT });
	for (int side = OLD; side < SIDES; side++)
		report_column(r, (struct column){ .name = side == OLD ?
		    "old_nodes" : "new_nodes", .unit = UNIT_COUNT });
	for (unsigned i = 0; i < o->n_measure; i++)
		if (is_shown(o->measure[i]))
			add_measure(r, o->measure[i]);
	report_column(r, (struct column){ .name = "modules",
	    .unit = UNIT_COUNT, .show = SHOW_PROGRAMS });
	report_column(r, (struct column){ .name = "fewer", .unit = UNIT_LIST,
	    .show = SHOW_PROGRAMS });
	report_column(r, (struct column){ .name = "more", .unit = UNIT_LIST,
	    .show = SHOW_PROGRAMS });
	report_column(r, (struct column){ .name = "what", .unit = UNIT_TEXT });
}

static const enum tone tone_of[CHANGES] = {
	[CHANGED] = TONE_WARN, [ADDED] = TONE_GOOD, [REMOVED] = TONE_BAD,
	[MERGED] = TONE_WARN, [RENAMED] = TONE_PLAIN,
};

static struct str
keep_path(struct comparison *c, const struct twins *t, uint32_t twin)
{
	enum side side = t->twin[twin].of[OLD] != NONE ? OLD : NEW;
	struct buf path = { 0 };
	struct str kept;

	stats_path(&c->stats[side], t->twin[twin].of[side], &path);
	kept = report_keep(&c->report, buf_str(&path));
	buf_free(&path);
	return kept;
}

/* The op_types of which a module has more, or fewer. */
static void
add_ops(struct report *r, const struct differences *d,
    const struct difference *of, bool more)
{
	struct str *list = arena_alloc(&r->arena, of->n_op * sizeof(*list));
	size_t n = 0;

	for (uint32_t i = 0; i < of->n_op; i++) {
		const struct op_change *op = &d->op[of->op + i];

		if ((op->nodes[NEW] > op->nodes[OLD]) == more)
			list[n++] = d->twins->text.str[op->op_type];
	}
	report_list(r, list, n);
}

static void
add_difference(struct comparison *c, const struct differences *d,
    const struct difference *of)
{
	struct report *r = &c->report;
	struct buf words = { 0 };

	c->count[of->change]++;
	report_row(r);
	report_tone(r, tone_of[of->change]);
	report_text(r, keep_path(c, d->twins, of->twin));
	report_text(r, str_of(change_name[of->change]));
	report_count(r, of->nodes[OLD]);
	report_count(r, of->nodes[NEW]);
	for (unsigned i = 0; i < c->o->n_measure; i++)
		for (int side = OLD; side < SIDES; side++) {
			struct sum sum = difference_amount(d, of, i,
			    (enum side)side);

			if (is_shown(c->o->measure[i]))
				report_bound(r, sum.n, sum.known, sum.of);
		}
	report_count(r, of->modules);
	add_ops(r, d, of, false);
	add_ops(r, d, of, true);
	difference_words(d, of, &words);
	report_text(r, report_keep(r, buf_str(&words)));
	buf_free(&words);
}

/* `metadata namespace`, and how many nodes have it. */
static void
add_annotation(struct comparison *c, uint32_t id)
{
	const struct annotation *a = &c->annotations.annotation[id];
	enum annotation_kind kind = annotations_kind(&c->annotations, id);
	struct str key = annotations_key(&c->annotations, id);
	struct report *r = &c->report;
	struct buf words = { 0 };

	if (a->count[OLD] == a->count[NEW] && a->values[OLD] == a->values[NEW])
		return;
	c->others++;
	report_row(r);
	report_unknown(r);
	report_text(r, str_of(annotation_kind_name[kind]));
	report_count(r, a->count[OLD]);
	report_count(r, a->count[NEW]);
	for (unsigned i = 0; i < c->o->n_measure; i++)
		for (int side = OLD; side < SIDES; side++)
			if (is_shown(c->o->measure[i]))
				report_none(r);
	report_none(r);
	report_none(r);
	report_none(r);
	buf_adds(&words, key);
	if (a->count[OLD] == a->count[NEW])
		buf_adds(&words, STR(": other values"));
	report_text(r, report_keep(r, buf_str(&words)));
	buf_free(&words);
}

/* Of the modules that -m selects. */
static uint64_t
count_nodes(const struct comparison *c, enum side side)
{
	const struct stats *s = &c->stats[side];
	uint64_t n = 0;

	for (uint32_t id = 0; id < s->n_module; id++)
		if (c->selected[c->twins.at[side][id]])
			n += s->module[id].own.nodes;
	return n;
}

static void
add_summary(struct comparison *c)
{
	struct buf b = { 0 };

	for (int i = 0; i < CHANGES; i++) {
		text_uint(&b, c->count[i]);
		buf_adds(&b, i > 0 ? STR(" ") : c->count[i] == 1 ?
		    STR(" module ") : STR(" modules "));
		buf_adds(&b, str_of(change_name[i]));
		buf_adds(&b, STR(", "));
	}
	text_uint(&b, count_nodes(c, OLD));
	buf_adds(&b, STR(" \xe2\x86\x92 "));
	text_uint(&b, count_nodes(c, NEW));
	buf_adds(&b, STR(" nodes"));
	report_summary(&c->report,
	    report_keep(&c->report, buf_str(&b)));
	buf_free(&b);
}

/* NEW's nodes whose module OLD gave, when attribute was told to ask it. */
static void
add_note(struct comparison *c)
{
	const struct stats *s = &c->stats[NEW];
	uint64_t like = 0;
	struct buf b = { 0 };

	for (uint32_t i = 0; i < s->cell.n; i++)
		if (str_eq(stats_string(s, stats_cell(s, i).by), STR("like")))
			like += s->cell_nodes[i];
	if (like == 0)
		return;
	buf_adds(&b, STR("new: "));
	text_uint(&b, like);
	buf_adds(&b, STR(" of "));
	text_uint(&b, s->module[0].total.nodes);
	buf_adds(&b, STR(" nodes have their module by like"));
	report_note(&c->report, report_keep(&c->report, buf_str(&b)));
	buf_free(&b);
}

static void
set_title(struct comparison *c)
{
	struct buf b = { 0 };

	for (int side = OLD; side < SIDES; side++) {
		struct str file = c->stats[side].file;

		if (side == NEW)
			buf_adds(&b, STR(" \xe2\x86\x92 "));
		buf_adds(&b, file.p == NULL ? STR("(standard input)") : file);
	}
	report_open(&c->report, (struct str){ NULL, 0 });
	c->report.title = report_keep(&c->report, buf_str(&b));
	buf_free(&b);
}

static uint32_t
twin_of(void *context, struct str path)
{
	const struct comparison *c = context;
	uint32_t old = stats_find(&c->stats[OLD], path);

	return old == NONE ? NONE : c->twins.at[OLD][old];
}

int
diff(const struct options *o, char **stream, int n)
{
	struct comparison c = { .o = o };
	struct differences d;
	size_t rows = 0;

	if (n != SIDES)
		fatal("--diff takes two streams, OLD and NEW");
	if (!read_both(&c, stream))
		return STATUS_TROUBLE;
	twins_make(&c.twins, &c.stats[OLD], &c.stats[NEW]);
	c.selected = xcalloc(c.twins.n, sizeof(*c.selected));
	if (!select_twins(&c, &c.twins))
		fatal("-m: no module matches");
	merges_sort(&c.merges, twin_of, &c);
	differences_make(&d, &c.twins, &c.merges, c.amounts);
	set_title(&c);
	add_columns(&c.report, o);
	for (size_t i = 0; i < d.n; i++)
		if (c.selected[d.of[i].twin]) {
			add_difference(&c, &d, &d.of[i]);
			rows++;
		}
	for (uint32_t i = 0; i < c.annotations.n && o->glob == NULL; i++)
		add_annotation(&c, i);
	add_summary(&c);
	add_note(&c);
	report_print(&c.report, o);
	return rows + c.others > 0 ? STATUS_FOUND : STATUS_DONE;
}

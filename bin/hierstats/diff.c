#include "diff.h"

#include "comparison.h"
#include "form.h"
#include "message.h"
#include "text.h"
#include "words.h"

struct answer {
	const struct comparison *c;
	const struct options *o;
	struct report report;
	uint64_t count[CHANGES];	/* of rows */
	uint64_t others;	/* what differs beside modules */
};

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
	for (int side = OLD; side < SIDES; side++)
		if (o->time[side] != NULL)
			report_column(r, (struct column){ .name = side == OLD ?
			    "old_us" : "new_us", .unit = UNIT_COUNT });
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
keep_path(struct answer *a, const struct twins *t, uint32_t twin)
{
	const struct comparison *c = a->c;
	enum side side = t->twin[twin].of[OLD] != NONE ? OLD : NEW;
	struct buf path = { 0 };
	struct str kept;

	stats_path(&c->stats[side], t->twin[twin].of[side], &path);
	kept = report_keep(&a->report, buf_str(&path));
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

struct time_sum {
	const uint64_t *us;	/* by module */
	uint64_t sum;
};

static void
add_time(void *sum, uint32_t module)
{
	struct time_sum *to = sum;

	to->sum += to->us[module];
}

/* Of all modules that the difference is of. */
static uint64_t
time_of(const struct comparison *c, const struct difference *of,
    enum side side)
{
	struct time_sum sum = { .us = c->us[side] };

	difference_each(&c->differences, of, side, add_time, &sum);
	return sum.sum;
}

static void
add_difference(struct answer *a, const struct difference *of)
{
	const struct comparison *c = a->c;
	const struct differences *d = &c->differences;
	struct report *r = &a->report;
	struct buf words = { 0 };

	a->count[of->change]++;
	report_row(r);
	report_tone(r, tone_of[of->change]);
	report_text(r, keep_path(a, d->twins, of->twin));
	report_text(r, str_of(change_name[of->change]));
	report_count(r, of->nodes[OLD]);
	report_count(r, of->nodes[NEW]);
	for (unsigned i = 0; i < a->o->n_measure; i++)
		for (int side = OLD; side < SIDES; side++) {
			struct sum sum = difference_amount(d, of, i,
			    (enum side)side);

			if (is_shown(a->o->measure[i]))
				report_bound(r, sum.n, sum.known, sum.of);
		}
	for (int side = OLD; side < SIDES; side++)
		if (a->o->time[side] != NULL)
			report_count(r, time_of(c, of, (enum side)side));
	report_count(r, of->modules);
	add_ops(r, d, of, false);
	add_ops(r, d, of, true);
	difference_words(d, of, &words);
	report_text(r, report_keep(r, buf_str(&words)));
	buf_free(&words);
}

/* `metadata namespace`, and how many nodes have it. */
static void
add_annotation(struct answer *a, uint32_t id)
{
	const struct annotations *all = &a->c->annotations;
	const struct annotation *of = &all->annotation[id];
	enum annotation_kind kind = annotations_kind(all, id);
	struct str key = annotations_key(all, id);
	struct report *r = &a->report;
	struct buf words = { 0 };

	if (of->count[OLD] == of->count[NEW] &&
	    of->values[OLD] == of->values[NEW])
		return;
	a->others++;
	report_row(r);
	report_unknown(r);
	report_text(r, str_of(annotation_kind_name[kind]));
	report_count(r, of->count[OLD]);
	report_count(r, of->count[NEW]);
	for (unsigned i = 0; i < a->o->n_measure; i++)
		for (int side = OLD; side < SIDES; side++)
			if (is_shown(a->o->measure[i]))
				report_none(r);
	for (int side = OLD; side < SIDES; side++)
		if (a->o->time[side] != NULL)
			report_none(r);
	report_none(r);
	report_none(r);
	report_none(r);
	buf_adds(&words, key);
	if (of->count[OLD] == of->count[NEW])
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
add_total_times(const struct comparison *c, struct buf *b)
{
	if (c->us[OLD] == NULL && c->us[NEW] == NULL)
		return;
	buf_adds(b, STR(", "));
	for (int side = OLD; side < SIDES; side++) {
		if (c->us[side] == NULL)
			buf_addc(b, '?');
		else
			buf_addu(b, c->times[side].profile.us);
		buf_adds(b, side == OLD ? STR(" \xe2\x86\x92 ") :
		    STR(" us"));
	}
}

static void
add_summary(struct answer *a)
{
	const struct comparison *c = a->c;
	struct buf b = { 0 };

	for (int i = 0; i < CHANGES; i++) {
		buf_addu(&b, a->count[i]);
		buf_adds(&b, i > 0 ? STR(" ") : a->count[i] == 1 ?
		    STR(" module ") : STR(" modules "));
		buf_adds(&b, str_of(change_name[i]));
		buf_adds(&b, STR(", "));
	}
	buf_addu(&b, count_nodes(c, OLD));
	buf_adds(&b, STR(" \xe2\x86\x92 "));
	buf_addu(&b, count_nodes(c, NEW));
	buf_adds(&b, STR(" nodes"));
	add_total_times(c, &b);
	report_summary(&a->report, report_keep(&a->report, buf_str(&b)));
	buf_free(&b);
}

/* NEW's nodes whose module OLD gave, when attribute was told to ask it. */
static void
add_note(struct answer *a)
{
	const struct stats *s = &a->c->stats[NEW];
	uint64_t like = 0;
	struct buf b = { 0 };

	for (uint32_t i = 0; i < s->cell.n; i++)
		if (str_eq(stats_string(s, stats_cell(s, i).by), STR("like")))
			like += s->cell_nodes[i];
	if (like == 0)
		return;
	buf_adds(&b, STR("new: "));
	buf_addu(&b, like);
	buf_adds(&b, STR(" of "));
	buf_addu(&b, s->module[0].total.nodes);
	buf_adds(&b, STR(" nodes have their module by like"));
	report_note(&a->report, report_keep(&a->report, buf_str(&b)));
	buf_free(&b);
}

static void
set_title(struct answer *a)
{
	struct buf b = { 0 };

	for (int side = OLD; side < SIDES; side++) {
		struct str file = a->c->stats[side].file;

		if (side == NEW)
			buf_adds(&b, STR(" \xe2\x86\x92 "));
		buf_adds(&b, file.p == NULL ? STR("(standard input)") : file);
	}
	report_open(&a->report, (struct str){ NULL, 0 });
	a->report.title = report_keep(&a->report, buf_str(&b));
	buf_free(&b);
}

int
diff(const struct options *o, char **stream, int n)
{
	struct comparison c;
	const struct differences *d = &c.differences;
	struct answer a = { .c = &c, .o = o };
	size_t rows = 0;

	if (n != SIDES)
		fatal("--diff takes two streams, OLD and NEW");
	if (!comparison_read(&c, o, stream))
		return STATUS_TROUBLE;
	set_title(&a);
	add_columns(&a.report, o);
	for (size_t i = 0; i < d->n; i++)
		if (c.selected[d->of[i].twin]) {
			add_difference(&a, &d->of[i]);
			rows++;
		}
	for (uint32_t i = 0; i < c.annotations.n && o->glob == NULL; i++)
		add_annotation(&a, i);
	add_summary(&a);
	add_note(&a);
	report_print(&a.report, o);
	return rows + a.others > 0 ? STATUS_FOUND : STATUS_DONE;
}

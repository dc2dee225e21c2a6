#include "diffrows.h"

#include <stdlib.h>

#include "words.h"

/* Differences that share a row, in tree order. */
struct slice {
	const struct difference *const *of;
	size_t n;
	uint32_t twin;		/* the row's */
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
	report_column(r, (struct column){ .name = "fewer",
	    .unit = UNIT_NUMBERED, .show = SHOW_PROGRAMS });
	report_column(r, (struct column){ .name = "more",
	    .unit = UNIT_NUMBERED, .show = SHOW_PROGRAMS });
	report_column(r, (struct column){ .name = "what", .unit = UNIT_TEXT });
	if (o->top != UINT32_MAX)
		report_sort(r, report_column(r, (struct column){
		    .name = "size", .unit = UNIT_COUNT,
		    .show = SHOW_NEVER }));
}

static const enum tone tone_of[CHANGES] = {
	[CHANGED] = TONE_WARN, [ADDED] = TONE_GOOD, [REMOVED] = TONE_BAD,
	[MERGED] = TONE_WARN, [RENAMED] = TONE_PLAIN,
};

static struct str
keep_path(struct diffrows *a, const struct twins *t, uint32_t twin)
{
	const struct comparison *c = a->c;
	enum side side = t->twin[twin].of[OLD] != NONE ? OLD : NEW;
	struct buf path = { 0 };
	struct str kept;

	stats_path(&c->stats[side], t->twin[twin].of[side], &path);
	kept = report_keep(a->report, buf_str(&path));
	buf_free(&path);
	return kept;
}

/* The op_types of which a module has more, or fewer, and by how many. */
static void
add_ops(struct report *r, const struct differences *d,
    const struct difference *of, bool more)
{
	struct numbered *list = arena_alloc(&r->arena,
	    of->n_op * sizeof(*list));
	size_t n = 0;

	for (uint32_t i = 0; i < of->n_op; i++) {
		const struct op_change *op = &d->op[of->op + i];
		uint64_t old = op->nodes[OLD], new = op->nodes[NEW];

		if ((new > old) == more)
			list[n++] = (struct numbered){
			    d->twins->text.str[op->op_type],
			    more ? new - old : old - new };
	}
	report_numbered(r, list, n);
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

/* Of all modules that the differences are of. */
static uint64_t
time_of(const struct comparison *c, const struct slice *s, enum side side)
{
	struct time_sum sum = { .us = c->us[side] };

	for (size_t i = 0; i < s->n; i++)
		difference_each(&c->differences, s->of[i], side, add_time,
		    &sum);
	return sum.sum;
}

/* Differences are of other modules each: together they have no more than the
 * model, which is within 64 bits. */
static struct sum
measured(const struct comparison *c, const struct slice *s, unsigned measure,
    enum side side)
{
	struct sum sum = { 0 };

	for (size_t i = 0; i < s->n; i++) {
		struct sum part = difference_amount(&c->differences, s->of[i],
		    measure, side);

		sum.n += part.n;
		sum.known += part.known;
		sum.of += part.of;
	}
	return sum;
}

static uint64_t
nodes_of(const struct slice *s, enum side side)
{
	uint64_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += s->of[i]->nodes[side];
	return n;
}

/* Does the row say no more than one difference of its own module? */
static bool
is_one(const struct slice *s)
{
	return s->n == 1 && s->of[0]->twin == s->twin;
}

/* `2 modules changed, 1 removed below`. */
static void
add_counts(const struct slice *s, struct buf *b)
{
	uint64_t count[CHANGES] = { 0 };
	bool first = true;

	for (size_t i = 0; i < s->n; i++)
		count[s->of[i]->change]++;
	for (int i = 0; i < CHANGES; i++) {
		if (count[i] == 0)
			continue;
		buf_adds(b, first ? STR("") : STR(", "));
		buf_addu(b, count[i]);
		if (first)
			buf_adds(b, count[i] == 1 ? STR(" module") :
			    STR(" modules"));
		buf_addc(b, ' ');
		buf_adds(b, str_of(change_name[i]));
		first = false;
	}
	buf_adds(b, s->of[0]->twin == s->twin ? STR(", here and below") :
	    STR(" below"));
}

static void
add_words(struct diffrows *a, const struct slice *s)
{
	const struct differences *d = &a->c->differences;
	struct report *r = a->report;
	struct buf words = { 0 };

	if (is_one(s)) {
		add_ops(r, d, s->of[0], false);
		add_ops(r, d, s->of[0], true);
		difference_words(d, s->of[0], &words);
	} else {
		report_none(r);
		report_none(r);
		add_counts(s, &words);
	}
	report_text(r, report_keep(r, buf_str(&words)));
	buf_free(&words);
}

/* How much more or less the new model has of the first measure. */
static void
add_size(struct diffrows *a, const struct slice *s)
{
	struct sum side[SIDES] = { { nodes_of(s, OLD), 0, 0 },
	    { nodes_of(s, NEW), 0, 0 } };

	for (int i = OLD; i < SIDES; i++) {
		if (is_shown(a->o->measure[0]))
			side[i] = measured(a->c, s, 0, (enum side)i);
		if (side[i].known == 0 && side[i].of > 0) {
			report_unknown(a->report);
			return;
		}
	}
	report_count(a->report, side[OLD].n > side[NEW].n ?
	    side[OLD].n - side[NEW].n : side[NEW].n - side[OLD].n);
}

static void
add_row(struct diffrows *a, const struct slice *s)
{
	const struct comparison *c = a->c;
	enum change change = is_one(s) ? s->of[0]->change : CHANGED;
	struct report *r = a->report;
	uint64_t modules = 0;

	for (size_t i = 0; i < s->n; i++) {
		a->count[s->of[i]->change]++;
		modules += s->of[i]->modules;
	}
	report_row(r);
	report_tone(r, tone_of[change]);
	report_text(r, keep_path(a, &c->twins, s->twin));
	report_text(r, str_of(change_name[change]));
	for (int side = OLD; side < SIDES; side++)
		report_count(r, nodes_of(s, (enum side)side));
	for (unsigned i = 0; i < a->o->n_measure; i++)
		for (int side = OLD; side < SIDES; side++) {
			struct sum sum = measured(c, s, i, (enum side)side);

			if (is_shown(a->o->measure[i]))
				report_bound(r, sum.n, sum.known, sum.of);
		}
	for (int side = OLD; side < SIDES; side++)
		if (a->o->time[side] != NULL)
			report_count(r, time_of(c, s, (enum side)side));
	report_count(r, modules);
	add_words(a, s);
	if (a->o->top != UINT32_MAX)
		add_size(a, s);
}

/* By twin: it, or the one above it of the depth that is asked for. */
static uint32_t *
shown_as(const struct twins *t, uint32_t depth)
{
	uint32_t *as = xcalloc(t->n, sizeof(*as));
	uint32_t *deep = xcalloc(t->n, sizeof(*deep));

	for (uint32_t twin = 1; twin < t->n; twin++) {
		uint32_t up = t->twin[twin].parent;

		deep[twin] = deep[up] + 1;
		as[twin] = deep[twin] <= depth ? twin : as[up];
	}
	free(deep);
	return as;
}

/* Those of one row stand together, as the tree's order has it. */
static void
add_differences(struct diffrows *a)
{
	const struct comparison *c = a->c;
	const struct differences *d = &c->differences;
	const struct difference **of = xcalloc(d->n + 1, sizeof(*of));
	uint32_t *as = shown_as(&c->twins, a->o->depth);
	size_t n = 0, next;

	for (size_t i = 0; i < d->n; i++)
		if (c->selected[d->of[i].twin])
			of[n++] = &d->of[i];
	for (size_t i = 0; i < n; i = next) {
		uint32_t twin = as[of[i]->twin];

		for (next = i + 1; next < n; next++)
			if (as[of[next]->twin] != twin)
				break;
		add_row(a, &(struct slice){ of + i, next - i, twin });
	}
	free(as);
	free(of);
}

/* `metadata namespace`, and how many nodes have it. */
static void
add_annotation(struct diffrows *a, uint32_t id)
{
	const struct annotations *all = &a->c->annotations;
	const struct annotation *of = &all->annotation[id];
	enum annotation_kind kind = annotations_kind(all, id);
	struct str key = annotations_key(all, id);
	struct report *r = a->report;
	struct buf words = { 0 };

	if (of->count[OLD] == of->count[NEW] &&
	    of->values[OLD] == of->values[NEW])
		return;
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
	if (a->o->top != UINT32_MAX)
		report_none(r);
	buf_free(&words);
}

void
diffrows_add(struct diffrows *a)
{
	add_columns(a->report, a->o);
	add_differences(a);
	for (uint32_t i = 0; i < a->c->annotations.n && a->o->glob == NULL; i++)
		add_annotation(a, i);
}

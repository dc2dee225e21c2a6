#include "prof.h"

#include <inttypes.h>
#include <stdio.h>

#include "form.h"
#include "reading.h"
#include "times.h"

/* Time that a row stands for. */
struct time {
	uint32_t id[2];		/* modules or strings; NONE is unknown */
	uint64_t us, calls;
};

struct profiler {
	const struct options *o;
	struct times times;
	unsigned models;
	/* Of the model, when it has been read. */
	const struct stats *s;
	uint32_t *shown_as;	/* by module: it, or the one above it */
	struct pairs pairs;	/* the rows' ids */
	struct time *time;
	uint32_t cap;
};

static const char *
see(void *context, const struct record *r)
{
	struct profiler *p = context;

	if (p->models > 0)
		return "a second model: profiles are of one";
	return times_record(&p->times, r);
}

static uint32_t
key_id(const struct profiler *p, uint32_t timing, uint32_t module, unsigned i)
{
	if (i >= p->o->by.n)
		return 0;
	switch (p->o->by.key[i]) {
	case KEY_MODULE:
		return module == NONE ? NONE : p->shown_as[module];
	case KEY_CLASS:
		return module == NONE ? NONE : p->s->module[module].class;
	case KEY_BY:
		return p->times.by[timing];
	default:
		return p->times.profile.timing[timing].op_type;
	}
}

static void
add_time(struct profiler *p, uint32_t timing, uint32_t module)
{
	const struct timing *t = &p->times.profile.timing[timing];
	uint32_t known = p->pairs.n;
	uint32_t id = pairs_add(&p->pairs, key_id(p, timing, module, 0),
	    key_id(p, timing, module, 1));
	struct time *time;

	if (id == known) {
		GROW(p->time, id, p->cap);
		p->time[id] = (struct time){ .id = { p->pairs.pair[id].a,
		    p->pairs.pair[id].b } };
	}
	time = &p->time[id];
	time->us += t->us;
	time->calls += t->calls;
}

/* What is not joined is shown unless -m asks for modules. */
static void
collect(struct profiler *p)
{
	for (uint32_t i = 0; i < p->times.profile.n; i++) {
		uint32_t module = p->times.module[i];

		if (module == NONE ? p->o->glob == NULL :
		    p->s->module[module].selected)
			add_time(p, i, module);
	}
}

static void
add_columns(const struct profiler *p, struct report *r)
{
	const struct grouping *by = &p->o->by;
	unsigned us;

	for (unsigned i = 0; i < by->n; i++)
		report_column(r, (struct column){ .key = true,
		    .name = key_name[by->key[i]],
		    .unit = by->key[i] == KEY_MODULE ? UNIT_MODULE : UNIT_TEXT,
		    .unknown = by->key[i] == KEY_MODULE ? "(not joined)" :
		    NULL });
	us = report_column(r, (struct column){ .name = "us",
	    .unit = UNIT_COUNT, .sum = true });
	report_column(r, (struct column){ .unit = UNIT_PERCENT, .of = us,
	    .show = SHOW_TABLE });
	report_column(r, (struct column){ .name = "calls",
	    .unit = UNIT_COUNT, .sum = true,
	    .show = SHOW_TABLE | SHOW_PROGRAMS });
	report_sort(r, us);
}

static void
add_key(const struct profiler *p, struct report *r, enum key key, uint32_t id)
{
	struct buf path = { 0 };

	if (id == NONE) {
		report_unknown(r);
	} else if (key == KEY_MODULE) {
		stats_path(p->s, id, &path);
		report_text(r, report_keep(r, buf_str(&path)));
		buf_free(&path);
	} else if (key == KEY_BY) {
		report_text(r, join_by_name[id]);
	} else if (key == KEY_OP_TYPE) {
		report_text(r, p->times.profile.string.str[id]);
	} else {
		report_text(r, stats_string(p->s, id));
	}
}

/* Shares are cut, so that 100 % are all. */
static void
add_summary(const struct profiler *p, struct report *r)
{
	const struct profile *of = &p->times.profile;
	double share = (double)(uint64_t)(1000 * times_share(&p->times)) / 10;
	char text[120];
	int n = snprintf(text, sizeof(text), "joined %.1f %% of %" PRIu64
	    " us, %s%" PRIu32 " run%s", share, of->us,
	    of->runs == 1 ? "" : "the median of ", of->runs,
	    of->runs == 1 ? "" : "s");

	report_summary(r, report_keep(r, (struct str){ text, (size_t)n }));
}

static void
finish(void *context, const struct options *o, struct stats *s,
    const struct model *model)
{
	struct profiler *p = context;
	struct report r;

	(void)model;
	p->models++;
	p->s = s;
	p->shown_as = stats_at_depth(s, o->form == &form_tree ? UINT32_MAX :
	    o->depth);
	times_finish(&p->times, s);
	collect(p);
	report_open(&r, s->file);
	add_columns(p, &r);
	for (uint32_t i = 0; i < p->pairs.n; i++) {
		report_row(&r);
		for (unsigned k = 0; k < o->by.n; k++)
			add_key(p, &r, o->by.key[k], p->time[i].id[k]);
		report_count(&r, p->time[i].us);
		report_count(&r, p->time[i].calls);
	}
	add_summary(p, &r);
	report_print(&r, o);
	report_free(&r);
}

int
prof(const struct options *o, char **stream, int n)
{
	struct profiler p = { .o = o };
	const struct reader reader = { .record = see, .finish = finish,
	    .context = &p };

	times_open(&p.times, o->profile, o->n_profile);
	return reading(o, stream, n, &reader);
}

#include "prof.h"

#include <stdio.h>
#include <stdlib.h>

#include "form.h"
#include "join.h"
#include "message.h"
#include "reading.h"

/* Time that a row stands for. */
struct time {
	uint32_t id[2];		/* modules or strings; NONE is unknown */
	uint64_t us, calls;
};

struct profiler {
	const struct options *o;
	struct profile profile;
	struct join join;
	struct arena scratch;	/* what one record unescapes to */
	unsigned models;
	/* Of the model, when it has been read. */
	const struct stats *s;
	uint32_t *shown_as;	/* by module: it, or the one above it */
	struct pairs pairs;	/* the rows' ids */
	struct time *time;
	uint32_t cap;
	uint64_t joined;	/* us */
	bool any;		/* a node is joined */
};

static const char *
see(void *context, const struct record *r)
{
	struct profiler *p = context;
	struct str module;

	if (p->models > 0)
		return "a second model: profiles are of one";
	if (r->kind != KIND_NODE)
		return NULL;
	arena_reset(&p->scratch);
	if (!json_to_string(record_get(r, M_MODULE), &p->scratch, &module))
		return "node: module is no string";
	return join_node(&p->join, r, module);
}

static uint32_t
module_of(const struct profiler *p, uint32_t timing)
{
	struct str path;

	return join_find(&p->join, timing, &path) == JOIN_NONE ? NONE :
	    stats_find(p->s, path);
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
	default:
		return p->profile.timing[timing].op_type;
	}
}

static void
add_time(struct profiler *p, uint32_t timing, uint32_t module)
{
	const struct timing *t = &p->profile.timing[timing];
	uint32_t known = p->pairs.n;
	uint32_t id = pairs_add(&p->pairs, key_id(p, timing, module, 0),
	    key_id(p, timing, module, 1));
	struct time *time;

	if (id == known) {
		if (id >= p->cap) {
			p->cap = id == 0 ? 64 : id + id / 2;
			p->time = xreallocarray(p->time, p->cap,
			    sizeof(*p->time));
		}
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
	for (uint32_t i = 0; i < p->profile.n; i++) {
		uint32_t module = module_of(p, i);

		if (module != NONE) {
			p->joined += p->profile.timing[i].us;
			p->any = true;
		}
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
	} else if (key == KEY_OP_TYPE) {
		report_text(r, p->profile.string.str[id]);
	} else {
		report_text(r, stats_string(p->s, id));
	}
}

static double
share(const struct profiler *p)
{
	return p->profile.us == 0 ? 1 :
	    (double)p->joined / (double)p->profile.us;
}

/* Shares are cut, so that 100 % are all. */
static void
add_summary(const struct profiler *p, struct report *r)
{
	char text[120];
	int n = snprintf(text, sizeof(text), "joined %.1f %% of %llu us, "
	    "%s%lu run%s", (double)(uint64_t)(1000 * share(p)) / 10,
	    (unsigned long long)p->profile.us,
	    p->profile.runs == 1 ? "" : "the median of ",
	    (unsigned long)p->profile.runs, p->profile.runs == 1 ? "" : "s");

	report_summary(r, report_keep(r, (struct str){ text, (size_t)n }));
}

static void
warn(const struct profiler *p)
{
	if (!p->any)
		fatal("%s: a profile of another model: it names no node of this"
		    " one", shown(str_of(p->o->profile[0])));
	if (share(p) < 0.9)
		warning("%s: %.1f %% of the time is that of nodes that the"
		    " model does not name: ask of the model that ran, as"
		    " optimized_model_filepath saves it",
		    shown(str_of(p->o->profile[0])), 100 * (1 - share(p)));
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
	collect(p);
	warn(p);
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

	for (unsigned i = 0; i < o->n_profile; i++)
		profile_read(&p.profile, o->profile[i]);
	profile_finish(&p.profile);
	join_open(&p.join, &p.profile);
	return reading(o, stream, n, &reader);
}

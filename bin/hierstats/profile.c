#include "profile.h"

#include <inttypes.h>
#include <stdlib.h>

#include "events.h"
#include "json.h"
#include "limits.h"
#include "message.h"
#include "spans.h"

/* A node's time in one run that counts. */
struct sample {
	uint32_t timing, run;
	uint64_t us;
};

struct reader {
	struct profile *p;
	struct events in;
	struct arena scratch;	/* what one event unescapes to */
	struct spans nodes, runs;
};

static _Noreturn void
bad(const struct reader *r, const char *reason)
{
	fatal("%s:%" PRIu64 ": %s", shown(str_of(r->in.name)), r->in.line,
	    reason);
}

static uint64_t
time_of(const struct reader *r, struct str value, const char *reason)
{
	int64_t us;

	if (value.n == 0 || !json_to_int(value, &us) || us < 0)
		bad(r, reason);
	return (uint64_t)us;
}

static uint32_t
timing_at(struct profile *p, struct str name, struct str op_type)
{
	uint32_t n = intern_copy(&p->string, &p->arena, name);
	uint32_t op = intern_copy(&p->string, &p->arena, op_type);
	uint32_t id = pairs_add(&p->key, n, op);

	if (id == p->n) {
		GROW(p->timing, id, p->cap);
		p->timing[p->n++] = (struct timing){ .name = n, .op_type = op };
	}
	return id;
}

static void
add_event(struct reader *r, const struct event *e)
{
	const struct str kernel = STR("_kernel_time");
	struct str category, name, op_type = STR("");
	struct span span = { .what = NONE, .run = NONE };
	bool run;

	if (e->category.n == 0 || e->name.n == 0 ||
	    !json_to_string(e->category, &r->scratch, &category) ||
	    !json_to_string(e->name, &r->scratch, &name))
		bad(r, "no event of ONNX Runtime: cat or name is no string");
	run = str_eq(category, STR("Session")) &&
	    str_eq(name, STR("model_run"));
	if (!run && !(str_eq(category, STR("Node")) && str_ends(name, kernel)))
		return;
	span.ts = time_of(r, e->ts, "ts is no time");
	span.dur = time_of(r, e->dur, "dur is no time");
	if (e->tid.n > 0 && !json_to_int(e->tid, &span.tid))
		bad(r, "tid is no integer");
	if (e->op_type.n > 0 &&
	    !json_to_string(e->op_type, &r->scratch, &op_type))
		bad(r, "op_name is no string");
	name.n -= run ? 0 : kernel.n;
	if (name.n > LIMIT_NAME)
		bad(r, "a node's name of too many bytes");
	if (!run)
		span.what = timing_at(r->p, name, op_type);
	spans_add(run ? &r->runs : &r->nodes, span);
}

static void
add_samples(struct reader *r)
{
	struct profile *p = r->p;
	uint32_t first = r->runs.n > 1;

	for (size_t i = 0; i < r->nodes.n; i++) {
		const struct span *node = &r->nodes.span[i];

		if (node->run == NONE || node->run < first)
			continue;
		GROW(p->sample, p->n_sample, p->sample_cap);
		p->sample[p->n_sample++] = (struct sample){ node->what,
		    p->runs + node->run - first, node->own };
	}
	p->runs += (uint32_t)r->runs.n - first;
}

void
profile_read(struct profile *p, const char *file)
{
	struct reader r = { .p = p };
	struct event event;
	int got = -1;

	if (events_open(&r.in, file) == 0)
		while ((got = events_next(&r.in, &event)) == 1) {
			add_event(&r, &event);
			arena_reset(&r.scratch);
		}
	if (got == -1 && r.in.line == 0)
		fatal("%s: %s", shown(str_of(file)), r.in.error);
	if (got == -1)
		bad(&r, r.in.error);
	if (r.runs.n == 0)
		fatal("%s: no whole run of a model in this profile",
		    shown(str_of(file)));
	if (r.runs.n >= NONE - p->runs)
		fatal("%s: too many runs", shown(str_of(file)));
	spans_own(&r.nodes);
	spans_runs(&r.nodes, &r.runs);
	add_samples(&r);
	events_close(&r.in);
	arena_free(&r.scratch);
	free(r.nodes.span);
	free(r.runs.span);
}

static int
sample_cmp(const void *a, const void *b)
{
	const struct sample *x = a, *y = b;

	if (x->timing != y->timing)
		return x->timing < y->timing ? -1 : 1;
	return (x->run > y->run) - (x->run < y->run);
}

static int
us_cmp(const void *a, const void *b)
{
	const struct sample *x = a, *y = b;

	return (x->us > y->us) - (x->us < y->us);
}

static void
sum(uint64_t *to, uint64_t us)
{
	if (__builtin_add_overflow(*to, us, to))
		fatal("the profile's times pass 64 bits");
}

/* The n samples of one timing: what its calls in a run took together. */
static size_t
merge_calls(struct sample *sample, size_t n)
{
	size_t to = 0;

	for (size_t i = 0; i < n; i++) {
		if (to > 0 && sample[to - 1].run == sample[i].run)
			sum(&sample[to - 1].us, sample[i].us);
		else
			sample[to++] = sample[i];
	}
	return to;
}

void
profile_finish(struct profile *p)
{
	struct sample *s = p->sample;

	if (p->n_sample > 0)
		qsort(s, p->n_sample, sizeof(*s), sample_cmp);
	for (size_t from = 0, end; from < p->n_sample; from = end) {
		struct timing *t = &p->timing[s[from].timing];
		size_t n, middle = (p->runs - 1) / 2, missing;

		for (end = from; end < p->n_sample &&
		    s[end].timing == s[from].timing; end++)
			continue;
		t->calls = end - from;
		n = merge_calls(&s[from], end - from);
		missing = p->runs - n;
		qsort(&s[from], n, sizeof(*s), us_cmp);
		t->us = middle < missing ? 0 : s[from + middle - missing].us;
		sum(&p->us, t->us);
	}
	free(p->sample);
	p->sample = NULL;
	p->n_sample = p->sample_cap = 0;
}

void
profile_free(struct profile *p)
{
	arena_free(&p->arena);
	intern_free(&p->string);
	pairs_free(&p->key);
	free(p->timing);
	free(p->sample);
	*p = (struct profile){ 0 };
}

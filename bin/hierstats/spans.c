#include "spans.h"

#include <stdlib.h>

void
spans_add(struct spans *to, struct span span)
{
	GROW(to->span, to->n, to->cap);
	to->span[to->n++] = span;
}

static int
by_thread(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	if (x->tid != y->tid)
		return x->tid < y->tid ? -1 : 1;
	if (x->ts != y->ts)
		return x->ts < y->ts ? -1 : 1;
	if (x->dur != y->dur)
		return x->dur > y->dur ? -1 : 1;
	return (x->what > y->what) - (x->what < y->what);
}

static int
by_ts(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	return (x->ts > y->ts) - (x->ts < y->ts);
}

static void
sort(struct spans *spans, int (*cmp)(const void *, const void *))
{
	if (spans->n > 0)
		qsort(spans->span, spans->n, sizeof(*spans->span), cmp);
}

static bool
begins_within(const struct span *in, const struct span *out)
{
	return in->tid == out->tid && in->ts >= out->ts &&
	    in->ts - out->ts < out->dur;
}

/* What runs within another on its thread begins before that one ends. */
void
spans_own(struct spans *nodes)
{
	size_t *open = xcalloc(nodes->n + 1, sizeof(*open)), n = 0;

	sort(nodes, by_thread);
	for (size_t i = 0; i < nodes->n; i++) {
		struct span *s = &nodes->span[i], *out;

		s->own = s->dur;
		while (n > 0 && !begins_within(s, &nodes->span[open[n - 1]]))
			n--;
		if (n > 0) {
			out = &nodes->span[open[n - 1]];
			out->own -= s->dur < out->own ? s->dur : out->own;
		}
		open[n++] = i;
	}
	free(open);
}

/* Of the runs of its thread the last that began before it; where several
 * threads execute one run, of all of them. */
static uint32_t
run_of(const struct spans *runs, const struct span *node, bool any_thread)
{
	size_t from = 0, to = runs->n;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		const struct span *run = &runs->span[middle];
		bool before = any_thread || run->tid == node->tid ?
		    run->ts <= node->ts : run->tid < node->tid;

		if (before)
			from = middle + 1;
		else
			to = middle;
	}
	if (from > 0) {
		const struct span *run = &runs->span[from - 1];

		if ((any_thread || run->tid == node->tid) &&
		    node->ts >= run->ts && node->ts - run->ts <= run->dur)
			return run->run;
	}
	return NONE;
}

void
spans_runs(struct spans *nodes, struct spans *runs)
{
	sort(runs, by_ts);
	for (size_t i = 0; i < runs->n; i++)
		runs->span[i].run = (uint32_t)i;
	for (size_t i = 0; i < nodes->n; i++)
		nodes->span[i].run = run_of(runs, &nodes->span[i], true);
	sort(runs, by_thread);
	for (size_t i = 0; i < nodes->n; i++) {
		uint32_t own = run_of(runs, &nodes->span[i], false);

		if (own != NONE)
			nodes->span[i].run = own;
	}
}

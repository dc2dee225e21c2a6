#include "growth.h"

#include <inttypes.h>

#include "message.h"
#include "twins.h"

/* The measure's place among those that were counted. */
static unsigned
measure_of(const struct work *w)
{
	unsigned i = 0;

	while (!str_eq(str_of(w->f->has->measure[i]->name), w->check->text))
		i++;
	return i;
}

static bool
is_known(struct work *w, struct sum sum, const char *whose)
{
	if (sum.known == sum.of)
		return true;
	work_cannot(w, "%s are known for %" PRIu64 " of %" PRIu64 " %s%s",
	    shown(w->check->text), sum.known, sum.of,
	    w->f->has->measure[measure_of(w)]->parts, whose);
	return false;
}

void
growth_check(struct work *w)
{
	const struct findings *f = w->f;
	const struct bound *most = &w->check->bound;
	unsigned i = measure_of(w);
	struct twins t;

	if (f->baseline == NULL) {
		work_cannot(w, "no --baseline was given");
		return;
	}
	twins_make(&t, f->baseline, f->stats);
	for (uint32_t id = 0; id < f->stats->n_module; id++) {
		uint32_t before = t.twin[t.at[NEW][id]].of[OLD];
		struct sum old = { 0 }, new;

		if (!work_is_top(w, id))
			continue;
		if (before != NONE)
			old = amounts_total(f->had, before, i);
		new = amounts_total(f->has, id, i);
		if (!is_known(w, old, " of the baseline") ||
		    !is_known(w, new, ""))
			break;
		if (new.n > old.n &&
		    bound_is_passed(most, new.n - old.n, old.n))
			work_find(w, id, "%" PRIu64 " %s, %" PRIu64 " more than"
			    " the %" PRIu64 " of the baseline, most %s", new.n,
			    shown(w->check->text), new.n - old.n, old.n,
			    shown(most->text));
	}
	twins_free(&t);
}

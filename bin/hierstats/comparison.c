#include "comparison.h"

#include <stdlib.h>

#include "absent.h"
#include "message.h"
#include "reading.h"

static const char *
see(void *context, const struct record *r)
{
	struct comparison *c = context;
	const char *reason;

	if (c->models > 0)
		return "a second model: streams of one are compared";
	if (c->o->time[c->side] != NULL) {
		reason = times_record(&c->times[c->side], r);
		if (reason != NULL)
			return reason;
	}
	reason = annotations_record(&c->annotations, c->side, r);
	return reason != NULL || c->side == OLD ? reason :
	    merges_record(&c->merges, r);
}

static void
add_times(struct comparison *c, const struct stats *s)
{
	struct times *t = &c->times[c->side];

	times_finish(t, s);
	c->us[c->side] = xcalloc(s->n_module, sizeof(uint64_t));
	for (uint32_t i = 0; i < t->profile.n; i++)
		if (t->module[i] != NONE)
			c->us[c->side][t->module[i]] +=
			    t->profile.timing[i].us;
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
	if (c->o->time[c->side] != NULL)
		add_times(c, s);
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
	for (int side = OLD; side < SIDES; side++)
		if (c->o->time[side] != NULL)
			times_open(&c->times[side], &c->o->time[side], 1);
	for (int side = OLD; side < SIDES; side++) {
		c->side = (enum side)side;
		c->models = 0;
		if (reading(&all, &stream[side], 1, &reader) != STATUS_DONE)
			return false;
	}
	return true;
}

/* Marks what -m selects: a module with all below it. */
static bool
select_twins(struct comparison *c)
{
	const struct twins *t = &c->twins;
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

static uint32_t
twin_of(void *context, struct str path)
{
	const struct comparison *c = context;
	uint32_t old = stats_find(&c->stats[OLD], path);

	return old == NONE ? NONE : c->twins.at[OLD][old];
}

bool
comparison_read(struct comparison *c, const struct options *o, char **stream)
{
	*c = (struct comparison){ .o = o };
	if (!read_both(c, stream))
		return false;
	twins_make(&c->twins, &c->stats[OLD], &c->stats[NEW]);
	c->selected = xcalloc(c->twins.n, sizeof(*c->selected));
	if (!select_twins(c)) {
		for (int side = OLD; side < SIDES; side++)
			absent_module(&c->stats[side], o);
		return false;
	}
	merges_sort(&c->merges, twin_of, c);
	differences_make(&c->differences, &c->twins, &c->merges, c->amounts);
	return true;
}

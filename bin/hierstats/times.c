#include "times.h"

#include "message.h"

void
times_open(struct times *t, const char *const *file, unsigned n)
{
	*t = (struct times){ .file = file[0] };
	for (unsigned i = 0; i < n; i++)
		profile_read(&t->profile, file[i]);
	profile_finish(&t->profile);
	join_open(&t->join, &t->profile);
}

const char *
times_record(struct times *t, const struct record *r)
{
	struct str module;

	if (r->kind != KIND_NODE)
		return NULL;
	arena_reset(&t->scratch);
	if (!json_to_string(record_get(r, M_MODULE), &t->scratch, &module))
		return "node: module is no string";
	return join_node(&t->join, r, module);
}

double
times_share(const struct times *t)
{
	return t->profile.us == 0 ? 1 :
	    (double)t->joined / (double)t->profile.us;
}

void
times_finish(struct times *t, const struct stats *s)
{
	bool any = false;

	t->module = xcalloc(t->profile.n + 1, sizeof(*t->module));
	t->by = xcalloc(t->profile.n + 1, sizeof(*t->by));
	for (uint32_t i = 0; i < t->profile.n; i++) {
		struct str path;

		t->module[i] = NONE;
		t->by[i] = join_find(&t->join, i, &path);
		if (t->by[i] == JOIN_NONE)
			continue;
		t->module[i] = stats_find(s, path);
		t->joined += t->profile.timing[i].us;
		any = true;
	}
	if (!any)
		fatal("%s: a profile of another model: it names no node of this"
		    " one", shown(str_of(t->file)));
	if (times_share(t) < 0.9)
		warning("%s: %.1f %% of the time is that of nodes that the"
		    " model does not name: ask of the model that ran, as"
		    " optimized_model_filepath saves it",
		    shown(str_of(t->file)), 100 * (1 - times_share(t)));
}

#include "strategy.h"

#include "parameters.h"

enum strategy
strategy_of(struct str name)
{
	static const struct str names[STRATEGY_COUNT] = {
		[STRATEGY_ALL] = STR("all"),
		[STRATEGY_SCOPE] = STR("scope"),
		[STRATEGY_USAGE] = STR("usage"),
	};
	enum strategy s = STRATEGY_ALL;

	while (s < STRATEGY_COUNT && !str_eq(names[s], name))
		s++;
	return s;
}

/* What tracing left in the stream counts for nothing. */
static void
forget(struct verdicts *t)
{
	for (uint32_t i = 0; i < t->m->n_node; i++)
		t->node[i] = (struct verdict){ .module = NONE,
		    .conflict = NONE };
}

void
strategy_decide(enum strategy strategy, struct verdicts *t,
    struct reference *like)
{
	struct parameters p;

	if (strategy == STRATEGY_USAGE)
		forget(t);
	if (like != NULL)
		verdicts_like(t, like);
	if (strategy != STRATEGY_SCOPE) {
		parameters_open(&p, t);
		verdicts_parameters(t, &p);
		verdicts_namesakes(t);
		verdicts_structure(t, &p);
		verdicts_flow(t);
		parameters_free(&p);
	}
	verdicts_fall_back(t);
}

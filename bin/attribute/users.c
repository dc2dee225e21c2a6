#include "users.h"

#include <stdlib.h>

/* The module that holds a list, however deep in others. */
static uint32_t
holder(const struct modules *tree, uint32_t list)
{
	bool listed = true;

	while (list != 0 && listed) {
		listed = modules_number(tree, list) >= 0;
		list = tree->parent[list];
	}
	return list;
}

static bool
is_multihead(const struct verdicts *t, uint32_t module)
{
	return str_eq(t->class[module],
	    STR("\"torch.nn.modules.activation.MultiheadAttention\""));
}

uint32_t *
users_find(const struct verdicts *t, const uint32_t *owner)
{
	const struct model *m = t->m;
	uint32_t *user = xreallocarray(NULL, t->tree.n + 1, sizeof(*user));
	bool *projects = xcalloc(t->tree.n + 1, sizeof(*projects));

	for (uint32_t id = 0; id < t->tree.n; id++) {
		user[id] = id;
		projects[id] = is_multihead(t, id);
	}
	for (uint32_t i = 0; i < m->n_initializer; i++) {
		uint32_t v = m->initializer[i].value, of = owner[v];
		struct str name = str_after_last(model_name(m,
		    m->value[v].name), '.');	/* within its module */

		if (of == NONE || name.n == 0)
			continue;
		if (name.p[0] >= '0' && name.p[0] <= '9')
			user[of] = holder(&t->tree, of);
		projects[of] |= str_starts(name, STR("in_proj_weight")) ||
		    str_starts(name, STR("in_proj_bias")) ||
		    str_starts(name, STR("q_proj_weight"));
	}
	for (uint32_t id = 1; id < t->tree.n; id++)
		if (projects[t->tree.parent[id]] &&
		    str_eq(modules_atom(&t->tree, id), STR("out_proj")))
			user[id] = t->tree.parent[id];
	free(projects);
	return user;
}

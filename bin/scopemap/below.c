#include "below.h"

#include <stdlib.h>

#include "limits.h"

static void
grow(struct below *t)
{
	if (t->key.n > t->cap_key) {
		t->cap_key = t->key.cap;
		t->first = xreallocarray(t->first, t->cap_key,
		    sizeof(*t->first));
		t->last = xreallocarray(t->last, t->cap_key, sizeof(*t->last));
		t->distance = xreallocarray(t->distance, t->cap_key, 1);
	}
	if (t->n == t->cap) {
		t->cap = grown(t->n);
		t->module = xreallocarray(t->module, t->cap,
		    sizeof(*t->module));
		t->next = xreallocarray(t->next, t->cap, sizeof(*t->next));
	}
}

static void
add(struct below *t, uint32_t above, uint32_t variable, uint32_t module,
    uint8_t distance)
{
	uint32_t n = t->key.n, k = pairs_add(&t->key, above, variable);
	uint32_t entry = t->n;

	grow(t);
	if (k < n && t->distance[k] < distance)
		return;
	t->module[entry] = module;
	t->next[entry] = NONE;
	t->n++;
	if (k < n && t->distance[k] == distance)
		t->next[t->last[k]] = entry;
	else
		t->first[k] = entry;
	t->last[k] = entry;
	t->distance[k] = distance;
}

void
below_open(struct below *t, const struct modules *tree,
    const struct intern *variables)
{
	*t = (struct below){ .variable = variables };
	for (uint32_t id = 1; id < tree->n; id++) {
		struct str s = modules_variable(tree, id);
		uint32_t variable = intern_find(variables, s);
		uint32_t above = tree->parent[id];
		uint8_t most = LIMIT_CONTAINERS;

		if (variable == NONE)
			continue;
		/* A list's numbers belong to the variable itself. */
		for (size_t i = 0; i < s.n; i++)
			most += s.p[i] == '.' && most < UINT8_MAX;
		for (uint8_t d = 1; above != NONE && d < most; d++) {
			add(t, above, variable, id, d);
			above = tree->parent[above];
		}
	}
}

void
below_free(struct below *t)
{
	pairs_free(&t->key);
	free(t->first);
	free(t->last);
	free(t->distance);
	free(t->module);
	free(t->next);
	*t = (struct below){ 0 };
}

uint32_t
below_first(const struct below *t, uint32_t above, struct str variable)
{
	uint32_t v = intern_find(t->variable, variable);
	uint32_t k = v == NONE ? NONE : pairs_find(&t->key, above, v);

	return k == NONE ? NONE : t->first[k];
}

uint32_t
below_next(const struct below *t, uint32_t entry)
{
	return t->next[entry];
}

uint32_t
below_module(const struct below *t, uint32_t entry)
{
	return t->module[entry];
}

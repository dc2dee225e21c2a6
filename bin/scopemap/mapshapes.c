#include "mapshapes.h"

#include <stdlib.h>

#include "mapvalue.h"
#include "pairs.h"
#include "torchscript.h"

/* What the map says of the modules that were asked for. */
struct shapes {
	const struct map *map;
	bool *walked;		/* by the map's module */
	uint32_t module;	/* being walked */
	struct arena arena;
	struct intern names;
	struct pairs said;	/* (module, name), by ... */
	uint64_t *elements;	/* ... how many */
	uint32_t cap;
};

static void
note(void *context, struct str key, uint64_t elements)
{
	struct shapes *t = context;
	uint32_t n = t->said.n;
	struct str name;

	/* Parameters come before buffers. */
	if (!json_unescape(key, &t->arena, &name) ||
	    pairs_add(&t->said, t->module, intern_add(&t->names, name)) != n)
		return;
	GROW(t->elements, n, t->cap);
	t->elements[n] = elements;
}

static void
walk(struct shapes *t, const struct map_module *module)
{
	static const enum member both[] = { M_PARAMETERS, M_BUFFERS };

	t->module = (uint32_t)(module - t->map->module);
	if (t->walked[t->module])
		return;
	t->walked[t->module] = true;
	for (size_t i = 0; i < sizeof(both) / sizeof(both[0]); i++) {
		struct map_member member = map_get(t->map, module, both[i]);
		if (member.value.n > 0)
			mapvalue_each(&member, note, t);
	}
}

/* How many elements the map says that a parameter has. */
static bool
says(struct shapes *t, struct str path, struct str name, uint64_t *elements)
{
	const struct map_module *module = map_find(t->map, path);
	uint32_t id;

	if (module == NULL)
		return false;
	walk(t, module);
	id = intern_find(&t->names, name);
	if (id != NONE)
		id = pairs_find(&t->said,
		    (uint32_t)(module - t->map->module), id);
	if (id != NONE)
		*elements = t->elements[id];
	return id != NONE;
}

/* The elements of an initializer; false when it has no shape. */
static bool
has(const struct initializer *init, uint64_t *elements)
{
	struct json j;
	int64_t n;

	*elements = 1;
	json_open(&j, init->shape);
	if (json_peek(&j) != JSON_ARRAY || !json_enter(&j, '['))
		return false;
	while (json_item(&j))
		if (!json_to_int(json_skip(&j), &n) || n < 0 ||
		    __builtin_mul_overflow(*elements, (uint64_t)n, elements))
			return false;
	return true;
}

static void
compare(struct shapes *t, struct scopes *s, const struct initializer *init)
{
	struct str name = model_name(s->m, s->m->value[init->value].name);
	struct str path = torchscript_owner(name);
	uint64_t said, held;
	uint32_t id;

	if (path.n == 0 || (id = modules_find(&s->tree, path)) == NONE)
		return;
	name.n -= (size_t)(path.p - name.p) + path.n + 1;
	name.p = path.p + path.n + 1;
	if (says(t, path, name, &said) && has(init, &held) && said != held)
		s->found[id].odd |= ODD_SHAPE;
}

void
mapshapes_compare(const struct map *map, struct scopes *s)
{
	struct shapes t = { .map = map,
	    .walked = xcalloc(map->tree.n, sizeof(*t.walked)) };

	for (uint32_t i = 0; i < s->m->n_initializer; i++)
		compare(&t, s, &s->m->initializer[i]);
	free(t.walked);
	free(t.elements);
	intern_free(&t.names);
	pairs_free(&t.said);
	arena_free(&t.arena);
}

#include "tensorflow.h"

/* `model/dense` of `model/dense/MatMul` as a path; {0} when there is none.
 * A scope's own dots would be taken for more modules: they become `_`. */
static struct str
scope_of(struct str name, struct arena *arena)
{
	char *path;

	while (name.n > 0 && name.p[name.n - 1] != '/')
		name.n--;
	if (name.n < 2 || name.p[0] == '/')
		return (struct str){ 0 };
	name.n--;
	path = arena_alloc(arena, name.n);
	for (size_t i = 0; i < name.n; i++)
		path[i] = name.p[i] == '.' ? '_' :
		    name.p[i] == '/' ? '.' : name.p[i];
	return (struct str){ path, name.n };
}

void
tensorflow_scopes(struct scopes *s)
{
	if (!str_eq(s->producer, STR("tf2onnx")))
		return;
	for (uint32_t i = 0; i < s->m->n_node; i++) {
		struct str path;
		uint32_t module;

		if (s->scope[i] != NONE)
			continue;
		path = scope_of(s->m->node[i].name, &s->arena);
		if (path.n > 0 && (module = scopes_module(s, path,
		    BY_SCOPE)) != NONE)
			scopes_set(s, i, module, BY_SCOPE);
	}
}

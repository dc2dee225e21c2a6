#include "classpath.h"

#include <stdlib.h>

static bool
is_container(struct str name)
{
	return str_eq(name, STR("ModuleList")) ||
	    str_eq(name, STR("ModuleDict")) ||
	    str_eq(name, STR("Sequential"));
}

/* The module's own component, {0} when it stands in no path. */
static struct str
component_of(struct classpath *t, const struct scopes *s, uint32_t id)
{
	const struct found_module *found = &s->found[id];
	struct str name = str_after_last(found->class, '.'), atom;
	char *text;

	if (found->class_by == BY_INFERRED || name.n == 0 ||
	    (id != 0 && is_container(name)))
		return (struct str){ 0 };
	if (modules_number(&s->tree, id) < 0)
		return name;
	atom = modules_atom(&s->tree, id);
	text = arena_alloc(&t->arena, name.n + 1 + atom.n);
	memcpy(text, name.p, name.n);
	text[name.n] = '.';
	memcpy(text + name.n + 1, atom.p, atom.n);
	return (struct str){ text, name.n + 1 + atom.n };
}

void
classpath_open(struct classpath *t, const struct scopes *s)
{
	uint32_t n = s->tree.n;
	uint32_t *path = xreallocarray(NULL, n, sizeof(*path));

	*t = (struct classpath){ 0 };
	t->module = xreallocarray(NULL, n, sizeof(*t->module));
	/* Parents come before their children. */
	for (uint32_t id = 0; id < n; id++) {
		uint32_t above = id == 0 ? NONE : path[s->tree.parent[id]];
		struct str component = component_of(t, s, id);
		uint32_t count = t->path.n;

		path[id] = above;
		if (component.n == 0)
			continue;
		path[id] = pairs_add(&t->path, above,
		    intern_add(&t->component, component));
		t->module[path[id]] = path[id] == count ? id : NONE;
	}
	free(path);
}

void
classpath_free(struct classpath *t)
{
	intern_free(&t->component);
	pairs_free(&t->path);
	free(t->module);
	arena_free(&t->arena);
	*t = (struct classpath){ 0 };
}

uint32_t
classpath_find(const struct classpath *t, struct str path)
{
	uint32_t at = NONE;

	if (path.n < 2 || path.p[0] != '/')
		return NONE;
	while (path.n > 0) {
		const char *end;
		struct str component = { path.p + 1, path.n - 1 };
		uint32_t id;

		end = memchr(component.p, '/', component.n);
		if (end != NULL)
			component.n = (size_t)(end - component.p);
		id = intern_find(&t->component, component);
		at = id == NONE ? NONE : pairs_find(&t->path, at, id);
		if (at == NONE)
			return NONE;
		path.p += component.n + 1;
		path.n -= component.n + 1;
	}
	return t->module[at];
}

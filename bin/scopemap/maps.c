#include "maps.h"

#include <stdlib.h>

#include "mapshapes.h"
#include "mapvalue.h"
#include "message.h"

void
maps_add(struct maps *t, const char *file)
{
	t->map = xreallocarray(t->map, t->n + 1, sizeof(*t->map));
	t->used = xreallocarray(t->used, t->n + 1, sizeof(*t->used));
	t->used[t->n] = false;
	if (map_read(&t->map[t->n], file) == -1)
		map_fatal(&t->map[t->n]);
	t->n++;
}

void
maps_free(struct maps *t)
{
	for (uint32_t i = 0; i < t->n; i++)
		map_free(&t->map[i]);
	free(t->map);
	free(t->used);
	*t = (struct maps){ 0 };
}

/* Is a component of a node's name what the exporter calls a module of the map?
 * Asked only of a file that shows modules in no other way. */
static bool
names_variable(const struct map *map, const struct model *m)
{
	struct intern variables = { 0 };
	bool found = false;

	for (uint32_t id = 1; id < map->tree.n; id++)
		intern_add(&variables, modules_variable(&map->tree, id));
	for (uint32_t i = 0; i < m->n_node && !found; i++) {
		struct str name = m->node[i].name;
		const char *slash;

		while (!found && name.n > 0 &&
		    (slash = memchr(name.p, '/', name.n)) != NULL) {
			size_t n = (size_t)(slash - name.p);
			found = intern_find(&variables,
			    (struct str){ name.p, n }) != NONE;
			name.p += n + 1;
			name.n -= n + 1;
		}
	}
	intern_free(&variables);
	return found;
}

/* Does the map name a module that initializers or metadata show?  The root is
 * everywhere, so it tells only a map of nothing else from the rest. */
static bool
is_of(const struct map *map, const struct scopes *s)
{
	if (map->tree.n == 1 || s->tree.n == 1)
		return map->tree.n == 1 ? s->tree.n == 1 :
		    names_variable(map, s->m);
	for (uint32_t id = 1; id < s->tree.n; id++) {
		struct str path = modules_path(&s->tree, id);

		if (modules_find(&map->tree, path) != NONE ||
		    intern_find(&map->alias, path) != NONE)
			return true;
	}
	return false;
}

/* What stands behind the last dot; *package is what is before it. */
static struct str
split_class(struct str class, struct str *package)
{
	struct str name = str_after_last(class, '.');

	*package = (struct str){ class.p,
	    class.n - name.n - (name.n < class.n) };
	return name;
}

/* The same class, though one has no package, or not the classes and functions
 * round it (`m.f.<locals>.Net` is `m.Net` in metadata)? */
static bool
is_same_class(struct str a, struct str b)
{
	struct str in_a, in_b;

	if (!str_eq(split_class(a, &in_a), split_class(b, &in_b)))
		return false;
	if (in_a.n > in_b.n) {
		struct str longer = in_a;
		in_a = in_b;
		in_b = longer;
	}
	return in_a.n == 0 || (str_starts(in_b, in_a) &&
	    (in_b.n == in_a.n || in_b.p[in_a.n] == '.'));
}

static bool
has_package(struct str class)
{
	return memchr(class.p, '.', class.n) != NULL;
}

/* A module of the tree takes what a map says of its class. */
static void
take_class(struct found_module *found, struct str class)
{
	bool same;

	if (class.n == 0)
		return;
	same = found->class.n > 0 && is_same_class(found->class, class);
	if (found->class.n > 0 && !same && found->class_by != BY_INFERRED)
		found->odd |= found->class_by == BY_MAP ? ODD_MAPS :
		    ODD_METADATA;
	/* Metadata gives way, save where it alone has the package. */
	if (found->class.n == 0 ||
	    (same && !has_package(found->class)) ||
	    (found->class_by != BY_MAP && (!same || has_package(class)))) {
		found->class = class;
		found->class_by = BY_MAP;
	}
}

static bool
is_zero(const struct map_member *member)
{
	int64_t n;

	return member->form == MAP_PLAIN && json_to_int(member->value, &n) &&
	    n == 0;
}

void
maps_modules(struct maps *t, struct scopes *s)
{
	/* All are asked before the first changes the tree. */
	for (uint32_t i = 0; i < t->n; i++) {
		t->used[i] = is_of(&t->map[i], s);
		if (!t->used[i])
			warning("%s: names no module of %s: not used",
			    shown(str_of(t->map[i].file)), shown(s->m->file));
	}
	for (uint32_t i = 0; i < t->n; i++) {
		const struct map *map = &t->map[i];

		for (uint32_t k = 0; t->used[i] && k < map->tree.n; k++) {
			struct map_member total;
			uint32_t id;

			if (map->module[k].at == NULL)
				continue;
			id = scopes_map(s, modules_path(&map->tree, k));
			take_class(&s->found[id], map->module[k].class);
			total = map_get(map, &map->module[k], M_TOTAL_PARAMS);
			s->found[id].weightless |= is_zero(&total);
		}
	}
}

/* Modules that a map knows by another name, when initializers or metadata
 * called them by that. */
static void
take_aliases(const struct maps *t, struct scopes *s)
{
	for (uint32_t i = 0; i < t->n; i++) {
		const struct map *map = &t->map[i];

		for (uint32_t k = 0; t->used[i] && k < map->alias.n; k++) {
			uint32_t id = modules_find(&s->tree,
			    map->alias.str[k]);
			if (id == NONE)
				continue;
			take_class(&s->found[id],
			    map->module[map->alias_of[k]].class);
			s->found[id].mapped = true;
		}
	}
}

/* What a warning tells: how many modules, the first, their nodes. */
struct touched {
	uint32_t modules, first, nodes;
};

static bool
is_odd(const struct scopes *s, uint32_t id, uint8_t kind)
{
	const struct found_module *found = &s->found[id];

	if (kind == ODD_LACKING)
		return !found->mapped && found->by != BY_NOTHING && id != 0;
	return (found->odd & kind) != 0;
}

static struct touched
count_touched(const struct scopes *s, uint8_t kind)
{
	struct touched t = { 0 };

	for (uint32_t id = s->tree.n; id-- > 0;) {
		if (is_odd(s, id, kind)) {
			t.modules++;
			t.first = id;
		}
	}
	for (uint32_t i = 0; t.modules > 0 && i < s->m->n_node; i++)
		t.nodes += s->scope[i] != NONE && is_odd(s, s->scope[i], kind);
	return t;
}

static void
warn(const struct scopes *s, uint8_t kind, const char *what)
{
	struct touched t = count_touched(s, kind);

	if (t.modules > 0)
		warning("%s: %s: modules: %u, nodes in them: %u; the first is "
		    "\"%s\"", shown(s->m->file), what, t.modules, t.nodes,
		    shown(modules_path(&s->tree, t.first)));
}

void
maps_finish(const struct maps *t, struct scopes *s)
{
	bool whole = false;

	take_aliases(t, s);
	for (uint32_t i = 0; i < t->n; i++) {
		if (!t->used[i])
			continue;
		whole = whole || !t->map[i].partial;
		mapshapes_compare(&t->map[i], s);
	}
	warn(s, ODD_METADATA,
	    "the module map has other classes than metadata has");
	warn(s, ODD_MAPS, "module maps differ in classes");
	warn(s, ODD_SHAPE,
	    "the module map is of another model, by its parameters");
	if (whole)
		warn(s, ODD_LACKING,
		    "the module map lacks what the model has");
}

uint64_t
maps_rank(const struct maps *t, struct str path)
{
	for (uint32_t i = 0; i < t->n; i++) {
		uint32_t id = !t->used[i] ? NONE :
		    modules_find(&t->map[i].tree, path);
		if (id != NONE)
			return (uint64_t)i << 32 | id;
	}
	return UINT64_MAX;
}

struct str
maps_type(const struct maps *t, struct str path)
{
	for (uint32_t i = 0; i < t->n; i++) {
		const struct map_module *module = !t->used[i] ? NULL :
		    map_find(&t->map[i], path);
		if (module != NULL && module->type.n > 0)
			return module->type;
	}
	return (struct str){ 0 };
}

bool
maps_write(const struct maps *t, struct str path, enum member id,
    struct jsonw *w)
{
	for (uint32_t i = 0; i < t->n; i++) {
		const struct map_module *module = !t->used[i] ? NULL :
		    map_find(&t->map[i], path);
		struct map_member member = { 0 };

		if (module != NULL)
			member = map_get(&t->map[i], module, id);
		if (member.value.n == 0)
			continue;
		record_key(w, id);
		mapvalue_write(w, &member);
		return true;
	}
	return false;
}

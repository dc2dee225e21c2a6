#include "mapjson.h"

#include "message.h"

/* A member of an object that is read by name: its value as it stands. */
struct field {
	struct str name;
	enum json_type type;
	struct str *value;
};

static bool
fail_json(struct map *m, const struct json *j)
{
	return map_fail(m, j->p, "%s", j->error);
}

/* The value at the cursor, of this key, when it is a field's; what is no field
 * is passed over. */
static bool
take(struct map *m, struct json *j, struct str key, const struct field *f,
    size_t n)
{
	enum json_type type = json_peek(j);
	const char *at = j->p;
	struct str value = json_skip(j);

	if (j->error != NULL)
		return fail_json(m, j);
	while (n > 0 && !json_key_is(key, f->name))
		f++, n--;
	if (n == 0)
		return true;
	if (f->value->n > 0)
		return map_fail(m, at, "\"%s\" stands twice", f->name.p);
	if (type == JSON_NULL)
		return true;
	if (type != f->type)
		return map_fail(m, at, "\"%s\" is of another type than "
		    "such maps have", f->name.p);
	*f->value = value;
	return true;
}

static bool
read_fields(struct map *m, struct json *j, const struct field *field,
    size_t n)
{
	struct str key;

	if (!json_enter(j, '{'))
		return fail_json(m, j);
	while (json_member(j, &key))
		if (!take(m, j, key, field, n))
			return false;
	return j->error == NULL || fail_json(m, j);
}

/* `__module.encoder` is `encoder`, `__module` the root; what stands before
 * `::` is the class. */
static bool
read_path(struct map *m, struct str span, struct str *path)
{
	const struct str root = STR("__module");
	const char *class;

	if (!json_to_string(span, &m->arena, path))
		return map_fail(m, span.p, "a path that is no text");
	class = path->n == 0 ? NULL : memmem(path->p, path->n, "::", 2);
	if (class != NULL)
		*path = (struct str){ class + 2,
		    (size_t)(path->p + path->n - class) - 2 };
	if (str_eq(*path, root)) {
		path->n = 0;
		return true;
	}
	if (!str_starts(*path, STR("__module.")))
		return map_fail(m, span.p,
		    "\"%s\" does not begin with __module", shown(*path));
	path->p += root.n + 1;
	path->n -= root.n + 1;
	return true;
}

/* `package` is the class with its package, or the package alone. */
static bool
read_class(struct map *m, struct str name, struct str package,
    struct str *class)
{
	struct str last = { 0 };
	struct buf whole = { 0 };

	*class = last;
	if (name.n > 0 && !json_to_string(name, &m->arena, &last))
		return map_fail(m, name.p, "a class that is no text");
	if (package.n > 0 && !json_to_string(package, &m->arena, class))
		return map_fail(m, package.p, "a class that is no text");
	if (last.n == 0 || class->n == 0) {
		if (class->n == 0)
			*class = last;
		return true;
	}
	if (str_eq(*class, last) || (str_ends(*class, last) &&
	    class->p[class->n - last.n - 1] == '.'))
		return true;
	buf_adds(&whole, *class);
	buf_addc(&whole, '.');
	buf_adds(&whole, last);
	*class = arena_copy(&m->arena, buf_str(&whole));
	buf_free(&whole);
	return true;
}

static bool
read_type(struct map *m, struct str span, struct str *type)
{
	return span.n == 0 || json_to_string(span, &m->arena, type) ||
	    map_fail(m, span.p, "a type that is no text");
}

static bool
check_parent(struct map *m, struct str span, const struct map_module *module)
{
	uint32_t id = (uint32_t)(module - m->module);
	uint32_t above = m->tree.parent[id];
	struct str parent;

	if (span.n == 0)
		return true;
	if (!read_path(m, span, &parent))
		return false;
	if (above != NONE && str_eq(parent, modules_path(&m->tree, above)))
		return true;
	return map_fail(m, span.p,
	    "\"parent_path\": \"%s\" is not round \"%s\"", shown(parent),
	    shown(modules_path(&m->tree, id)));
}

/* The enhanced map's {"total", "trainable", "direct_count", "shapes"}. */
static bool
add_parameters(struct map *m, struct map_module *module, struct str span)
{
	struct str total = { 0 }, trainable = { 0 }, shapes = { 0 };
	const struct field field[] = {
		{ STR("total"), JSON_NUMBER, &total },
		{ STR("trainable"), JSON_NUMBER, &trainable },
		{ STR("shapes"), JSON_OBJECT, &shapes },
	};
	struct json j;

	if (span.n == 0)
		return true;
	json_open(&j, span);
	if (!read_fields(m, &j, field, sizeof(field) / sizeof(field[0])))
		return false;
	return map_add_member(m, module, M_PARAMETERS, MAP_SHAPES, shapes) &&
	    map_add_member(m, module, M_PARAMS, MAP_ELEMENTS, shapes) &&
	    map_add_member(m, module, M_TOTAL_PARAMS, MAP_PLAIN, total) &&
	    map_add_member(m, module, M_TRAINABLE, MAP_PLAIN, trainable);
}

/* A module of the manual map, the enhanced map or the enhanced metadata: their
 * members do not get in each other's way. */
static bool
read_module(struct map *m, struct json *j)
{
	struct str full_path = { 0 }, scope_name = { 0 }, class_name = { 0 };
	struct str module_class = { 0 }, class_path = { 0 };
	struct str module_class_path = { 0 }, module_type = { 0 };
	struct str parent_path = { 0 }, children = { 0 }, total = { 0 };
	struct str parameters = { 0 }, path;
	const struct field field[] = {
		{ STR("full_path"), JSON_STRING, &full_path },
		{ STR("scope_name"), JSON_STRING, &scope_name },
		{ STR("class_name"), JSON_STRING, &class_name },
		{ STR("module_class"), JSON_STRING, &module_class },
		{ STR("class_path"), JSON_STRING, &class_path },
		{ STR("module_class_path"), JSON_STRING, &module_class_path },
		{ STR("module_type"), JSON_STRING, &module_type },
		{ STR("parent_path"), JSON_STRING, &parent_path },
		{ STR("children"), JSON_ARRAY, &children },
		{ STR("parameter_count"), JSON_NUMBER, &total },
		{ STR("parameters"), JSON_OBJECT, &parameters },
	};
	struct map_module *module;
	const char *at;

	json_peek(j);
	at = j->p;
	if (!read_fields(m, j, field, sizeof(field) / sizeof(field[0])))
		return false;
	if (full_path.n == 0 && scope_name.n == 0)
		return map_fail(m, at, "a module without a path");
	return read_path(m, full_path.n > 0 ? full_path : scope_name, &path) &&
	    map_add(m, at, path, &module) &&
	    check_parent(m, parent_path, module) &&
	    read_class(m, class_name.n > 0 ? class_name : module_class,
	    class_path.n > 0 ? class_path : module_class_path,
	    &module->class) &&
	    read_type(m, module_type, &module->type) &&
	    add_parameters(m, module, parameters) &&
	    (map_get(m, module, M_TOTAL_PARAMS).value.n > 0 ||
	    map_add_member(m, module, M_TOTAL_PARAMS, MAP_PLAIN, total)) &&
	    map_add_member(m, module, M_CHILDREN, MAP_CHILDREN, children);
}

static bool
read_modules(struct map *m, struct str span)
{
	struct json j;
	struct str key;

	json_open(&j, span);
	if (!json_enter(&j, '{'))
		return fail_json(m, &j);
	while (json_member(&j, &key))
		if (!read_module(m, &j))
			return false;
	return j.error == NULL || fail_json(m, &j);
}

static bool read_htp(struct map *, struct json *);

static bool
read_htp_children(struct map *m, struct json *j)
{
	struct str key;

	json_enter(j, '{');
	while (json_member(j, &key))
		if (!read_htp(m, j))
			return false;
	return j->error == NULL || fail_json(m, j);
}

/* HTP's modules lie within one another, at most as deep as JSON may. */
static bool
read_htp(struct map *m, struct json *j)
{
	struct str class_name = { 0 }, scope = { 0 }, order = { 0 }, key, path;
	const struct field field[] = {
		{ STR("class_name"), JSON_STRING, &class_name },
		{ STR("scope"), JSON_STRING, &scope },
		{ STR("execution_order"), JSON_NUMBER, &order },
	};
	struct map_module *module;
	const char *at;

	json_peek(j);
	at = j->p;
	if (!json_enter(j, '{'))
		return fail_json(m, j);
	while (json_member(j, &key)) {
		if (json_key_is(key, STR("children")) &&
		    json_peek(j) == JSON_OBJECT) {
			if (!read_htp_children(m, j))
				return false;
		} else if (!take(m, j, key, field,
		    sizeof(field) / sizeof(field[0]))) {
			return false;
		}
	}
	if (j->error != NULL)
		return fail_json(m, j);
	if (scope.n == 0)
		return map_fail(m, at, "a module without \"scope\"");
	if (!json_to_string(scope, &m->arena, &path))
		return map_fail(m, scope.p, "a path that is no text");
	return map_add(m, at, path, &module) &&
	    read_class(m, class_name, (struct str){ 0 }, &module->class) &&
	    map_add_member(m, module, M_ORDER, MAP_PLAIN, order);
}

/* What tells the forms apart. */
struct content {
	bool manual;		/* its first member is a module */
	struct str hierarchy_metadata, modules;
	bool nested;		/* `modules` is itself a module */
};

static bool
has_string(struct str object, struct str name)
{
	struct json j;
	struct str key;

	json_open(&j, object);
	if (json_peek(&j) != JSON_OBJECT || !json_enter(&j, '{'))
		return false;
	while (json_member(&j, &key)) {
		if (json_key_is(key, name))
			return json_peek(&j) == JSON_STRING;
		json_skip(&j);
	}
	return false;
}

static bool
look(struct map *m, struct content *c)
{
	struct json j;
	struct str key, value;
	bool first = true;

	*c = (struct content){ 0 };
	json_open(&j, buf_str(&m->text));
	json_enter(&j, '{');
	while (json_member(&j, &key)) {
		value = json_skip(&j);
		if (first)
			c->manual = has_string(value, STR("scope_name"));
		first = false;
		if (json_key_is(key, STR("hierarchy_metadata")))
			c->hierarchy_metadata = value;
		if (json_key_is(key, STR("modules")))
			c->modules = value;
	}
	c->nested = has_string(c->modules, STR("class_name"));
	return json_close(&j) || fail_json(m, &j);
}

bool
mapjson_read(struct map *m)
{
	struct content c;
	struct json j;

	if (!look(m, &c))
		return false;
	if (c.manual)
		return read_modules(m, buf_str(&m->text));
	if (c.hierarchy_metadata.n > 0 && c.hierarchy_metadata.p[0] == '{')
		return read_modules(m, c.hierarchy_metadata);
	if (c.nested) {
		m->partial = true;
		json_open(&j, c.modules);
		return read_htp(m, &j);
	}
	if (c.modules.n > 0 && c.modules.p[0] == '{')
		return read_modules(m, c.modules);
	return map_fail(m, NULL, "no module map: JSON of another kind");
}

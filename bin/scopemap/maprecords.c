#include "maprecords.h"

#include "message.h"

static bool
bad(struct map *m, const struct record *r, enum member id, const char *reason)
{
	return map_fail(m, r->line.p, "\"%.*s\": %s",
	    (int)member_name[id].n, member_name[id].p, reason);
}

static bool
get_string(struct map *m, const struct record *r, enum member id,
    struct str *s)
{
	struct str span = record_get(r, id);

	*s = (struct str){ 0 };
	return span.n == 0 || str_eq(span, STR("null")) ||
	    json_to_string(span, &m->arena, s) ||
	    bad(m, r, id, "not a string");
}

static const enum member passed[] = { M_CALLS, M_PARAMS, M_TOTAL_PARAMS,
	M_ORDER, M_TRAINABLE, M_PARAMETERS, M_BUFFERS, M_CHILDREN };

static bool
add_members(struct map *m, const struct record *r, struct map_module *module)
{
	for (size_t i = 0; i < sizeof(passed) / sizeof(passed[0]); i++)
		if (!map_add_member(m, module, passed[i], MAP_PLAIN,
		    record_get(r, passed[i])))
			return false;
	return true;
}

/* Of two modules of one alias the first has it. */
static void
add_alias(struct map *m, struct str path, uint32_t id)
{
	uint32_t n = m->alias.n, alias = intern_add(&m->alias, path);

	if (m->alias.n > m->cap_alias) {
		m->cap_alias = m->alias.cap;
		m->alias_of = xreallocarray(m->alias_of, m->cap_alias,
		    sizeof(*m->alias_of));
	}
	if (alias == n)
		m->alias_of[alias] = id;
}

/* The other names of a module that is registered several times. */
static bool
add_aliases(struct map *m, const struct record *r, uint32_t id)
{
	bool well = true;

	for (unsigned i = 0; i < r->n; i++) {
		struct str escaped, path;
		struct json j;

		if (r->member[i].id != M_OTHER ||
		    !str_eq(r->member[i].key, STR("\"aliases\"")))
			continue;
		json_open(&j, r->member[i].value);
		json_enter(&j, '[');
		while (well && json_item(&j)) {
			well = json_string(&j, &escaped) &&
			    json_unescape(escaped, &m->arena, &path);
			if (well)
				add_alias(m, path, id);
		}
		if (!well || j.error != NULL)
			return map_fail(m, r->line.p,
			    "\"aliases\": not a list of paths");
	}
	return true;
}

static bool
check_parent(struct map *m, const struct record *r, uint32_t id)
{
	struct str parent;
	uint32_t above;

	if (!get_string(m, r, M_PARENT, &parent))
		return false;
	above = parent.p == NULL ? NONE : modules_find(&m->tree, parent);
	if (parent.p == NULL || (above != NONE && above != id &&
	    modules_within(&m->tree, id, above)))
		return true;
	return map_fail(m, r->line.p, "\"parent\": \"%s\" is not round \"%s\"",
	    shown(parent), shown(modules_path(&m->tree, id)));
}

static bool
read_module(struct map *m, const struct record *r)
{
	struct map_module *module;
	struct str path;

	if (record_get(r, M_PATH).n == 0)
		return bad(m, r, M_PATH, "missing");
	if (!get_string(m, r, M_PATH, &path))
		return false;
	if (path.p == NULL)
		return bad(m, r, M_PATH, "not a string");
	return map_add(m, r->line.p, path, &module) &&
	    get_string(m, r, M_CLASS, &module->class) &&
	    get_string(m, r, M_TYPE, &module->type) &&
	    check_parent(m, r, (uint32_t)(module - m->module)) &&
	    add_members(m, r, module) &&
	    add_aliases(m, r, (uint32_t)(module - m->module));
}

/* What a map record says of the map: how many modules there are to be. */
static bool
read_head(struct map *m, const struct record *r, int64_t *modules)
{
	struct str stream = record_get(r, M_STREAM);
	struct str value = record_get(r, M_MODULES);

	if (r->line.p != m->text.p)
		return map_fail(m, r->line.p, "a map record that is not first");
	if (stream.n > 0 && !str_eq(stream, STR("1")))
		return map_fail(m, r->line.p,
		    "stream version %s, only 1 is known", shown(stream));
	if (value.n > 0)
		json_to_int(value, modules);
	return true;
}

static bool
read_line(struct map *m, struct record *r, struct str line, int64_t *modules)
{
	const char *reason = "an empty line";

	if (line.n == 0 || (reason = record_scan(r, line)) != NULL)
		return map_fail(m, line.p, "%s", reason);
	switch (r->kind) {
	case KIND_MAP:
		return read_head(m, r, modules);
	case KIND_MODULE:
		return read_module(m, r);
	case KIND_OTHER:
		return true;
	default:
		return map_fail(m, line.p,
		    "a stream's record: a module map has modules alone");
	}
}

bool
maprecords_read(struct map *m)
{
	struct record r = { 0 };
	int64_t modules = 0;
	const char *p = m->text.p, *end = p + m->text.n, *newline;
	bool well = true;

	for (; well && p < end; p = newline + 1) {
		newline = memchr(p, '\n', (size_t)(end - p));
		if (newline == NULL)
			newline = end;
		well = read_line(m, &r, (struct str){ p,
		    (size_t)(newline - p) }, &modules);
	}
	record_free(&r);
	if (well && m->n_listed < modules)
		return map_fail(m, end - 1,
		    "cut short: %u of %lld modules", m->n_listed,
		    (long long)modules);
	return well;
}

bool
maprecords_are(const struct map *m)
{
	struct json j;
	struct str key;

	json_open(&j, buf_str(&m->text));
	return json_enter(&j, '{') && json_member(&j, &key) &&
	    json_key_is(key, member_name[M_KIND]) &&
	    json_peek(&j) == JSON_STRING;
}

#include "map.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "limits.h"
#include "mapjson.h"
#include "mapvalue.h"
#include "message.h"

enum { READ_BLOCK = 1 << 16 };

bool
map_fail(struct map *m, const char *at, const char *fmt, ...)
{
	va_list ap;

	if (m->error[0] != '\0')
		return false;
	m->error_at = at;
	va_start(ap, fmt);
	vsnprintf(m->error, sizeof(m->error), fmt, ap);
	va_end(ap);
	return false;
}

unsigned long long
map_error_line(const struct map *m)
{
	unsigned long long line = 1;

	for (const char *p = m->text.p; m->error_at != NULL &&
	    p < m->error_at; p++)
		line += *p == '\n';
	return line;
}

void
map_fatal(const struct map *m)
{
	if (m->error_at == NULL)
		fatal("%s: %s", shown(str_of(m->file)), m->error);
	fatal("%s:%llu: %s", shown(str_of(m->file)), map_error_line(m),
	    m->error);
}

/* What is no text with a JSON object in it is refused before it is read. */
static bool
begins_well(const struct map *m)
{
	const char *p = m->text.p, *end = p + m->text.n;

	while (p < end && (*p == ' ' || *p == '\t' || *p == '\r' ||
	    *p == '\n'))
		p++;
	return p == end || *p == '{';
}

static bool
read_text(struct map *m, int fd)
{
	struct stat st;
	ssize_t got;

	if (fstat(fd, &st) == -1)
		return map_fail(m, NULL, "%s", strerror(errno));
	if (S_ISREG(st.st_mode) && st.st_size > LIMIT_MAP)
		return map_fail(m, NULL, "more than 1 GiB");
	do {
		buf_reserve(&m->text, READ_BLOCK);
		got = read(fd, m->text.p + m->text.n,
		    m->text.cap - m->text.n);
		if (got > 0)
			m->text.n += (size_t)got;
		if (m->text.n > LIMIT_MAP)
			return map_fail(m, NULL, "more than 1 GiB");
		if (!begins_well(m))
			return map_fail(m, NULL, "no module map: not JSON");
	} while (got > 0 || (got == -1 && errno == EINTR));
	if (got == -1)
		return map_fail(m, NULL, "%s", strerror(errno));
	return m->text.n > 0 || map_fail(m, NULL, "empty");
}

static void
grow(struct map *m)
{
	if (m->tree.n <= m->cap_module)
		return;
	m->module = xreallocarray(m->module, m->tree.cap, sizeof(*m->module));
	memset(m->module + m->cap_module, 0,
	    (m->tree.cap - m->cap_module) * sizeof(*m->module));
	m->cap_module = m->tree.cap;
}

bool
map_add(struct map *m, const char *at, struct str path,
    struct map_module **module)
{
	uint32_t id = modules_add(&m->tree, path);

	grow(m);
	if (id == NONE)
		return map_fail(m, at, "\"%s\" is no module's path",
		    shown(path));
	if (m->tree.n > LIMIT_MODULES)
		return map_fail(m, at, "more than 2,097,152 modules");
	if (m->module[id].at != NULL)
		return map_fail(m, at, "module \"%s\" stands twice",
		    shown(path));
	*module = &m->module[id];
	(*module)->at = at;
	(*module)->member = m->n_member;
	m->n_listed++;
	return true;
}

bool
map_add_member(struct map *m, struct map_module *module, enum member id,
    enum map_form form, struct str value)
{
	const struct map_member member = { (uint8_t)id, (uint8_t)form, value };
	const char *reason;

	if (value.n == 0 || str_eq(value, STR("null")))
		return true;
	reason = mapvalue_wrong(&member);
	if (reason != NULL)
		return map_fail(m, value.p, "\"%.*s\": %s",
		    (int)member_name[id].n, member_name[id].p, reason);
	if (m->n_member == m->cap_member) {
		m->cap_member = m->cap_member < 64 ? 64 :
		    m->cap_member + m->cap_member / 2;
		m->member = xreallocarray(m->member, m->cap_member,
		    sizeof(*m->member));
	}
	m->member[m->n_member++] = member;
	module->n_member++;
	return true;
}

const struct map_module *
map_find(const struct map *m, struct str path)
{
	uint32_t id = modules_find(&m->tree, path);

	if (id == NONE || m->module[id].at == NULL) {
		uint32_t alias = intern_find(&m->alias, path);
		if (alias != NONE)
			id = m->alias_of[alias];
	}
	return id == NONE || m->module[id].at == NULL ? NULL : &m->module[id];
}

struct map_member
map_get(const struct map *m, const struct map_module *module, enum member id)
{
	for (uint32_t i = 0; i < module->n_member; i++)
		if (m->member[module->member + i].id == id)
			return m->member[module->member + i];
	return (struct map_member){ 0 };
}

/* NDJSON of module records. */

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

static bool
read_lines(struct map *m)
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

/* Records are lines, whose first member is kind. */
static bool
is_records(const struct map *m)
{
	struct json j;
	struct str key;

	json_open(&j, buf_str(&m->text));
	return json_enter(&j, '{') && json_member(&j, &key) &&
	    json_key_is(key, member_name[M_KIND]) &&
	    json_peek(&j) == JSON_STRING;
}

static void
open_map(struct map *m, const char *file)
{
	*m = (struct map){ .file = file };
	modules_open(&m->tree);
	grow(m);
}

int
map_read_records(struct map *m, struct str text)
{
	bool well = true;

	open_map(m, NULL);
	if (text.n > LIMIT_MAP)
		well = map_fail(m, NULL, "more than 1 GiB");
	else
		buf_adds(&m->text, text);
	if (well && m->text.n == 0)
		well = map_fail(m, NULL, "empty");
	return well && read_lines(m) ? 0 : -1;
}

int
map_read(struct map *m, const char *file)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	bool well;

	open_map(m, file);
	if (fd == -1) {
		map_fail(m, NULL, "%s", strerror(errno));
		return -1;
	}
	well = read_text(m, fd);
	close(fd);
	if (well)
		well = is_records(m) ? read_lines(m) : mapjson_read(m);
	if (well && m->n_listed == 0)
		well = map_fail(m, NULL, "no module in it");
	return well ? 0 : -1;
}

void
map_free(struct map *m)
{
	buf_free(&m->text);
	arena_free(&m->arena);
	modules_free(&m->tree);
	intern_free(&m->alias);
	free(m->module);
	free(m->member);
	free(m->alias_of);
	*m = (struct map){ 0 };
}

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
#include "maprecords.h"
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

/* What is no text with a JSON object in it is refused before it is read: at
 * each block, so what was seen to be blank is not seen again. */
static bool
begins_well(struct map *m)
{
	const char *p = m->text.p;

	while (m->blank < m->text.n && (p[m->blank] == ' ' ||
	    p[m->blank] == '\t' || p[m->blank] == '\r' ||
	    p[m->blank] == '\n'))
		m->blank++;
	return m->blank == m->text.n || p[m->blank] == '{';
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
	GROW(m->member, m->n_member, m->cap_member);
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
	return well && maprecords_read(m) ? 0 : -1;
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
		well = maprecords_are(m) ? maprecords_read(m) : mapjson_read(m);
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

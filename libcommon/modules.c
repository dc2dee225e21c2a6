#include "modules.h"

#include <stdlib.h>

#include "limits.h"

static uint32_t
append(struct modules *t, struct str path, uint32_t parent)
{
	uint32_t id = intern_add(&t->path, path);

	if (id == t->cap) {
		t->cap = grown(id);
		t->parent = xreallocarray(t->parent, t->cap,
		    sizeof(*t->parent));
		t->depth = xreallocarray(t->depth, t->cap, sizeof(*t->depth));
	}
	t->parent[id] = parent;
	t->depth[id] = parent == NONE ? 0 :
	    (uint16_t)(t->depth[parent] + 1);
	t->n = t->path.n;
	return id;
}

void
modules_open(struct modules *t)
{
	*t = (struct modules){ 0 };
	append(t, STR(""), NONE);
}

void
modules_free(struct modules *t)
{
	intern_free(&t->path);
	free(t->parent);
	free(t->depth);
	*t = (struct modules){ 0 };
}

static bool
is_path(struct str path)
{
	unsigned atoms = 1;
	char last = '.';

	if (path.n > LIMIT_MODULE_PATH)
		return false;
	for (size_t i = 0; i < path.n; last = path.p[i++])
		if (path.p[i] == '.' && (last == '.' || ++atoms == 0))
			return false;
	return last != '.' && atoms <= LIMIT_MODULE_DEPTH;
}

uint32_t
modules_add(struct modules *t, struct str path)
{
	uint32_t id = modules_find(t, path);

	if (id != NONE)
		return id;
	if (!is_path(path))
		return NONE;
	/* Ancestors from the top, as far as they are not there. */
	id = 0;
	for (size_t i = 1; i <= path.n; i++) {
		struct str above = { path.p, i };
		uint32_t known;

		if (i < path.n && path.p[i] != '.')
			continue;
		known = intern_find(&t->path, above);
		id = known != NONE ? known : append(t, above, id);
	}
	return id;
}

uint32_t
modules_find(const struct modules *t, struct str path)
{
	return intern_find(&t->path, path);
}

struct str
modules_path(const struct modules *t, uint32_t id)
{
	return t->path.str[id];
}

static bool
is_number(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

struct str
modules_atom(const struct modules *t, uint32_t id)
{
	return str_after_last(modules_path(t, id), '.');
}

long
modules_number(const struct modules *t, uint32_t id)
{
	struct str atom = modules_atom(t, id);
	long number = 0;

	if (!is_number(atom) || atom.n > 6)
		return -1;
	for (size_t i = 0; i < atom.n; i++)
		number = number * 10 + (atom.p[i] - '0');
	return number;
}

void
modules_member_path(const struct modules *t, uint32_t list, uint32_t number,
    struct buf *b)
{
	buf_adds(b, modules_path(t, list));
	if (list != 0)
		buf_addc(b, '.');
	buf_addu(b, number);
}

struct str
modules_variable(const struct modules *t, uint32_t id)
{
	struct str path = modules_path(t, id), atom;

	for (size_t end = path.n; end > 0;) {
		atom = str_after_last((struct str){ path.p, end }, '.');
		end = (size_t)(atom.p - path.p);
		if (!is_number(atom))
			return (struct str){ atom.p,
			    (size_t)(path.p + path.n - atom.p) };
		if (end > 0)
			end--;
	}
	return path;
}

bool
modules_within(const struct modules *t, uint32_t id, uint32_t above)
{
	while (t->depth[id] > t->depth[above])
		id = t->parent[id];
	return id == above;
}

uint32_t
modules_common(const struct modules *t, uint32_t a, uint32_t b)
{
	while (a != b) {
		if (t->depth[a] >= t->depth[b])
			a = t->parent[a];
		else
			b = t->parent[b];
	}
	return a;
}

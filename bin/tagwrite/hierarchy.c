#include "hierarchy.h"

#include "limits.h"

void
hierarchy_open(struct hierarchy *h)
{
	*h = (struct hierarchy){ 0 };
	modules_open(&h->tree);
	hierarchy_module(h, STR(""));
}

uint32_t
hierarchy_module(struct hierarchy *h, struct str path)
{
	uint32_t id = modules_find(&h->tree, path), old = h->cap;

	if (id == NONE)
		id = modules_add(&h->tree, arena_copy(&h->arena, path));
	if (h->tree.n > old) {
		h->cap = grown(h->tree.n);
		h->module = xreallocarray(h->module, h->cap,
		    sizeof(*h->module));
		memset(h->module + old, 0,
		    (h->cap - old) * sizeof(*h->module));
	}
	return id;
}

static const char *
read_class(struct hierarchy *h, struct module *m, const struct record *r)
{
	struct str class_by;

	if (!json_to_string(record_get(r, M_CLASS), &h->arena, &m->class))
		return "module: class is no string";
	if (record_get(r, M_CLASS_BY).n == 0)
		return NULL;
	if (!json_to_string(record_get(r, M_CLASS_BY), &h->arena, &class_by))
		return "module: class_by is no string";
	if (str_eq(class_by, STR("inferred")))
		m->class = (struct str){ 0 };
	return NULL;
}

const char *
hierarchy_record(struct hierarchy *h, const struct record *r)
{
	struct str path;
	struct module *m;
	uint32_t id;

	if (!json_to_string(record_get(r, M_PATH), &h->arena, &path))
		return "module: path is no string";
	id = hierarchy_module(h, path);
	if (id == NONE)
		return "module: path is no path of a module";
	m = &h->module[id];
	if (m->recorded)
		return "module: the path stands twice";
	m->recorded = true;
	if (id != 0)
		h->module[h->tree.parent[id]].parent = true;
	if (record_get(r, M_TYPE).n > 0 &&
	    !json_to_string(record_get(r, M_TYPE), &h->arena, &m->type))
		return "module: type is no string";
	return record_get(r, M_CLASS).n == 0 ? NULL : read_class(h, m, r);
}

struct str
class_name(struct str class)
{
	return str_after_last(class, '.');
}

bool
class_in(struct str class, const struct patterns *classes)
{
	for (uint32_t i = 0; i < classes->n; i++)
		if (str_eq(class, classes->text[i]) ||
		    str_eq(class, class_name(classes->text[i])))
			return true;
	return false;
}

void
hierarchy_chain(const struct hierarchy *h, uint32_t module,
    const struct patterns *without, struct chain *c)
{
	uint32_t up[sizeof(c->id) / sizeof(c->id[0])], n = 0;

	_Static_assert(LIMIT_MODULE_DEPTH < sizeof(up) / sizeof(up[0]),
	    "a path and the root");
	c->n = 0;
	c->classes = h->module[0].class.n > 0 && h->module[module].class.n > 0;
	for (uint32_t id = module; id != NONE; id = h->tree.parent[id])
		if (!c->classes || id == module || id == 0 ||
		    (h->module[id].class.n > 0 &&
		    !class_in(h->module[id].class, without)))
			up[n++] = id;
	while (n > 0)
		c->id[c->n++] = up[--n];
}

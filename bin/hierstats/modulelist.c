#include "modulelist.h"

#include <stdlib.h>

#include "absent.h"
#include "classname.h"
#include "message.h"
#include "reading.h"
#include "report.h"

struct chosen {
	const struct options *o;
	const struct stats *s;
	uint32_t children;	/* those of this module, when it is asked */
	bool *on_path;		/* by module, or NULL */
};

/* The module that an option names; NONE and a message when there is none. */
static uint32_t
find(const struct stats *s, const char *path)
{
	uint32_t id = stats_find(s, str_of(path));

	if (id == NONE)
		warning("%s: no such module: %s", stats_file(s),
		    shown(str_of(path)));
	return id;
}

static bool
is_of_type(const struct chosen *c, const struct module *m)
{
	struct str type = str_of(c->o->type);

	return (m->class != NONE && classname_matches(type,
	    stats_string(c->s, m->class))) || (m->type != NONE &&
	    pathglob_text(type, stats_string(c->s, m->type)));
}

static bool
is_chosen(const struct chosen *c, uint32_t id)
{
	const struct module *m = &c->s->module[id];

	return m->selected && m->depth <= c->o->depth &&
	    (c->o->children == NULL || (id > 0 && m->parent == c->children)) &&
	    (c->on_path == NULL || c->on_path[id]) &&
	    (c->o->type == NULL || is_of_type(c, m));
}

static void
add_columns(struct report *r)
{
	report_column(r, (struct column){ .name = "module",
	    .unit = UNIT_MODULE, .key = true });
	report_column(r, (struct column){ .name = "nodes",
	    .unit = UNIT_COUNT });
	report_column(r, (struct column){ .name = "total",
	    .unit = UNIT_COUNT });
	report_column(r, (struct column){ .name = "class",
	    .unit = UNIT_CLASS });
	report_column(r, (struct column){ .name = "type",
	    .unit = UNIT_TEXT });
	report_column(r, (struct column){ .name = "depth",
	    .unit = UNIT_COUNT, .show = SHOW_PROGRAMS });
	report_column(r, (struct column){ .name = "children",
	    .unit = UNIT_COUNT, .show = SHOW_PROGRAMS });
	report_column(r, (struct column){ .name = "calls",
	    .unit = UNIT_COUNT, .before = "×", .after = " calls",
	    .least = 2 });
}

static void
add_string(struct report *r, const struct stats *s, uint32_t string)
{
	if (string == NONE)
		report_unknown(r);
	else
		report_text(r, stats_string(s, string));
}

static void
add_row(struct report *r, const struct stats *s, uint32_t id)
{
	const struct module *m = &s->module[id];
	struct buf path = { 0 };
	uint64_t children = 0;

	for (uint32_t c = m->child; c != NONE; c = s->module[c].next)
		children++;
	stats_path(s, id, &path);
	report_row(r);
	report_text(r, report_keep(r, buf_str(&path)));
	report_count(r, m->own.nodes);
	report_count(r, m->total.nodes);
	add_string(r, s, m->class);
	add_string(r, s, m->type);
	report_count(r, m->depth);
	report_count(r, children);
	report_count(r, m->calls);
	buf_free(&path);
}

static void
add_rows(struct report *r, const struct chosen *c)
{
	uint32_t n = c->s->n_module;
	uint32_t *order = stats_tree_order(c->s);
	uint32_t *at = xcalloc(n, sizeof(*at));

	for (uint32_t id = 0; id < n; id++)
		at[order[id]] = id;
	for (uint32_t i = 0; i < n; i++)
		if (is_chosen(c, at[i]))
			add_row(r, c->s, at[i]);
	free(order);
	free(at);
}

/* False when a module that is named is not there. */
static bool
choose(struct chosen *c)
{
	if (c->o->children != NULL &&
	    (c->children = find(c->s, c->o->children)) == NONE)
		return false;
	if (c->o->path != NULL) {
		uint32_t id = find(c->s, c->o->path);

		if (id == NONE)
			return false;
		c->on_path = xcalloc(c->s->n_module, sizeof(*c->on_path));
		for (; id != NONE; id = c->s->module[id].parent)
			c->on_path[id] = true;
	}
	return true;
}

static void
finish(void *context, const struct options *o, struct stats *s,
    const struct model *model)
{
	struct chosen c = { .o = o, .s = s };
	bool *any = context;
	struct report r;

	(void)model;
	if (!choose(&c))
		return;
	report_open(&r, s->file);
	add_columns(&r);
	add_rows(&r, &c);
	*any |= r.n_row > 0;
	if (r.n_row > 0)
		report_print(&r, o);
	else
		absent(s, "module", o);
	report_free(&r);
	free(c.on_path);
}

int
modulelist(const struct options *o, char **stream, int n)
{
	bool any = false;
	const struct reader reader = { .finish = finish, .context = &any };
	int status = reading(o, stream, n, &reader);

	if (status != STATUS_DONE)
		return status;
	return any ? STATUS_DONE : STATUS_FOUND;
}

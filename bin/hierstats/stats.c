#include "stats.h"

#include <stdlib.h>

#include "message.h"

uint32_t
stats_string_id(struct stats *s, struct str text)
{
	return intern_copy(&s->string, &s->arena, text);
}

struct str
stats_string(const struct stats *s, uint32_t string)
{
	return s->string.str[string];
}

static uint32_t
module_new(struct stats *s, uint32_t parent, uint32_t name)
{
	struct module *m;
	uint32_t id = s->n_module++;

	GROW(s->module, id, s->module_cap);
	m = &s->module[id];
	*m = (struct module){ .name = name, .parent = parent, .child = NONE,
	    .last = NONE, .next = NONE, .class = NONE, .type = NONE,
	    .calls = 1 };
	if (parent != NONE) {
		struct module *up = &s->module[parent];

		m->depth = up->depth + 1;
		if (up->last == NONE)
			up->child = id;
		else
			s->module[up->last].next = id;
		up->last = id;
	}
	return id;
}

static uint32_t
module_child(struct stats *s, uint32_t parent, struct str name)
{
	uint32_t known = s->edge.n, id = stats_string_id(s, name);
	uint32_t edge = pairs_add(&s->edge, parent, id);

	return edge < known ? edge + 1 : module_new(s, parent, id);
}

static uint32_t
module_walk(struct stats *s, struct str path)
{
	uint32_t id = 0;

	if (s->n_module == 0)
		module_new(s, NONE, stats_string_id(s, STR("")));
	for (size_t at = 0; path.n > 0 && at <= path.n; ) {
		const char *from = path.p + at;
		const char *dot = at == path.n ? NULL :
		    memchr(from, '.', path.n - at);
		size_t n = dot == NULL ? path.n - at : (size_t)(dot - from);

		id = module_child(s, id, (struct str){ from, n });
		at += n + 1;
	}
	return id;
}

uint32_t
stats_module(struct stats *s, struct str path)
{
	uint32_t id = s->path_last, module;

	/* Nodes of a module mostly stand together. */
	if (id < s->path.n && str_eq(s->path.str[id], path))
		return s->path_module[id];
	id = intern_find(&s->path, path);
	if (id != NONE) {
		s->path_last = id;
		return s->path_module[id];
	}
	module = module_walk(s, path);
	id = intern_copy(&s->path, &s->arena, path);
	GROW(s->path_module, id, s->path_cap);
	s->path_module[id] = module;
	return module;
}

uint32_t
stats_find(const struct stats *s, struct str path)
{
	uint32_t id = 0;

	for (size_t at = 0; path.n > 0 && at <= path.n && id != NONE; ) {
		const char *from = path.p + at;
		const char *dot = at == path.n ? NULL :
		    memchr(from, '.', path.n - at);
		size_t n = dot == NULL ? path.n - at : (size_t)(dot - from);
		uint32_t name = intern_find(&s->string,
		    (struct str){ from, n });
		uint32_t edge = name == NONE ? NONE :
		    pairs_find(&s->edge, id, name);

		id = edge == NONE ? NONE : edge + 1;
		at += n + 1;
	}
	return id;
}

void
stats_cell_add(struct stats *s, const struct cell_key *key)
{
	struct str bytes = { (const char *)key, sizeof(*key) };
	uint32_t known = s->cell.n;
	uint32_t id = intern_copy(&s->cell, &s->arena, bytes);

	if (id == known) {
		GROW(s->cell_nodes, id, s->cell_cap);
		s->cell_nodes[id] = 0;
	}
	s->cell_nodes[id]++;
	s->cell_last = id;
}

struct cell_key
stats_cell(const struct stats *s, uint32_t cell)
{
	struct cell_key key;

	/* The copy in the arena is aligned for bytes only. */
	memcpy(&key, s->cell.str[cell].p, sizeof(key));
	return key;
}

bool
stats_is_fallback(const struct stats *s, const struct cell_key *key)
{
	return key->module == 0 && key->by == s->root;
}

const char *
stats_file(const struct stats *s)
{
	return s->file.p == NULL ? "(standard input)" : shown(s->file);
}

bool
stats_match(const struct stats *s, const struct pathglob *glob, bool *match)
{
	uint64_t *state = xcalloc(s->n_module, sizeof(*state));
	bool any = false;

	for (uint32_t id = 0; id < s->n_module; id++) {
		const struct module *m = &s->module[id];

		if (id == 0)
			state[id] = pathglob_start(glob);
		else
			state[id] = pathglob_step(glob, state[m->parent],
			    stats_string(s, m->name));
		match[id] = pathglob_accepts(glob, state[id]);
		any |= match[id];
	}
	free(state);
	return any;
}

static bool
select_modules(struct stats *s, const struct pathglob *glob)
{
	bool *match = xcalloc(s->n_module, sizeof(*match));
	bool any = stats_match(s, glob, match);

	for (uint32_t id = 0; id < s->n_module; id++)
		s->module[id].selected = match[id] || (id > 0 &&
		    s->module[s->module[id].parent].selected);
	free(match);
	return any;
}

static void
count_add(struct count *to, const struct count *from)
{
	to->nodes += from->nodes;
	to->inexact += from->inexact;
	to->fallback += from->fallback;
}

bool
stats_select(struct stats *s, const struct pathglob *glob)
{
	bool any = true;

	for (uint32_t id = 0; id < s->n_module; id++)
		s->module[id].selected = true;
	if (glob != NULL)
		any = select_modules(s, glob);
	for (uint32_t id = 0; id < s->cell.n; id++) {
		struct cell_key key = stats_cell(s, id);
		struct module *m = &s->module[key.module];
		uint64_t n = m->selected ? s->cell_nodes[id] : 0;

		count_add(&m->own, &(struct count){ n, key.inexact ? n : 0,
		    stats_is_fallback(s, &key) ? n : 0 });
	}
	for (uint32_t id = s->n_module; id-- > 0; ) {
		struct module *m = &s->module[id];

		count_add(&m->total, &m->own);
		if (id > 0)
			count_add(&s->module[m->parent].total, &m->total);
	}
	return any;
}

uint32_t *
stats_at_depth(const struct stats *s, uint32_t depth)
{
	uint32_t *at = xcalloc(s->n_module, sizeof(*at));

	for (uint32_t id = 0; id < s->n_module; id++)
		at[id] = s->module[id].depth <= depth ? id :
		    at[s->module[id].parent];
	return at;
}

uint32_t *
stats_tree_order(const struct stats *s)
{
	const struct module *m = s->module;
	uint32_t *order = xcalloc(s->n_module, sizeof(*order));
	uint32_t id = 0, n = 0;

	for (;;) {
		order[id] = n++;
		if (m[id].child != NONE) {
			id = m[id].child;
			continue;
		}
		while (id != 0 && m[id].next == NONE)
			id = m[id].parent;
		if (id == 0)
			return order;
		id = m[id].next;
	}
}

void
stats_path(const struct stats *s, uint32_t module, struct buf *b)
{
	const struct module *m = s->module;
	size_t n = 0, end;

	for (uint32_t id = module; id != 0; id = m[id].parent)
		n += stats_string(s, m[id].name).n + 1;
	if (n == 0)
		return;
	buf_reserve(b, n);
	b->n += n - 1;
	end = b->n;
	for (uint32_t id = module; id != 0; id = m[id].parent) {
		struct str name = stats_string(s, m[id].name);

		end -= name.n;
		memcpy(b->p + end, name.p, name.n);
		if (m[id].parent != 0)
			b->p[--end] = '.';
	}
}

void
stats_free(struct stats *s)
{
	arena_free(&s->arena);
	arena_free(&s->scratch);
	intern_free(&s->string);
	intern_free(&s->path);
	pairs_free(&s->edge);
	intern_free(&s->cell);
	pairs_free(&s->read);
	meanings_free(&s->meanings);
	free(s->weight);
	free(s->path_module);
	free(s->module);
	free(s->cell_nodes);
	*s = (struct stats){ 0 };
}

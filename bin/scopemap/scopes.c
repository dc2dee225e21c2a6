#include "scopes.h"

#include <stdlib.h>

const struct str by_name[BY_COUNT] = {
	[BY_MAP] = STR("map"),
	[BY_METADATA] = STR("metadata"),
	[BY_SCOPE] = STR("scope"),
	[BY_VALUE] = STR("value"),
	[BY_INITIALIZER] = STR("initializer"),
	[BY_INFERRED] = STR("inferred"),
	[BY_ROOT] = STR("root"),
};

/* Modules that came with this one are known by the same evidence. */
static void
note_found(struct scopes *s, uint32_t first, enum by by)
{
	if (s->tree.n > s->cap_found) {
		s->found = xreallocarray(s->found, s->tree.cap,
		    sizeof(*s->found));
		s->cap_found = s->tree.cap;
	}
	for (uint32_t id = first; id < s->tree.n; id++)
		s->found[id] = (struct found_module){ .by = (uint8_t)by };
}

static struct str
read_producer(struct scopes *s)
{
	struct record r = { 0 };
	struct str producer = { "", 0 };

	if (record_scan(&r, s->m->line[0]) == NULL)
		json_to_string(record_get(&r, M_PRODUCER_NAME), &s->arena,
		    &producer);
	record_free(&r);
	return producer;
}

void
scopes_open(struct scopes *s, const struct model *m)
{
	*s = (struct scopes){ .m = m };
	s->producer = read_producer(s);
	modules_open(&s->tree);
	note_found(s, 0, BY_NOTHING);
	s->scope = xreallocarray(NULL, m->n_node + 1, sizeof(*s->scope));
	s->also = xreallocarray(NULL, m->n_node + 1, sizeof(*s->also));
	s->call = xcalloc(m->n_node + 1, sizeof(*s->call));
	s->by = xcalloc(m->n_node + 1, sizeof(*s->by));
	for (uint32_t i = 0; i < m->n_node; i++)
		s->scope[i] = s->also[i] = NONE;
}

void
scopes_free(struct scopes *s)
{
	modules_free(&s->tree);
	arena_free(&s->arena);
	free(s->found);
	free(s->scope);
	free(s->also);
	free(s->call);
	free(s->by);
	free(s->tag);
	free(s->listed);
	*s = (struct scopes){ 0 };
}

uint32_t
scopes_module(struct scopes *s, struct str path, enum by by)
{
	uint32_t n = s->tree.n;
	uint32_t id = modules_add(&s->tree, path);

	note_found(s, n, by);
	return id;
}

/* A module is known by the strongest evidence for it or for what is in it. */
static void
raise_by(struct scopes *s, uint32_t module, enum by by)
{
	for (; module != NONE; module = s->tree.parent[module]) {
		uint8_t *known = &s->found[module].by;
		if (*known != BY_NOTHING && *known <= by)
			break;
		*known = (uint8_t)by;
	}
}

uint32_t
scopes_map(struct scopes *s, struct str path)
{
	uint32_t id = scopes_module(s, path, BY_MAP);

	raise_by(s, id, BY_MAP);
	/* What is round a module of a map is in it, too. */
	for (uint32_t m = id; m != NONE && !s->found[m].mapped;
	    m = s->tree.parent[m])
		s->found[m].mapped = true;
	return id;
}

void
scopes_set(struct scopes *s, uint32_t node, uint32_t module, enum by by)
{
	s->scope[node] = module;
	s->by[node] = (uint8_t)by;
	/* The fallback shows no module. */
	if (by != BY_ROOT)
		raise_by(s, module, by);
}

void
scopes_also(struct scopes *s, uint32_t node, uint32_t module)
{
	s->also[node] = module;
	if (module != NONE)
		raise_by(s, module, BY_VALUE);
}

void
scopes_name(struct scopes *s, uint32_t module)
{
	s->found[module].tagged = true;
	raise_by(s, module, BY_METADATA);
}

void
scopes_tag(struct scopes *s, uint32_t node, const uint32_t *modules,
    uint32_t n, bool inexact)
{
	if (s->tag == NULL)
		s->tag = xcalloc(s->m->n_node + 1, sizeof(*s->tag));
	if (s->cap_listed - s->n_listed < n) {
		s->cap_listed = grown((size_t)s->n_listed + n);
		s->listed = xreallocarray(s->listed, s->cap_listed,
		    sizeof(*s->listed));
	}
	s->tag[node] = (struct tag){ s->n_listed, n, inexact };
	memcpy(s->listed + s->n_listed, modules, n * sizeof(*modules));
	s->n_listed += n;
}

#include "nodetag.h"

#include "limits.h"

/* A tag as it is read. */
struct reading {
	struct scopes *s;
	struct arena *scratch;
	uint32_t module, call;
	/* The module that is merged into itself is one, and LIMIT_MERGED more
	 * may be. */
	uint32_t listed[LIMIT_MERGED + 1], n_listed;
	bool inexact, root;
};

/* The path's module, made when it is not there; the tree keeps its bytes. */
static bool
read_path(struct reading *in, struct str span, uint32_t *module)
{
	struct scopes *s = in->s;
	struct str path;

	if (!json_to_string(span, in->scratch, &path))
		return false;
	*module = modules_find(&s->tree, path);
	if (*module == NONE)
		*module = scopes_module(s, arena_copy(&s->arena, path),
		    BY_NOTHING);
	return *module != NONE;
}

static bool
read_modules(struct reading *in, struct str span)
{
	struct json j;

	json_open(&j, span);
	if (json_peek(&j) != JSON_ARRAY || !json_enter(&j, '['))
		return false;
	while (json_item(&j))
		if (in->n_listed > LIMIT_MERGED || !read_path(in,
		    json_skip(&j), &in->listed[in->n_listed++]))
			return false;
	return in->n_listed > 0;
}

static bool
read_member(struct reading *in, struct str key, struct str value)
{
	int64_t call;
	bool exact;

	if (json_key_is(key, member_name[M_MODULE]))
		return read_path(in, value, &in->module);
	if (json_key_is(key, member_name[M_MODULES]))
		return in->n_listed == 0 && read_modules(in, value);
	if (json_key_is(key, member_name[M_EXACT])) {
		if (!json_to_bool(value, &exact))
			return false;
		in->inexact = !exact;
	} else if (json_key_is(key, member_name[M_BY])) {
		in->root = str_eq(value, STR("\"root\""));
	} else if (json_key_is(key, member_name[M_CALL])) {
		if (!json_to_int(value, &call) || call < 1 || call >= NONE)
			return false;
		in->call = (uint32_t)call;
	}
	return true;
}

static bool
read_tag(struct reading *in, struct str tag)
{
	struct str text, key;
	struct json j;

	if (!json_to_string(tag, in->scratch, &text))
		return false;
	json_open(&j, text);
	if (json_peek(&j) != JSON_OBJECT || !json_enter(&j, '{'))
		return false;
	while (json_member(&j, &key))
		if (!read_member(in, key, json_skip(&j)))
			return false;
	return json_close(&j);
}

bool
nodetag_take(struct scopes *s, uint32_t node, struct str tag,
    struct arena *scratch)
{
	struct reading in = { .s = s, .scratch = scratch, .module = NONE };

	if (!read_tag(&in, tag))
		return false;
	if (in.module == NONE)
		in.module = in.root ? 0 : s->scope[node];
	if (in.module == NONE)
		return false;
	if (in.n_listed == 0)
		in.listed[in.n_listed++] = in.module;
	scopes_set(s, node, in.module, in.root ? BY_ROOT : BY_METADATA);
	s->call[node] = in.call;
	for (uint32_t i = 0; i < in.n_listed; i++)
		scopes_name(s, in.listed[i]);
	scopes_tag(s, node, in.listed, in.n_listed, in.inexact);
	return true;
}

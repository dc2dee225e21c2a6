#include "join.h"

const struct str join_by_name[JOIN_BYS] = {
	STR("none"), STR("node"), STR("value"), STR("mark")
};

/* The names that a timing is looked for by, the best first. */
struct tries {
	struct str name[2 + JOIN_MARKS];
	unsigned n;
	unsigned whole;		/* so many are the name with no mark off */
};

static bool
is_mark(struct str name, size_t at)
{
	return (name.p[at] == '/' || name.p[at] == '_') && at > 0 &&
	    !(at + 1 < name.n && name.p[at + 1] >= '0' &&
	    name.p[at + 1] <= '9');
}

static struct tries
tries_of(const struct profile *p, const struct timing *t)
{
	const struct str fused = STR("fused ");
	struct str name = p->string.str[t->name];
	struct str op_type = p->string.str[t->op_type];
	struct tries tries = { .name = { name }, .n = 1, .whole = 1 };

	if (str_starts(name, fused)) {
		name.p += fused.n;
		name.n -= fused.n;
		tries.name[tries.n++] = name;
	}
	for (size_t at = name.n; at-- > 1 && tries.n < 2 + JOIN_MARKS; ) {
		struct str left = { name.p, at };

		if (is_mark(name, at) && !str_eq(left, op_type))
			tries.name[tries.n++] = left;
	}
	return tries;
}

void
join_open(struct join *j, const struct profile *p)
{
	*j = (struct join){ .profile = p };
	for (uint32_t i = 0; i < p->n; i++) {
		struct tries tries = tries_of(p, &p->timing[i]);

		for (unsigned k = 0; k < tries.n; k++)
			intern_add(&j->name, tries.name[k]);
	}
	j->joined = xcalloc(j->name.n + 1, sizeof(*j->joined));
	for (uint32_t i = 0; i < j->name.n; i++)
		j->joined[i] = (struct joined){ NONE, NONE };
}

/* The path that both begin with, by whole components. */
static struct str
common(struct str a, struct str b)
{
	size_t n = 0, at = 0;

	for (; at < a.n && at < b.n && a.p[at] == b.p[at]; at++)
		if (a.p[at] == '.')
			n = at;
	if ((at == a.n || a.p[at] == '.') && (at == b.n || b.p[at] == '.'))
		n = at;
	return (struct str){ a.p, n };
}

static void
put(struct join *j, uint32_t *to, struct str module)
{
	if (*to != NONE)
		module = common(j->path.str[*to], module);
	*to = intern_copy(&j->path, &j->arena, module);
}

static bool
add_outputs(struct join *j, struct str list, struct str module)
{
	struct json in;

	json_open(&in, list);
	if (!json_enter(&in, '['))
		return false;
	while (json_item(&in)) {
		struct str text, name;
		uint32_t id;

		if (!json_string(&in, &text) ||
		    !json_unescape(text, &j->scratch, &name))
			return false;
		id = name.n > 0 ? intern_find(&j->name, name) : NONE;
		if (id != NONE)
			put(j, &j->joined[id].value, module);
	}
	return json_close(&in);
}

const char *
join_node(struct join *j, const struct record *r, struct str module)
{
	struct str name = record_get(r, M_NAME);
	struct str output = record_get(r, M_OUTPUT);
	uint32_t id = NONE;

	arena_reset(&j->scratch);
	if (name.n > 0 && !json_to_string(name, &j->scratch, &name))
		return "node: name is no string";
	if (name.n > 0)
		id = intern_find(&j->name, name);
	if (id != NONE)
		put(j, &j->joined[id].node, module);
	if (output.n > 0 && !add_outputs(j, output, module))
		return "node: output is no list of strings";
	return NULL;
}

enum join_by
join_find(const struct join *j, uint32_t timing, struct str *module)
{
	const struct profile *p = j->profile;
	struct tries tries = tries_of(p, &p->timing[timing]);

	for (unsigned k = 0; k < tries.n; k++) {
		uint32_t id = intern_find(&j->name, tries.name[k]);
		const struct joined *found = &j->joined[id];
		bool node = found->node != NONE;

		if (!node && found->value == NONE)
			continue;
		*module = j->path.str[node ? found->node : found->value];
		return k >= tries.whole ? JOIN_MARK :
		    node ? JOIN_NODE : JOIN_VALUE;
	}
	return JOIN_NONE;
}

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
		j->joined[i] = (struct joined){ NONE, NONE, NONE };
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

/* The node that was added last has this name, or makes a value of it. */
static void
put(struct join *j, struct str name, bool value)
{
	struct maker *maker = &j->maker[j->n_maker - 1];
	uint32_t id = intern_find(&j->name, name), *to;
	struct joined *joined;
	struct str module;

	if (id == NONE)
		return;
	joined = &j->joined[id];
	to = value ? &joined->value : &joined->node;
	module = j->path.str[maker->module];
	if (*to != NONE)
		module = common(j->path.str[*to], module);
	if (joined->node == NONE && joined->value == NONE)
		joined->maker = j->n_maker - 1;
	else if (joined->maker != j->n_maker - 1)
		joined->maker = NONE;
	*to = intern_copy(&j->path, &j->arena, module);
	maker->named = true;
}

static void
make(struct join *j, struct str value)
{
	uint32_t id = intern_copy(&j->value, &j->arena, value);

	GROW(j->made_by, id, j->cap_value);
	j->made_by[id] = j->n_maker - 1;
}

static bool
add_outputs(struct join *j, struct str list)
{
	struct json in;

	json_open(&in, list);
	if (!json_enter(&in, '['))
		return false;
	while (json_item(&in)) {
		struct str text, name;

		if (!json_string(&in, &text) ||
		    !json_unescape(text, &j->scratch, &name))
			return false;
		if (name.n == 0)
			continue;
		put(j, name, true);
		make(j, name);
	}
	return json_close(&in);
}

/* What made the node's first input. */
static uint32_t
maker_before(struct join *j, struct str list)
{
	struct str text, name;
	uint32_t value;
	struct json in;

	json_open(&in, list);
	if (!json_enter(&in, '[') || !json_item(&in) ||
	    !json_string(&in, &text) ||
	    !json_unescape(text, &j->scratch, &name))
		return NONE;
	value = intern_find(&j->value, name);
	return value == NONE ? NONE : j->made_by[value];
}

static void
add_maker(struct join *j, const struct record *r, struct str module)
{
	struct str op_type;
	uint32_t op = NONE;

	if (json_to_string(record_get(r, M_OP_TYPE), &j->scratch, &op_type))
		op = intern_find(&j->profile->string, op_type);
	GROW(j->maker, j->n_maker, j->cap_maker);
	j->maker[j->n_maker++] = (struct maker){ .op_type = op,
	    .module = intern_copy(&j->path, &j->arena, module),
	    .before = maker_before(j, record_get(r, M_INPUT)) };
}

const char *
join_node(struct join *j, const struct record *r, struct str module)
{
	struct str name = record_get(r, M_NAME);
	struct str output = record_get(r, M_OUTPUT);

	arena_reset(&j->scratch);
	if (name.n > 0 && !json_to_string(name, &j->scratch, &name))
		return "node: name is no string";
	add_maker(j, r, module);
	if (name.n > 0)
		put(j, name, false);
	if (output.n > 0 && !add_outputs(j, output))
		return "node: output is no list of strings";
	return NULL;
}

/* The maker from which a fused node of this op_type took the output of that
 * one; NONE when there is none, or its op is the same. */
static uint32_t
fused_into(const struct join *j, uint32_t maker, uint32_t op_type)
{
	if (maker == NONE || j->maker[maker].op_type == op_type)
		return NONE;
	for (unsigned steps = 0; steps < JOIN_FUSED; steps++) {
		maker = j->maker[maker].before;
		if (maker == NONE || j->maker[maker].named)
			return NONE;
		if (j->maker[maker].op_type == op_type)
			return maker;
	}
	return NONE;
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
		uint32_t maker;

		if (!node && found->value == NONE)
			continue;
		maker = fused_into(j, found->maker,
		    p->timing[timing].op_type);
		*module = j->path.str[maker != NONE ? j->maker[maker].module :
		    node ? found->node : found->value];
		return k >= tries.whole ? JOIN_MARK :
		    node ? JOIN_NODE : JOIN_VALUE;
	}
	return JOIN_NONE;
}

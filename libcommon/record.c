#include "record.h"

#include <stdlib.h>

const struct str kind_name[KIND_COUNT] = {
	[KIND_MAP] = STR("map"),
	[KIND_MODEL] = STR("model"),
	[KIND_MODULE] = STR("module"),
	[KIND_GRAPH] = STR("graph"),
	[KIND_FUNCTION] = STR("function"),
	[KIND_INPUT] = STR("input"),
	[KIND_OUTPUT] = STR("output"),
	[KIND_VALUE_INFO] = STR("value_info"),
	[KIND_INITIALIZER] = STR("initializer"),
	[KIND_QUANTIZATION] = STR("quantization"),
	[KIND_NODE] = STR("node"),
	[KIND_END] = STR("end"),
};

const struct str member_name[M_COUNT] = {
#define M(id, name) [M_##id] = STR(name),
	MEMBERS(M)
#undef M
};

/* Member names by a hash of their length and outer letters; a miss in the
 * table is an unknown name. */
enum { SLOTS = 256 };

static uint8_t slot[SLOTS];

static unsigned
slot_of(struct str name)
{
	unsigned char first = (unsigned char)name.p[0];
	unsigned char last = (unsigned char)name.p[name.n - 1];
	unsigned char middle = (unsigned char)name.p[name.n / 2];

	return (unsigned)(first * 7 + last * 31 + middle * 3 +
	    name.n * 57) % SLOTS;
}

static void
fill_slots(void)
{
	_Static_assert(M_COUNT < 256, "slots are bytes");
	for (uint8_t m = 1; m < M_COUNT; m++) {
		unsigned i = slot_of(member_name[m]);
		while (slot[i] != 0)
			i = (i + 1) % SLOTS;
		slot[i] = m;
	}
}

static enum member
member_of(struct str key)
{
	if (key.n == 0)
		return M_OTHER;
	if (memchr(key.p, '\\', key.n) != NULL) {
		for (unsigned m = 1; m < M_COUNT; m++)
			if (json_key_is(key, member_name[m]))
				return (enum member)m;
		return M_OTHER;
	}
	if (slot[slot_of(member_name[M_KIND])] == 0)
		fill_slots();
	for (unsigned i = slot_of(key); slot[i] != 0; i = (i + 1) % SLOTS)
		if (str_eq(member_name[slot[i]], key))
			return (enum member)slot[i];
	return M_OTHER;
}

static enum kind
kind_of(struct str span)
{
	if (span.n < 2 || span.p[0] != '"')
		return KIND_OTHER;
	for (unsigned k = 1; k < KIND_COUNT; k++)
		if (json_key_is((struct str){ span.p + 1, span.n - 2 },
		    kind_name[k]))
			return (enum kind)k;
	return KIND_OTHER;
}

static const char *
add_member(struct record *r, struct str key, struct str value)
{
	enum member id = member_of(key);

	if (r->n == r->cap) {
		r->cap = r->cap == 0 ? 32 : r->cap * 2;
		r->member = xreallocarray(r->member, r->cap,
		    sizeof(*r->member));
	}
	r->member[r->n++] = (struct record_member){ .id = id,
	    .key = { key.p - 1, key.n + 2 }, .value = value };
	if (id == M_OTHER)
		return NULL;
	if (r->at[id] != 0)
		return "a member stands twice";
	if (r->n > UINT16_MAX)
		return "too many members";
	r->at[id] = (uint16_t)r->n;
	return NULL;
}

const char *
record_scan(struct record *r, struct str line)
{
	const char *reason = NULL;
	struct json j;
	struct str key, value;

	r->line = line;
	r->n = 0;
	memset(r->at, 0, sizeof(r->at));
	json_open(&j, line);
	if (json_enter(&j, '{')) {
		while (reason == NULL && json_member(&j, &key)) {
			value = json_skip(&j);
			if (j.error == NULL)
				reason = add_member(r, key, value);
		}
	}
	if (reason != NULL)
		return reason;
	if (!json_close(&j))
		return j.error;
	if (r->at[M_KIND] == 0)
		return "no \"kind\"";
	r->kind = kind_of(record_get(r, M_KIND));
	return NULL;
}

void
record_free(struct record *r)
{
	free(r->member);
	*r = (struct record){ 0 };
}

struct str
record_get(const struct record *r, enum member id)
{
	return r->at[id] == 0 ? (struct str){ 0 } :
	    r->member[r->at[id] - 1].value;
}

void
record_begin(struct jsonw *w, enum kind kind)
{
	jsonw_begin(w, '{');
	jsonw_name(w, member_name[M_KIND]);
	jsonw_string(w, kind_name[kind]);
}

void
record_key(struct jsonw *w, enum member id)
{
	jsonw_name(w, member_name[id]);
}

static bool
is_owned(const struct member_set *set, enum member id)
{
	return (set->word[id / 64] >> (id % 64) & 1) != 0;
}

/* Runs of members that stay are copied whole, spaces and all. */
void
record_pass(struct jsonw *w, const struct record *r,
    const struct member_set *owned)
{
	jsonw_begin(w, '{');
	for (unsigned i = 0; i < r->n;) {
		const char *begin = r->member[i].key.p, *end = NULL;

		for (; i < r->n && !is_owned(owned, r->member[i].id); i++)
			end = r->member[i].value.p + r->member[i].value.n;
		if (end != NULL)
			jsonw_raw(w, (struct str){ begin,
			    (size_t)(end - begin) });
		else
			i++;
	}
}

void
record_end(struct jsonw *w)
{
	jsonw_end(w, '}');
	jsonw_line(w);
}

struct member_set
member_set(const enum member *member, size_t n)
{
	struct member_set set = { 0 };

	for (size_t i = 0; i < n; i++)
		set.word[member[i] / 64] |= UINT64_C(1) << (member[i] % 64);
	return set;
}

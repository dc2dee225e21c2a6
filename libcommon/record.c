#include "record.h"

#include <stdlib.h>

#include "limits.h"

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

/* Member names by a hash of their length and three letters; a free slot ends
 * the search. */
enum { SLOTS = 512 };

static uint8_t slot[SLOTS];

static unsigned
slot_of(struct str name)
{
	unsigned char first = (unsigned char)name.p[0];
	unsigned char middle = (unsigned char)name.p[name.n / 2];
	unsigned char last = (unsigned char)name.p[name.n - 1];

	return (unsigned)(first * 7 + middle * 3 + last * 31 +
	    name.n * 57) % SLOTS;
}

static void
fill_slots(void)
{
	_Static_assert(M_COUNT <= UINT8_MAX, "slots are bytes");
	for (unsigned m = 1; m < M_COUNT; m++) {
		unsigned i = slot_of(member_name[m]);

		while (slot[i] != 0)
			i = (i + 1) % SLOTS;
		slot[i] = (uint8_t)m;
	}
}

static enum member
look_up(struct str name)
{
	if (name.n == 0)
		return M_OTHER;
	for (unsigned i = slot_of(name); slot[i] != 0; i = (i + 1) % SLOTS)
		if (str_eq(member_name[slot[i]], name))
			return (enum member)slot[i];
	return M_OTHER;
}

/* A name may be written with escapes: `"k\u0069nd"` is kind. */
static struct str
plain_name(struct str escaped, char *room, size_t n)
{
	struct arena arena = { 0 };
	struct str name = { 0 };

	if (json_unescape(escaped, &arena, &name) && name.n <= n)
		memcpy(room, name.p, name.n);
	else
		name.n = 0;
	arena_free(&arena);
	return (struct str){ room, name.n };
}

static bool
has_escape(struct str s)
{
	return s.n > 0 && memchr(s.p, '\\', s.n) != NULL;
}

enum { LONGEST_NAME = 64 };

static enum member
member_of(struct str key)
{
	enum member id = look_up(key);
	char room[LONGEST_NAME];

	if (id == M_OTHER && has_escape(key))
		id = look_up(plain_name(key, room, sizeof(room)));
	return id;
}

static enum kind
kind_of(struct str name)
{
	char room[LONGEST_NAME];

	if (has_escape(name))
		name = plain_name(name, room, sizeof(room));
	for (unsigned k = KIND_OTHER + 1; k < KIND_COUNT; k++)
		if (str_eq(name, kind_name[k]))
			return (enum kind)k;
	return KIND_OTHER;
}

/* Records of a kind have the same members in the same order: what followed
 * this one in a line before is tried first. */
static enum member
next_member(struct record *r, struct json *j, struct str *key)
{
	uint8_t *next = &r->next[r->n > 0 ? r->member[r->n - 1].id : M_OTHER];
	struct str name = member_name[*next];

	if (*next != M_OTHER && json_member_is(j, name)) {
		*key = (struct str){ j->p - name.n - 2, name.n };
		return *next;
	}
	if (!json_member(j, key))
		return M_COUNT;
	*next = (uint8_t)member_of(*key);
	return *next;
}

static const char *
add_member(struct record *r, enum member id, struct str key, struct str value)
{
	if (r->n == LIMIT_MEMBERS)
		return "too many members";
	GROW(r->member, r->n, r->cap);
	r->member[r->n++] = (struct record_member){ .id = id,
	    .key = { key.p - 1, key.n + 2 }, .value = value };
	if (id == M_OTHER)
		return NULL;
	if (r->at[id] != 0)
		return "a member stands twice";
	_Static_assert(LIMIT_MEMBERS <= UINT16_MAX, "at[] holds it");
	r->at[id] = (uint16_t)r->n;
	return NULL;
}

const char *
record_scan(struct record *r, struct str line)
{
	const char *reason = NULL;
	struct str key, value;
	enum member id;
	struct json j;

	if (slot[slot_of(member_name[M_KIND])] == 0)
		fill_slots();
	r->line = line;
	r->kind = KIND_OTHER;
	r->n = 0;
	memset(r->at, 0, sizeof(r->at));
	json_open(&j, line);
	if (json_enter(&j, '{')) {
		while (reason == NULL &&
		    (id = next_member(r, &j, &key)) != M_COUNT) {
			value = json_skip(&j);
			if (j.error == NULL)
				reason = add_member(r, id, key, value);
		}
	}
	if (reason != NULL)
		return reason;
	if (!json_close(&j))
		return j.error;
	value = record_get(r, M_KIND);
	if (value.n == 0)
		return "no `kind`";
	if (value.p[0] != '"')
		return "`kind` is no string";
	r->kind = kind_of((struct str){ value.p + 1, value.n - 2 });
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

bool
member_in(const struct member_set *set, enum member id)
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

		for (; i < r->n && !member_in(owned, r->member[i].id); i++)
			end = r->member[i].value.p + r->member[i].value.n;
		if (end != NULL)
			jsonw_raw(w, (struct str){ begin,
			    (size_t)(end - begin) });
		else
			i++;
	}
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* What stands between this and the braces goes, as in record_pass. */
static struct str
without_space(struct str s)
{
	while (s.n > 0 && is_space(s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n > 0 && is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

void
record_reopen(struct jsonw *w, struct str line)
{
	struct str object = without_space(line);

	jsonw_begin(w, '{');
	jsonw_raw(w, without_space((struct str){ object.p + 1,
	    object.n - 2 }));
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

#include "mapvalue.h"

static bool
is_list_of(struct json *j, enum json_type type)
{
	bool all = true;

	if (json_peek(j) != JSON_ARRAY || !json_enter(j, '['))
		return false;
	while (json_item(j)) {
		all = json_peek(j) == type && all;
		json_skip(j);
	}
	return all;
}

/* [[name, class] ...] */
static bool
are_children(struct str span)
{
	struct json j;
	bool all = true;

	json_open(&j, span);
	if (json_peek(&j) != JSON_ARRAY || !json_enter(&j, '['))
		return false;
	while (all && json_item(&j))
		all = is_list_of(&j, JSON_STRING);
	return all;
}

/* [dimension ...]: the product, saturated. */
static bool
read_shape(struct json *j, uint64_t *product)
{
	int64_t n;
	bool well = true;

	*product = 1;
	if (json_peek(j) != JSON_ARRAY || !json_enter(j, '['))
		return false;
	while (json_item(j)) {
		well = json_to_int(json_skip(j), &n) && n >= 0 && well;
		if (well && __builtin_mul_overflow(*product, (uint64_t)n,
		    product))
			*product = UINT64_MAX;
	}
	return well;
}

/* {"shape": [dimension ...], "dtype": string, "tied": string} */
static bool
read_parameter(struct json *j, uint64_t *elements, bool *shaped)
{
	struct str key;
	bool well = true;

	if (json_peek(j) != JSON_OBJECT || !json_enter(j, '{'))
		return false;
	while (well && json_member(j, &key)) {
		if (json_key_is(key, member_name[M_SHAPE])) {
			*shaped = well = read_shape(j, elements);
			continue;
		}
		if (json_key_is(key, member_name[M_DTYPE]) ||
		    json_key_is(key, STR("tied")))
			well = json_peek(j) == JSON_STRING;
		json_skip(j);
	}
	return well;
}

bool
mapvalue_each(const struct map_member *member,
    void (*each)(void *, struct str, uint64_t), void *context)
{
	struct json j;
	struct str key;
	uint64_t elements = 0;
	bool well = true;

	json_open(&j, member->value);
	if (json_peek(&j) != JSON_OBJECT || !json_enter(&j, '{'))
		return false;
	while (well && json_member(&j, &key)) {
		bool shaped = member->form != MAP_PLAIN;

		well = shaped ? read_shape(&j, &elements) :
		    read_parameter(&j, &elements, &shaped);
		if (shaped)
			each(context, key, elements);
	}
	return well;
}

static void
add_up(void *context, struct str key, uint64_t elements)
{
	uint64_t *all = context;

	(void)key;
	if (__builtin_add_overflow(*all, elements, all))
		*all = UINT64_MAX;
}

const char *
mapvalue_wrong(const struct map_member *member)
{
	uint64_t all = 0;
	struct json j;
	int64_t n;

	switch ((enum member)member->id) {
	case M_PARAMETERS:
	case M_BUFFERS:
		return mapvalue_each(member, add_up, &all) ? NULL :
		    "not parameters and their shapes";
	case M_CHILDREN:
		json_open(&j, member->value);
		return (member->form == MAP_CHILDREN ?
		    are_children(member->value) :
		    is_list_of(&j, JSON_STRING)) ? NULL :
		    "not a list of modules";
	default:
		return member->form == MAP_ELEMENTS ||
		    (json_to_int(member->value, &n) && n >= 0) ? NULL :
		    "no count";
	}
}

/* The dimensions without the space that may be between them. */
static void
write_shape(struct jsonw *w, struct json *j)
{
	jsonw_begin(w, '[');
	json_enter(j, '[');
	while (json_item(j))
		jsonw_raw(w, json_skip(j));
	jsonw_end(w, ']');
}

static void
write_shapes(struct jsonw *w, struct str span)
{
	struct json j;
	struct str key;

	json_open(&j, span);
	json_enter(&j, '{');
	jsonw_begin(w, '{');
	while (json_member(&j, &key)) {
		/* It is escaped already. */
		jsonw_name(w, key);
		jsonw_begin(w, '{');
		record_key(w, M_SHAPE);
		write_shape(w, &j);
		jsonw_end(w, '}');
	}
	jsonw_end(w, '}');
}

static void
write_children(struct jsonw *w, struct str span)
{
	struct json j;

	json_open(&j, span);
	json_enter(&j, '[');
	jsonw_begin(w, '[');
	while (json_item(&j)) {
		bool first = true;

		json_enter(&j, '[');
		while (json_item(&j)) {
			struct str name = json_skip(&j);
			if (first)
				jsonw_raw(w, name);
			first = false;
		}
	}
	jsonw_end(w, ']');
}

void
mapvalue_write(struct jsonw *w, const struct map_member *member)
{
	uint64_t all = 0;

	switch ((enum map_form)member->form) {
	case MAP_CHILDREN:
		write_children(w, member->value);
		break;
	case MAP_SHAPES:
		write_shapes(w, member->value);
		break;
	case MAP_ELEMENTS:
		mapvalue_each(member, add_up, &all);
		jsonw_uint(w, all);
		break;
	case MAP_PLAIN:
		jsonw_raw(w, member->value);
		break;
	}
}

#include "told.h"

static const struct dtype *
dtype_in(struct told *t, struct str span)
{
	const struct dtype *dtype;
	struct str name;

	if (!json_to_string(span, t->scratch, &name))
		return NULL;
	dtype = dtype_named(name);
	return dtype == NULL || dtype->form == DTYPE_NONE ? NULL : dtype;
}

/* A number, also one that stands as digits, or a symbol. */
static int64_t
dim_in(struct told *t, struct str span)
{
	struct str symbol;
	int64_t dim;

	if (json_to_int(span, &dim) && (span.p[0] != '"' ||
	    dim > INT64_C(1) << 53 || dim < -(INT64_C(1) << 53))) {
		t->negative |= dim < 0;
		return dim < 0 ? DIM_UNKNOWN : dim;
	}
	if (t->binds != NULL && span.p[0] == '"' &&
	    json_to_string(span, t->scratch, &symbol) &&
	    binds_find(t->binds, symbol, &dim))
		return dim;
	return DIM_UNKNOWN;
}

static const char *
read_dims(struct told *t, struct str span)
{
	struct json j;

	json_open(&j, span);
	if (json_peek(&j) != JSON_ARRAY)
		return "shape is no array";
	json_enter(&j, '[');
	for (t->rank = 0; json_item(&j); t->rank++) {
		if (t->rank == LIMIT_RANK) {
			t->deep = true;
			t->rank = RANK_UNKNOWN;
			return NULL;
		}
		t->dim[t->rank] = dim_in(t, json_skip(&j));
	}
	return NULL;
}

/* What an object with members `dtype` and `shape` says. */
static const char *
read_tensor(struct told *t, struct str span)
{
	const char *reason = NULL;
	struct json j;
	struct str key;

	json_open(&j, span);
	if (json_peek(&j) != JSON_OBJECT)
		return "a tensor is no object";
	json_enter(&j, '{');
	while (reason == NULL && json_member(&j, &key)) {
		struct str value = json_skip(&j);

		if (json_key_is(key, STR("dtype")))
			t->dtype = dtype_in(t, value);
		else if (json_key_is(key, STR("shape")))
			reason = read_dims(t, value);
	}
	return reason;
}

/* A type that is no tensor's says nothing that is counted. */
static const char *
read_type(struct told *t, struct str span)
{
	struct json j;
	struct str key;

	json_open(&j, span);
	if (json_peek(&j) != JSON_OBJECT)
		return "type is no object";
	json_enter(&j, '{');
	while (json_member(&j, &key)) {
		struct str value = json_skip(&j);

		if (json_key_is(key, STR("tensor")))
			return read_tensor(t, value);
	}
	return NULL;
}

/* The attribute that holds a Constant's value (Operators.md, "Constant"). */
static const char *
read_constant(struct told *t, struct str span)
{
	static const struct {
		struct str name, dtype;
		bool list;
	} kind[] = {
		{ { "value_float", 11 }, { "FLOAT", 5 }, false },
		{ { "value_floats", 12 }, { "FLOAT", 5 }, true },
		{ { "value_int", 9 }, { "INT64", 5 }, false },
		{ { "value_ints", 10 }, { "INT64", 5 }, true },
		{ { "value_string", 12 }, { "STRING", 6 }, false },
		{ { "value_strings", 13 }, { "STRING", 6 }, true },
	};
	struct json j;
	struct str key;

	json_open(&j, span);
	if (!json_enter(&j, '{'))
		return "node: attribute is no object";
	while (json_member(&j, &key)) {
		struct str value = json_skip(&j);

		if (json_key_is(key, STR("value")) ||
		    json_key_is(key, STR("sparse_value")))
			return value.p[0] == '{' ? read_tensor(t, value) :
			    NULL;
		for (size_t i = 0; i < sizeof(kind) / sizeof(kind[0]); i++) {
			if (!json_key_is(key, kind[i].name))
				continue;
			t->dtype = dtype_named(kind[i].dtype);
			t->rank = kind[i].list;
			t->dim[0] = (int64_t)json_count(value);
		}
	}
	return NULL;
}

/* A Constant's first output; p is NULL for any other node. */
static struct str
constant_name(struct told *t, const struct record *r)
{
	struct str op_type, name, domain, span = record_get(r, M_DOMAIN);
	struct str none = { NULL, 0 };
	struct json j;

	if (!json_to_string(record_get(r, M_OP_TYPE), t->scratch, &op_type) ||
	    !str_eq(op_type, STR("Constant")) ||
	    record_get(r, M_ATTRIBUTE).n == 0)
		return none;
	if (span.n > 0 && (!json_to_string(span, t->scratch, &domain) ||
	    !str_eq(domain, STR("ai.onnx"))))
		return none;
	json_open(&j, record_get(r, M_OUTPUT));
	if (!json_enter(&j, '[') || !json_item(&j) ||
	    !json_to_string(json_skip(&j), t->scratch, &name))
		return none;
	return name;
}

const char *
told_read(struct told *t, const struct record *r, struct arena *scratch,
    struct binds *binds, struct str *name)
{
	struct str type = record_get(r, M_TYPE), shape;

	t->scratch = scratch;
	t->binds = binds;
	t->dtype = NULL;
	t->rank = RANK_UNKNOWN;
	t->negative = t->deep = false;
	if (r->kind == KIND_NODE) {
		*name = constant_name(t, r);
		return name->p == NULL ? NULL :
		    read_constant(t, record_get(r, M_ATTRIBUTE));
	}
	if (!json_to_string(record_get(r, M_NAME), scratch, name))
		return "name is no string";
	if (r->kind != KIND_INITIALIZER)
		return type.n == 0 ? NULL : read_type(t, type);
	t->dtype = dtype_in(t, record_get(r, M_DTYPE));
	shape = record_get(r, M_SHAPE);
	return shape.n == 0 ? NULL : read_dims(t, shape);
}

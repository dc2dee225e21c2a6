#include "stats.h"

/* A string member; n is 0 and p NULL when there is none. */
static bool
text_of(struct stats *s, const struct record *r, enum member m,
    struct str *text)
{
	struct str span = record_get(r, m);

	*text = (struct str){ NULL, 0 };
	return span.n == 0 || json_to_string(span, &s->scratch, text);
}

static const char *
add_model(struct stats *s, const struct record *r)
{
	struct str file;

	if (!text_of(s, r, M_FILE, &file))
		return "model: file is no string";
	if (record_get(r, M_FILE).n > 0)
		s->file = arena_copy(&s->arena, file);
	s->root = stats_string_id(s, STR("root"));
	s->none = stats_string_id(s, STR(""));
	s->last_by = s->last_graph = s->none;
	stats_module(s, STR(""));
	return NULL;
}

/* The elements of a shape; of one without a dimension of 0 they may be past 64
 * bits.  NULL, or why the shape is none. */
static const char *
read_shape(struct str shape, struct weight *w)
{
	uint64_t n = 1;
	bool known = true, none = false, past = false;
	struct json j;

	json_open(&j, shape);
	if (json_peek(&j) != JSON_ARRAY)
		return "initializer: shape is no list of integers";
	json_enter(&j, '[');
	while (json_item(&j)) {
		int64_t dim;

		if (!json_to_int(json_skip(&j), &dim))
			return "initializer: shape is no list of integers";
		known &= dim >= 0;
		none |= dim == 0;
		past |= dim > 0 &&
		    __builtin_mul_overflow(n, (uint64_t)dim, &n);
	}
	w->past = known && !none && past;
	w->elements = (struct sum){ known && !none && !past ? n : 0,
	    known && !w->past, 1 };
	return NULL;
}

/* A parameter that is the same as another module's: its elements. */
static uint64_t
tied_elsewhere(struct stats *s, struct str parameter, struct str path)
{
	struct weight w = { 0 };
	struct str key, owner = { NULL, 0 };
	const char *dot;
	struct json j;

	json_open(&j, parameter);
	if (json_peek(&j) != JSON_OBJECT || !json_enter(&j, '{'))
		return 0;
	while (json_member(&j, &key)) {
		struct str value = json_skip(&j);

		if (json_key_is(key, STR("tied")) &&
		    !json_to_string(value, &s->scratch, &owner))
			return 0;
		if (json_key_is(key, STR("shape")) &&
		    read_shape(value, &w) != NULL)
			return 0;
	}
	if (owner.p == NULL)
		return 0;
	dot = owner.n == 0 ? NULL : memrchr(owner.p, '.', owner.n);
	owner.n = dot == NULL ? 0 : (size_t)(dot - owner.p);
	return str_eq(owner, path) ? 0 : w.elements.n;
}

/* What a module owns of its parameters, a tied one being its first name's. */
static const char *
read_params(struct stats *s, const struct record *r, struct str path,
    struct sum *sum)
{
	struct str params = record_get(r, M_PARAMS), key;
	struct str list = record_get(r, M_PARAMETERS);
	struct json j;
	int64_t n;

	*sum = (struct sum){ 0, 0, 1 };
	if (params.n == 0)
		return NULL;
	if (!json_to_int(params, &n) || n < 0)
		return "module: params is no count";
	*sum = (struct sum){ (uint64_t)n, 1, 1 };
	json_open(&j, list);
	if (list.n == 0 || json_peek(&j) != JSON_OBJECT ||
	    !json_enter(&j, '{'))
		return NULL;
	while (json_member(&j, &key)) {
		uint64_t tied = tied_elsewhere(s, json_skip(&j), path);

		sum->n -= tied < sum->n ? tied : sum->n;
	}
	return NULL;
}

static const char *
add_module(struct stats *s, const struct record *r)
{
	struct str path, class, type, calls = record_get(r, M_CALLS);
	const char *reason;
	struct sum params;
	struct module *m;
	uint32_t id;
	int64_t n = 1;

	if (record_get(r, M_PATH).n == 0 || !text_of(s, r, M_PATH, &path))
		return "module: path is no string";
	if (!text_of(s, r, M_CLASS, &class))
		return "module: class is no string";
	if (!text_of(s, r, M_TYPE, &type))
		return "module: type is no string";
	if (calls.n > 0 && (!json_to_int(calls, &n) || n < 0))
		return "module: calls is no count";
	reason = read_params(s, r, path, &params);
	if (reason != NULL)
		return reason;
	id = stats_module(s, path);
	m = &s->module[id];
	if (m->recorded)
		return "module: the path stands twice";
	m->recorded = true;
	m->calls = (uint64_t)n;
	m->params = params;
	if (class.n > 0)
		m->class = stats_string_id(s, class);
	if (type.n > 0)
		m->type = stats_string_id(s, type);
	s->scoped = true;
	return NULL;
}

static const char *
add_initializer(struct stats *s, const struct record *r)
{
	struct str path, graph, dtype = record_get(r, M_DTYPE);
	struct str shape = record_get(r, M_SHAPE);
	struct str bytes = record_get(r, M_BYTES);
	struct weight w = { .module = NONE, .elements = { 0, 0, 1 },
	    .bytes = { 0, 0, 1 } };
	const char *reason = NULL;
	uint64_t n;

	if (!text_of(s, r, M_MODULE, &path))
		return "initializer: module is no string";
	if (!text_of(s, r, M_GRAPH, &graph))
		return "initializer: graph is no string";
	/* A type without a name is a number. */
	if (dtype.n > 0 && dtype.p[0] == '"' &&
	    !json_to_string(dtype, &s->scratch, &dtype))
		return "initializer: dtype is no string";
	if (bytes.n > 0 && !json_to_uint(bytes, &n))
		return "initializer: bytes is no count";
	if (shape.n > 0)
		reason = read_shape(shape, &w);
	if (reason != NULL)
		return reason;
	if (bytes.n > 0)
		w.bytes = (struct sum){ n, 1, 1 };
	if (record_get(r, M_MODULE).n > 0)
		w.module = stats_module(s, path);
	w.dtype = stats_string_id(s, dtype);
	w.graph = stats_string_id(s, graph);
	GROW(s->weight, s->n_weight, s->weight_cap);
	s->weight[s->n_weight++] = w;
	return NULL;
}

/* The number of a text that is nearly always the last one's. */
static uint32_t
again(struct stats *s, uint32_t *last, struct str text)
{
	if (!str_eq(stats_string(s, *last), text))
		*last = stats_string_id(s, text);
	return *last;
}

static const char *
add_node(struct stats *s, const struct record *r)
{
	struct str path, op_type, by, graph, class;
	struct str exact = record_get(r, M_EXACT);
	struct cell_key key;
	bool is_exact = true;

	if (record_get(r, M_MODULE).n == 0)
		return s->scoped || record_get(r, M_SCOPE).n > 0 ?
		    "node without module: not attributed, run attribute" :
		    "node without module: not attributed, "
		    "run scopemap and attribute";
	if (!text_of(s, r, M_MODULE, &path))
		return "node: module is no string";
	if (!text_of(s, r, M_OP_TYPE, &op_type))
		return "node: op_type is no string";
	if (!text_of(s, r, M_BY, &by))
		return "node: by is no string";
	if (!text_of(s, r, M_GRAPH, &graph))
		return "node: graph is no string";
	if (!text_of(s, r, M_CLASS, &class))
		return "node: class is no string";
	if (exact.n > 0 && !json_to_bool(exact, &is_exact))
		return "node: exact is neither true nor false";
	key = (struct cell_key){ stats_module(s, path),
	    stats_string_id(s, op_type), again(s, &s->last_by, by),
	    again(s, &s->last_graph, graph), !is_exact,
	    record_get(r, M_CONFLICT).n > 0, NONE };
	/* That a fallback may belong below the root goes without saying. */
	key.inexact &= !stats_is_fallback(s, &key);
	if (s->names && s->meanings.precision != NULL)
		key.precision = stats_string_id(s,
		    str_of(s->meanings.precision));
	if (class.n > 0 && s->module[key.module].class == NONE)
		s->module[key.module].class = stats_string_id(s, class);
	stats_cell_add(s, &key);
	for (uint32_t i = 0; s->names && i < s->meanings.n_read; i++)
		pairs_add(&s->read, s->cell_last, s->meanings.read[i]);
	return NULL;
}

/* What names mean, before the node or behind the initializer itself. */
static const char *
add_names(struct stats *s, const struct record *r)
{
	uint32_t weight = s->n_weight - 1;

	if (r->kind != KIND_INITIALIZER)
		return meanings_record(&s->meanings, r, NONE, 0);
	return meanings_record(&s->meanings, r, weight,
	    s->weight[weight].elements.n);
}

const char *
stats_record(struct stats *s, const struct record *r)
{
	const char *reason = NULL;

	if (s->names && r->kind == KIND_NODE)
		reason = add_names(s, r);
	if (reason != NULL)
		return reason;
	if (r->kind == KIND_MODEL)
		reason = add_model(s, r);
	else if (r->kind == KIND_MODULE)
		reason = add_module(s, r);
	else if (r->kind == KIND_NODE)
		reason = add_node(s, r);
	else if (r->kind == KIND_INITIALIZER)
		reason = add_initializer(s, r);
	if (s->names && r->kind != KIND_NODE && reason == NULL)
		reason = add_names(s, r);
	arena_reset(&s->scratch);
	return reason;
}

#include "reference.h"

#include "limits.h"
#include "message.h"
#include "stream.h"

static uint32_t
add_module(struct reference *r, struct str path)
{
	uint32_t id = modules_find(&r->tree, path);

	/* The record's bytes end with it. */
	if (id == NONE)
		id = modules_add(&r->tree, arena_copy(&r->arena, path));
	if (r->tree.n > r->cap_class) {
		r->cap_class = r->tree.cap;
		r->class = xreallocarray(r->class, r->cap_class,
		    sizeof(*r->class));
		r->class_by = xreallocarray(r->class_by, r->cap_class,
		    sizeof(*r->class_by));
	}
	for (; r->n_class < r->tree.n; r->n_class++)
		r->class[r->n_class] = r->class_by[r->n_class] =
		    (struct str){ 0 };
	return id;
}

static const char *
read_module(struct reference *r, const struct record *record)
{
	struct str path;
	uint32_t id;

	if (!json_to_string(record_get(record, M_PATH), &r->arena, &path))
		return "\"path\": not a string";
	if ((id = add_module(r, path)) == NONE)
		return "\"path\": not a module path";
	r->class[id] = record_get(record, M_CLASS);
	r->class_by[id] = record_get(record, M_CLASS_BY);
	return NULL;
}

/* What is merged into the node besides its module. */
static const char *
read_more(struct reference *r, struct reference_node *n, struct str span)
{
	struct json j;

	n->more = r->n_more;
	json_open(&j, span);
	if (span.n == 0)
		return NULL;
	if (json_peek(&j) != JSON_ARRAY)
		return "\"modules\": not an array of module paths";
	json_enter(&j, '[');
	while (json_item(&j)) {
		struct str path;
		uint32_t id;

		if (!json_to_string(json_skip(&j), &r->arena, &path) ||
		    (id = add_module(r, path)) == NONE)
			return "\"modules\": not an array of module paths";
		if (id == n->module || n->n_more == LIMIT_MERGED)
			continue;
		GROW(r->more, r->n_more, r->cap_more);
		r->more[r->n_more++] = id;
		n->n_more++;
	}
	return NULL;
}

static const char *
read_node(struct reference *r, const struct record *record)
{
	struct str span = record_get(record, M_MODULE), path;
	struct str all = record_get(record, M_MODULES);
	struct reference_node *n;
	int64_t call;
	bool exact;

	if (span.n == 0)
		return "node without \"module\": not an attributed stream";
	GROW(r->node, r->m.n_node - 1, r->cap_node);
	n = &r->node[r->m.n_node - 1];
	*n = (struct reference_node){ .module = r->last_module };
	if (!str_eq(span, buf_str(&r->last))) {
		if (!json_to_string(span, &r->arena, &path) ||
		    (n->module = add_module(r, path)) == NONE)
			return "\"module\": not a module path";
		r->last.n = 0;
		buf_adds(&r->last, span);
		r->last_module = n->module;
	}
	if (json_to_int(record_get(record, M_CALL), &call) && call > 0 &&
	    call < NONE)
		n->call = (uint32_t)call;
	if (json_to_bool(record_get(record, M_EXACT), &exact))
		n->inexact = !exact;
	n->borrowed = str_eq(record_get(record, M_BY), STR("\"dataflow\""));
	/* The root that nothing led to says nothing. */
	if (str_eq(record_get(record, M_BY), STR("\"root\"")))
		n->module = NONE;
	/* ["module"] alone is longer than its one string by its brackets. */
	return all.n == span.n + 2 ? NULL : read_more(r, n, all);
}

static const char *
read_initializer(struct reference *r, const struct record *record)
{
	struct reference_parameter *p;
	struct str path;

	GROW(r->parameter, r->m.n_initializer - 1, r->cap_parameter);
	p = &r->parameter[r->m.n_initializer - 1];
	*p = (struct reference_parameter){ .module = NONE };
	if (record_get(record, M_MODULE).n == 0)
		return NULL;
	if (!json_to_string(record_get(record, M_MODULE), &r->arena, &path) ||
	    (p->module = add_module(r, path)) == NONE)
		return "\"module\": not a module path";
	if (record_get(record, M_PARAM).n > 0 && !json_to_string(
	    record_get(record, M_PARAM), &r->arena, &p->param))
		return "\"param\": not a string";
	json_to_bool(record_get(record, M_TRANSPOSED), &p->transposed);
	return NULL;
}

static const char *
read_record(void *context, const struct record *record)
{
	struct reference *r = context;

	if (record->kind == KIND_MODEL &&
	    !json_to_string(record_get(record, M_FILE), &r->arena, &r->name))
		r->name = (struct str){ 0 };
	if (record->kind == KIND_MODULE)
		return read_module(context, record);
	if (record->kind == KIND_NODE)
		return read_node(context, record);
	if (record->kind == KIND_INITIALIZER)
		return read_initializer(context, record);
	return NULL;
}

void
reference_open(struct reference *r, const char *file)
{
	struct model_hooks hooks = { .brief = true, .each = read_record,
	    .context = r };
	struct stream stream;
	struct record next = { 0 };
	int got;

	*r = (struct reference){ .file = file };
	modules_open(&r->tree);
	add_module(r, STR(""));
	if (stream_open(&stream, file) == -1 ||
	    (got = model_read(&r->m, &stream, &hooks)) == -1)
		stream_fatal(&stream);
	if ((got = stream_next(&stream, &next)) == 1)
		stream_fatal_at(&stream, stream.line,
		    "a second model: --like takes one");
	if (got == -1)
		stream_fatal(&stream);
	record_free(&next);
	stream_close(&stream);
	outline_open(&r->outline, &r->m, &r->words);
}

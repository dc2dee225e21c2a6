#include "attributed.h"

#include "message.h"
#include "stream.h"

/* The word of a member that is a string, NONE when there is none. */
static bool
get_word(struct attributed *a, const struct record *r, enum member m,
    uint32_t *word)
{
	struct str span = record_get(r, m), text;

	*word = NONE;
	if (span.n == 0)
		return true;
	if (!json_to_string(span, &a->scratch, &text))
		return false;
	*word = intern_copy(&a->words, &a->arena, text);
	return true;
}

static const char *
read_model(struct attributed *a, const struct record *r)
{
	struct str size = record_get(r, M_SIZE), digest;
	int64_t n;

	if (record_get(r, M_DIGEST).n > 0) {
		if (!json_to_string(record_get(r, M_DIGEST), &a->scratch,
		    &digest))
			return "model: digest is no string";
		a->digest = arena_copy(&a->arena, digest);
	}
	if (size.n > 0) {
		if (!json_to_int(size, &n) || n < 0)
			return "model: size is no size";
		a->size = (uint64_t)n;
	}
	return NULL;
}

static uint32_t
module_of(struct attributed *a, struct str span)
{
	struct str path;

	if (!json_to_string(span, &a->scratch, &path))
		return NONE;
	return hierarchy_module(&a->hierarchy, path);
}

static bool
add_merged(struct attributed *a, uint32_t module)
{
	GROW(a->merged, a->n_merged, a->cap_merged);
	a->merged[a->n_merged++] = module;
	return module != NONE;
}

/* `["a.b"]` of `"a.b"`? */
static bool
is_list_of(struct str list, struct str item)
{
	return list.n == item.n + 2 && list.p[0] == '[' &&
	    memcmp(list.p + 1, item.p, item.n) == 0;
}

/* Nearly always it is the list of the module alone. */
static bool
read_merged(struct attributed *a, const struct record *r, struct entry *e)
{
	struct str span = record_get(r, M_MODULES);
	struct json j;

	e->merged = a->n_merged;
	if (span.n == 0 || is_list_of(span, record_get(r, M_MODULE)))
		return true;
	json_open(&j, span);
	if (json_peek(&j) != JSON_ARRAY)
		return false;
	json_enter(&j, '[');
	while (json_item(&j))
		if (!add_merged(a, module_of(a, json_skip(&j))))
			return false;
	e->n_merged = a->n_merged - e->merged;
	if (e->n_merged == 1 && a->merged[e->merged] == e->module) {
		a->n_merged--;
		e->n_merged = 0;
	}
	return true;
}

static const char *
read_numbers(const struct record *r, struct entry *e)
{
	struct str call = record_get(r, M_CALL), exact = record_get(r, M_EXACT);
	int64_t n = 0;

	if (call.n > 0 && (!json_to_int(call, &n) || n < 0 || n > INT32_MAX))
		return "node: call is no count";
	e->call = (uint32_t)n;
	e->exact = true;
	if (exact.n > 0 && !json_to_bool(exact, &e->exact))
		return "node: exact is neither true nor false";
	return NULL;
}

static const char *
read_node(struct attributed *a, const struct record *r, struct entry *e)
{
	struct str confidence = record_get(r, M_CONFIDENCE);

	if (record_get(r, M_MODULE).n == 0)
		return a->scoped || record_get(r, M_SCOPE).n > 0 ?
		    "node without module: not attributed, run attribute" :
		    "node without module: not attributed, "
		    "run scopemap and attribute";
	e->module = module_of(a, record_get(r, M_MODULE));
	if (e->module == NONE)
		return "node: module is no path of a module";
	if (!read_merged(a, r, e))
		return "node: modules are no paths of modules";
	if (!get_word(a, r, M_BY, &e->by))
		return "node: by is no string";
	if (!get_word(a, r, M_CLASS, &e->class))
		return "node: class is no string";
	if (!get_word(a, r, M_DOMAIN, &e->domain))
		return "node: domain is no string";
	e->confidence = confidence.n == 0 ? NONE :
	    intern_copy(&a->words, &a->arena, confidence);
	return read_numbers(r, e);
}

static const char *
each(void *context, const struct record *r)
{
	struct attributed *a = context;
	const char *reason = NULL;

	if (r->kind == KIND_MODEL) {
		reason = read_model(a, r);
	} else if (r->kind == KIND_MODULE) {
		a->scoped = true;
		reason = hierarchy_record(&a->hierarchy, r);
	} else if (r->kind == KIND_NODE) {
		GROW(a->entry, a->n_entry, a->cap_entry);
		a->entry[a->n_entry] = (struct entry){ 0 };
		reason = read_node(a, r, &a->entry[a->n_entry++]);
	}
	arena_reset(&a->scratch);
	return reason;
}

void
attributed_read(struct attributed *a, const char *name, bool wired)
{
	struct model_hooks hooks = { .brief = true, .unwired = !wired,
	    .each = each, .context = a };
	struct stream stream;
	struct record r = { 0 };
	int got;

	*a = (struct attributed){ 0 };
	hierarchy_open(&a->hierarchy);
	a->root = intern_copy(&a->words, &a->arena, STR("root"));
	if (stream_open(&stream, name) == -1 ||
	    model_read(&a->model, &stream, &hooks) == -1)
		stream_fatal(&stream);
	got = stream_next(&stream, &r);
	if (got == -1)
		stream_fatal(&stream);
	if (got == 1)
		stream_fatal_at(&stream, stream.line,
		    "a second model: one at a time is tagged");
	a->name = stream_name(&stream);
	record_free(&r);
	stream_close(&stream);
}

struct str
attributed_word(const struct attributed *a, uint32_t word)
{
	return word == NONE ? (struct str){ "", 0 } : a->words.str[word];
}

bool
attributed_fallback(const struct attributed *a, uint32_t node)
{
	return a->entry[node].module == 0 && a->entry[node].by == a->root;
}

/* It is the first line that is kept. */
struct str
attributed_model(const struct attributed *a, enum member m)
{
	struct record r = { 0 };
	struct str value;

	record_scan(&r, a->model.line[0]);
	value = record_get(&r, m);
	record_free(&r);
	return value;
}

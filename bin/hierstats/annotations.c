#include "annotations.h"

#include <xxhash.h>

const char *const annotation_kind_name[ANNOTATION_KINDS] = {
	"model metadata", "metadata", "doc_string", "attribute"
};

static struct annotation *
annotation_at(struct annotations *a, enum annotation_kind kind, struct str key)
{
	uint32_t id = pairs_add(&a->kind, kind,
	    intern_copy(&a->key, &a->arena, key));

	if (id == a->n) {
		GROW(a->annotation, id, a->cap);
		a->annotation[a->n++] = (struct annotation){ { 0 }, { 0 } };
	}
	return &a->annotation[id];
}

/* Values are compared as they stand: filters write a value in one way. */
static void
add(struct annotations *a, enum annotation_kind kind, enum side side,
    struct str key, struct str value)
{
	struct annotation *to = annotation_at(a, kind, key);

	to->count[side]++;
	to->values[side] += XXH3_64bits(value.p, value.n);
}

/* An object's keys. */
static bool
add_pairs(struct annotations *a, enum annotation_kind kind, enum side side,
    struct str pairs)
{
	struct str escaped, key;
	struct json j;

	if (pairs.n == 0)
		return true;
	json_open(&j, pairs);
	if (!json_enter(&j, '{'))
		return false;
	while (json_member(&j, &escaped)) {
		if (!json_unescape(escaped, &a->scratch, &key))
			return false;
		add(a, kind, side, key, json_skip(&j));
	}
	return json_close(&j);
}

/* Domains whose attributes are the operator's alone: no tags stand there. */
static bool
is_custom(struct annotations *a, struct str domain)
{
	static const struct str standard[] = {
		STR("ai.onnx"), STR("com.microsoft")
	};
	struct str text;

	if (domain.n == 0 || !json_to_string(domain, &a->scratch, &text))
		return false;
	for (size_t i = 0; i < sizeof(standard) / sizeof(standard[0]); i++)
		if (str_starts(text, standard[i]) &&
		    (text.n == standard[i].n || text.p[standard[i].n] == '.'))
			return false;
	return true;
}

const char *
annotations_record(struct annotations *a, enum side side,
    const struct record *r)
{
	struct str doc = record_get(r, M_DOC_STRING);
	bool node = r->kind == KIND_NODE;

	if (!node && r->kind != KIND_MODEL)
		return NULL;
	arena_reset(&a->scratch);
	if (!add_pairs(a, node ? ANNOTATION_METADATA : ANNOTATION_MODEL, side,
	    record_get(r, M_METADATA_PROPS)))
		return "metadata_props is no object of strings";
	if (!node)
		return NULL;
	if (doc.n > 0)
		add(a, ANNOTATION_DOC_STRING, side, STR(""), doc);
	if (is_custom(a, record_get(r, M_DOMAIN)) &&
	    !add_pairs(a, ANNOTATION_ATTRIBUTE, side,
	    record_get(r, M_ATTRIBUTE)))
		return "node: attribute is no object";
	return NULL;
}

enum annotation_kind
annotations_kind(const struct annotations *a, uint32_t id)
{
	return (enum annotation_kind)a->kind.pair[id].a;
}

struct str
annotations_key(const struct annotations *a, uint32_t id)
{
	return a->key.str[a->kind.pair[id].b];
}

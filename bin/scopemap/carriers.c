#include "carriers.h"

#include <stdlib.h>

static const struct str key_name[KEY_COUNT] = {
	[KEY_NODE] = STR("hierutils.node"),
	[KEY_NAME_SCOPES] = STR("pkg.torch.onnx.name_scopes"),
	[KEY_CLASS_HIERARCHY] = STR("pkg.torch.onnx.class_hierarchy"),
	[KEY_NAMESPACE] = STR("namespace"),
	[KEY_WINML] = STR("winml.hierarchy.tag"),
	[KEY_HF] = STR("hf_module_scope"),
	[KEY_HIERARCHY_PATH] = STR("hierarchy_path"),
	[KEY_HIERARCHY_TAG] = STR("hierarchy_tag"),
	[KEY_HIERARCHY_TAGS] = STR("hierarchy_tags"),
	[KEY_SOURCE_MODULE] = STR("source_module"),
};

static bool
holds(struct str json, struct str text)
{
	return json.n >= text.n &&
	    memmem(json.p, json.n, text.p, text.n) != NULL;
}

/* Only tagwrite writes its keys into attributes, and it leaves a table. */
static bool
may_be_tags(const struct carriers *c, struct str attribute)
{
	return attribute.n > 0 && (c->table.n > 0 ||
	    holds(attribute, STR("\"hierarchy_tag")) ||
	    holds(attribute, STR("\"source_module\"")));
}

static void
read_node(struct carriers *c, const struct record *r)
{
	struct carrier n = { .node = c->n_node++,
	    .metadata_props = record_get(r, M_METADATA_PROPS) };
	struct str doc_string = record_get(r, M_DOC_STRING);
	struct str attribute = record_get(r, M_ATTRIBUTE);

	if (str_starts(doc_string, STR("\"{")))
		n.doc_string = doc_string;
	if (may_be_tags(c, attribute))
		n.attribute = attribute;
	if (n.metadata_props.n + n.doc_string.n + n.attribute.n == 0)
		return;
	GROW(c->item, c->n, c->cap);
	c->item[c->n++] = n;
}

const char *
carriers_record(void *carriers, const struct record *r)
{
	struct carriers *c = carriers;

	if (r->kind == KIND_MODEL)
		c->table = json_get(record_get(r, M_METADATA_PROPS),
		    STR("hierutils.modules"));
	else if (r->kind == KIND_NODE)
		read_node(c, r);
	return NULL;
}

void
carriers_free(struct carriers *c)
{
	free(c->item);
	*c = (struct carriers){ 0 };
}

/* An attribute `namespace` may be an operator's own, and one alone places
 * nothing in tags. */
static bool
is_taken(unsigned k, bool placed, bool exporters)
{
	if (k == KEY_NAMESPACE && !exporters)
		return false;
	return !placed || k > KEY_NAMESPACE;
}

/* The keys of one object, of those that place a node only where no stronger
 * place has any; `exporters` is of the exporter's own place for them. */
static void
add_keys(struct str object, bool exporters, struct tag_keys *keys)
{
	bool placed = keys->value[KEY_NODE].n > 0 ||
	    keys->value[KEY_NAME_SCOPES].n > 0;
	struct str key, value;
	struct json j;

	json_open(&j, object);
	if (object.n == 0 || json_peek(&j) != JSON_OBJECT ||
	    !json_enter(&j, '{'))
		return;
	while (json_member(&j, &key)) {
		unsigned k = 0;

		value = json_skip(&j);
		while (k < KEY_COUNT && !json_key_is(key, key_name[k]))
			k++;
		if (k < KEY_COUNT && keys->value[k].n == 0 &&
		    is_taken(k, placed, exporters))
			keys->value[k] = value;
	}
}

/* The object that a doc_string is or begins with, {0} when it is none. */
static struct str
object_in(struct str doc_string, struct arena *arena)
{
	static const struct str separator = STR("\n-- hierutils --\n");
	struct str text = { 0 }, object;
	struct json j;

	if (!json_to_string(doc_string, arena, &text))
		return (struct str){ 0 };
	json_open(&j, text);
	object = json_skip(&j);
	if (j.error != NULL || (j.p != j.end && !str_starts((struct str){
	    j.p, (size_t)(j.end - j.p) }, separator)))
		return (struct str){ 0 };
	return object;
}

static void
add_place(const struct carrier *c, enum tag_place place, struct arena *arena,
    struct tag_keys *keys)
{
	if (place == PLACE_METADATA)
		add_keys(c->metadata_props, true, keys);
	else if (place == PLACE_ATTRIBUTE)
		add_keys(c->attribute, false, keys);
	else if (place == PLACE_DOC_STRING && c->doc_string.n > 0)
		add_keys(object_in(c->doc_string, arena), false, keys);
}

void
carriers_keys(const struct carriers *all, const struct carrier *c,
    struct arena *arena, struct tag_keys *keys)
{
	static const enum tag_place order[] = { PLACE_DOC_STRING,
		PLACE_ATTRIBUTE, PLACE_METADATA };

	*keys = (struct tag_keys){ 0 };
	add_place(c, all->place, arena, keys);
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++)
		if (order[i] != all->place)
			add_place(c, order[i], arena, keys);
}

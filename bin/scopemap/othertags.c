#include "othertags.h"

#include "classpath.h"
#include "limits.h"

struct reading {
	struct scopes *s;
	struct classpath classes;
	struct arena scratch;
	/* Of the node at hand. */
	uint32_t found[LIMIT_MERGED + 1], n_found;
	bool unplaced;
};

static bool
get_text(struct reading *in, struct str span, struct str *text)
{
	return json_to_string(span, &in->scratch, text) && text->n > 0;
}

static void
add(struct reading *in, uint32_t module)
{
	for (uint32_t i = 0; i < in->n_found; i++)
		if (in->found[i] == module)
			return;
	if (module == NONE || in->n_found > LIMIT_MERGED)
		in->unplaced = true;
	else
		in->found[in->n_found++] = module;
}

/* A class path, or a module that is known. */
static void
read_tag(struct reading *in, struct str span)
{
	struct str text;

	if (get_text(in, span, &text))
		add(in, text.p[0] == '/' ?
		    classpath_find(&in->classes, text) :
		    modules_find(&in->s->tree, text));
}

/* A list of them, or the text of one. */
static void
read_tags(struct reading *in, struct str span)
{
	struct str text;
	struct json j;

	if (get_text(in, span, &text) && text.p[0] == '[')
		span = text;
	json_open(&j, span);
	if (json_peek(&j) != JSON_ARRAY) {
		read_tag(in, span);
		return;
	}
	json_enter(&j, '[');
	while (json_item(&j))
		read_tag(in, json_skip(&j));
	in->unplaced = in->unplaced || j.error != NULL;
}

/* A class has a capital, where both the whole and what is behind its first atom
 * could be the path of a module that nothing else shows. */
static bool
begins_with_class(struct reading *in, struct str text, struct str path)
{
	if (modules_find(&in->s->tree, text) != NONE)
		return false;
	return modules_find(&in->s->tree, path) != NONE ||
	    (text.p[0] >= 'A' && text.p[0] <= 'Z');
}

/* `BertLayer.encoder.layer.0`; of the root the class alone. */
static void
read_scope_name(struct reading *in, struct str span)
{
	struct scopes *s = in->s;
	struct str text, class, path;
	uint32_t module;
	const char *dot;

	if (!get_text(in, span, &text))
		return;
	dot = memchr(text.p, '.', text.n);
	class = (struct str){ text.p,
	    dot == NULL ? text.n : (size_t)(dot - text.p) };
	path = dot == NULL ? STR("") : (struct str){ dot + 1,
	    text.n - class.n - 1 };
	if (!begins_with_class(in, text, path)) {
		class.n = 0;
		path = text;
	}
	module = modules_find(&s->tree, path);
	if (module == NONE)
		module = scopes_module(s, arena_copy(&s->arena, path),
		    BY_METADATA);
	add(in, module);
	if (module != NONE && class.n > 0 && !s->found[module].tabled &&
	    s->found[module].class.n == 0) {
		s->found[module].class = arena_copy(&s->arena, class);
		s->found[module].class_by = BY_METADATA;
	}
}

static void
read_keys(struct reading *in, const struct tag_keys *k)
{
	static const enum tag_key one[] = { KEY_WINML, KEY_HIERARCHY_TAG,
		KEY_HIERARCHY_PATH, KEY_SOURCE_MODULE };
	size_t i = 0;

	in->n_found = 0;
	in->unplaced = false;
	if (k->value[KEY_HF].n > 0)
		read_scope_name(in, k->value[KEY_HF]);
	while (in->n_found == 0 && i < sizeof(one) / sizeof(one[0]))
		read_tag(in, k->value[one[i++]]);
	if (in->n_found == 0)
		read_tags(in, k->value[KEY_HIERARCHY_TAGS]);
}

/* All that the tag lists, or what they have in common. */
static void
place(struct reading *in, uint32_t node)
{
	struct scopes *s = in->s;
	uint32_t module = in->found[0];

	for (uint32_t i = 1; i < in->n_found; i++)
		module = modules_common(&s->tree, module, in->found[i]);
	if (module == 0 || (s->scope[node] != NONE &&
	    modules_within(&s->tree, s->scope[node], module)))
		return;
	scopes_set(s, node, module, BY_METADATA);
	scopes_also(s, node, NONE);
	s->call[node] = 0;
	scopes_tag(s, node, in->found, in->n_found, in->n_found > 1);
}

void
othertags_scopes(struct scopes *s, const struct carriers *carriers)
{
	struct reading in = { .s = s };

	if (!carriers->others)
		return;
	classpath_open(&in.classes, s);
	for (uint32_t i = 0; i < carriers->n; i++) {
		const struct carrier *c = &carriers->item[i];
		struct tag_keys keys;

		if (!c->others)
			continue;
		carriers_keys(carriers, c, &in.scratch, &keys);
		read_keys(&in, &keys);
		if (in.n_found > 0)
			place(&in, c->node);
		if (in.n_found == 0 && in.unplaced)
			fault_add(&s->unplaced, c->node);
		arena_reset(&in.scratch);
	}
	arena_free(&in.scratch);
	classpath_free(&in.classes);
}

#include "profile.h"

#include <stdlib.h>

#include "limits.h"
#include "message.h"
#include "pathglob.h"
#include "yaml.h"

static const struct {
	const char *name, *text;
} builtin[] = {
	{ "hf",
#include "hf.yaml.h"
	},
	{ "layer_ann",
#include "layer_ann.yaml.h"
	},
	{ "namespace",
#include "namespace.yaml.h"
	},
	{ "torch",
#include "torch.yaml.h"
	},
	{ "winml",
#include "winml.yaml.h"
	},
};

enum { N_BUILTIN = sizeof(builtin) / sizeof(builtin[0]) };

static const struct str select_name[SELECT_COUNT] = {
	[SELECT_OP_TYPE] = STR("op_type"),
	[SELECT_DOMAIN] = STR("domain"),
	[SELECT_MODULE] = STR("module"),
	[SELECT_BY] = STR("by"),
	[SELECT_GRAPH] = STR("graph"),
};

/* Keys with a meaning of their own for whoever reads the file. */
#define KEY_SCOPES STR("pkg.torch.onnx.name_scopes")
#define KEY_LAYER STR("layer_ann")
#define KEY_OURS STR("hierutils.")

static uint32_t
count(const struct yaml *value)
{
	uint32_t n = 0;

	for (value = value->first; value != NULL; value = value->next)
		n++;
	return n;
}

/* One text or a list of them. */
static bool
read_patterns(struct profile *p, struct patterns *to, const struct yaml *value,
    struct yaml_error *error)
{
	const struct yaml *item = value;

	if (value->kind == YAML_SEQUENCE)
		item = value->first;
	if (item == NULL) {
		yaml_fail(error, value, "an empty list");
		return false;
	}
	if (count(value) > LIMIT_RULES) {
		yaml_fail(error, value, "over %d patterns", LIMIT_RULES);
		return false;
	}
	to->text = arena_calloc(&p->arena, 1 + count(value),
	    sizeof(*to->text));
	for (; item != NULL; item = item == value ? NULL : item->next) {
		if (item->kind != YAML_SCALAR) {
			yaml_fail(error, item, "not a text");
			return false;
		}
		to->text[to->n++] = item->text;
	}
	return true;
}

static bool
read_nodes(struct profile *p, const struct yaml *value,
    struct yaml_error *error)
{
	const struct yaml *item;
	const struct patterns *module = &p->select[SELECT_MODULE];
	struct pathglob glob;

	if (value->kind != YAML_MAP) {
		yaml_fail(error, value, "nodes is a map");
		return false;
	}
	for (item = value->first; item != NULL; item = item->next) {
		unsigned s = 0;

		while (s < SELECT_COUNT && !str_eq(item->key, select_name[s]))
			s++;
		if (s == SELECT_COUNT) {
			yaml_fail(error, item, "unknown: %s",
			    shown(item->key));
			return false;
		}
		if (!read_patterns(p, &p->select[s], item, error))
			return false;
		for (uint32_t i = 0; s == SELECT_MODULE && i < module->n; i++)
			if (!pathglob_make(&glob, module->text[i])) {
				yaml_fail(error, item, "over %d components: %s",
				    PATHGLOB_MAX, shown(module->text[i]));
				return false;
			}
	}
	return true;
}

static bool
read_key(struct profile *p, const struct yaml *value, struct yaml_error *error)
{
	struct profile_key *key = &p->key[p->n_key++];
	const char *reason;
	struct str at;

	key->key = value->key;
	if (key->key.n == 0) {
		yaml_fail(error, value, "a key without a name");
		return false;
	}
	if (str_starts(key->key, KEY_OURS)) {
		yaml_fail(error, value, "keys that begin with %s are "
		    "tagwrite's own", KEY_OURS.p);
		return false;
	}
	if (value->kind != YAML_SCALAR) {
		yaml_fail(error, value, "not a text");
		return false;
	}
	reason = template_parse(&key->value, value->text, &p->arena, &at);
	if (reason != NULL) {
		yaml_fail(error, value, "%s: %s", reason, shown(at));
		return false;
	}
	p->says_module |= str_eq(key->key, KEY_SCOPES) &&
	    template_is(&key->value, FORM_SCOPES);
	p->layers |= str_eq(key->key, KEY_LAYER) &&
	    template_is(&key->value, FORM_LAYER);
	return true;
}

static bool
read_keys(struct profile *p, const struct yaml *value, struct yaml_error *error)
{
	const struct yaml *item;

	if (value->kind != YAML_MAP) {
		yaml_fail(error, value, "keys is a map");
		return false;
	}
	p->key = arena_calloc(&p->arena, 1 + count(value), sizeof(*p->key));
	for (item = value->first; item != NULL; item = item->next)
		if (!read_key(p, item, error))
			return false;
	return true;
}

static bool
read_needs(struct profile *p, const struct yaml *value,
    struct yaml_error *error)
{
	p->needs_classes = value->kind == YAML_SCALAR &&
	    str_eq(value->text, STR("classes"));
	if (!p->needs_classes)
		yaml_fail(error, value, "needs can say: classes");
	return p->needs_classes;
}

static bool
read_section(struct profile *p, const struct yaml *section,
    struct yaml_error *error)
{
	if (str_eq(section->key, STR("keys")))
		return read_keys(p, section, error);
	if (str_eq(section->key, STR("nodes")))
		return read_nodes(p, section, error);
	if (str_eq(section->key, STR("without")))
		return read_patterns(p, &p->without, section, error);
	if (str_eq(section->key, STR("needs")))
		return read_needs(p, section, error);
	yaml_fail(error, section, "unknown: %s", shown(section->key));
	return false;
}

static bool
read_profile(struct profile *p, const struct yaml *root,
    struct yaml_error *error)
{
	if (root->kind != YAML_MAP) {
		yaml_fail(error, root, "not a map");
		return false;
	}
	for (const struct yaml *section = root->first; section != NULL;
	    section = section->next)
		if (!read_section(p, section, error))
			return false;
	if (p->key == NULL)
		yaml_fail(error, root, "a profile without keys");
	return p->key != NULL;
}

void
profile_free(struct profile *p)
{
	arena_free(&p->arena);
	free(p);
}

struct profile *
profile_parse(const char *name, struct str text, struct yaml_error *error)
{
	struct profile *p = xcalloc(1, sizeof(*p));
	const struct yaml *root = yaml_parse(text, &p->arena, error);

	p->name = name;
	if (root != NULL && read_profile(p, root, error))
		return p;
	profile_free(p);
	return NULL;
}

static const struct profile *
load_file(const char *file)
{
	struct profile *p = xcalloc(1, sizeof(*p));
	struct yaml_error error;
	const struct yaml *root = yaml_load(file, &p->arena, &error);

	p->name = file;
	if (root == NULL || !read_profile(p, root, &error))
		yaml_fatal(file, &error);
	return p;
}

static _Noreturn void
no_such(const char *name)
{
	struct buf names = { 0 };

	for (unsigned i = 0; i < N_BUILTIN; i++) {
		buf_adds(&names, STR(", "));
		buf_adds(&names, str_of(builtin[i].name));
	}
	fatal("no such profile: %s (there are%.*s, and files that end in "
	    ".yaml)", shown(str_of(name)), (int)names.n - 1, names.p + 1);
}

const struct profile *
profile_load(const char *name)
{
	struct yaml_error error;

	if (strchr(name, '/') != NULL ||
	    str_ends(str_of(name), STR(".yaml")))
		return load_file(name);
	for (unsigned i = 0; i < N_BUILTIN; i++) {
		const struct profile *p;

		if (strcmp(name, builtin[i].name) != 0)
			continue;
		p = profile_parse(name, str_of(builtin[i].text), &error);
		if (p == NULL)
			yaml_fatal(name, &error);
		return p;
	}
	no_such(name);
}

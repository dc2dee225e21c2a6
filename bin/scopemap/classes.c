#include "classes.h"

#include "message.h"

static const char builtin[] =
#include "classes.yaml.h"
;

struct str
classes_builtin(void)
{
	return (struct str){ builtin, sizeof(builtin) - 1 };
}

static const struct str test_name[] = {
	[CLASS_PACKAGE] = STR("package"),
	[CLASS_STARTS] = STR("starts"),
	[CLASS_CONTAINS] = STR("contains"),
};

enum { N_TESTS = sizeof(test_name) / sizeof(test_name[0]) };

static bool
is_text(const struct yaml *value, struct yaml_error *error)
{
	if (value->kind == YAML_SCALAR && value->text.n > 0)
		return true;
	yaml_fail(error, value, "not a text");
	return false;
}

static bool
add_rule(struct classes *c, enum class_test test, const struct yaml *text,
    struct str type, struct yaml_error *error)
{
	if (!is_text(text, error))
		return false;
	GROW(c->rule, c->n, c->cap);
	c->rule[c->n++] = (struct class_rule){ test, text->text, type };
	return true;
}

/* One text or a list of them; each is a rule of its own. */
static bool
add_test(struct classes *c, enum class_test test, const struct yaml *value,
    struct str type, struct yaml_error *error)
{
	if (value->kind != YAML_SEQUENCE)
		return add_rule(c, test, value, type, error);
	for (const struct yaml *item = value->first; item != NULL;
	    item = item->next)
		if (!add_rule(c, test, item, type, error))
			return false;
	return true;
}

/* {type: NAME, package: TEXT} */
static bool
read_rule(struct classes *c, const struct yaml *rule, struct yaml_error *error)
{
	const struct yaml *type, *member;
	uint32_t before = c->n;

	if (rule->kind != YAML_MAP) {
		yaml_fail(error, rule, "a rule is a map");
		return false;
	}
	type = yaml_find(rule, STR("type"));
	if (type == NULL) {
		yaml_fail(error, rule, "a rule without a type");
		return false;
	}
	if (!is_text(type, error))
		return false;
	for (member = rule->first; member != NULL; member = member->next) {
		unsigned test = 0;

		if (member == type)
			continue;
		while (test < N_TESTS && !str_eq(member->key, test_name[test]))
			test++;
		if (test == N_TESTS) {
			yaml_fail(error, member, "unknown: %s",
			    shown(member->key));
			return false;
		}
		if (!add_test(c, (enum class_test)test, member, type->text,
		    error))
			return false;
	}
	if (c->n == before)
		yaml_fail(error, rule, "a rule that fits nothing: it needs "
		    "package, starts or contains");
	return c->n > before;
}

static bool
read_rules(struct classes *c, const struct yaml *root, struct yaml_error *error)
{
	if (root->kind != YAML_MAP) {
		yaml_fail(error, root, "not a map");
		return false;
	}
	for (const struct yaml *section = root->first; section != NULL;
	    section = section->next) {
		if (str_eq(section->key, STR("otherwise"))) {
			if (!is_text(section, error))
				return false;
			c->otherwise = section->text;
			continue;
		}
		if (!str_eq(section->key, STR("types"))) {
			yaml_fail(error, section, "unknown: %s",
			    shown(section->key));
			return false;
		}
		if (section->kind != YAML_SEQUENCE) {
			yaml_fail(error, section, "not a list");
			return false;
		}
		for (const struct yaml *rule = section->first; rule != NULL;
		    rule = rule->next)
			if (!read_rule(c, rule, error))
				return false;
	}
	return true;
}

void
classes_load(struct classes *c, const char *file)
{
	struct yaml_error error = { 0 };
	const struct yaml *root;

	*c = (struct classes){ 0 };
	root = file != NULL ? yaml_load(file, &c->arena, &error) :
	    yaml_parse(classes_builtin(), &c->arena, &error);
	if (root == NULL || !read_rules(c, root, &error))
		yaml_fatal(file != NULL ? file : "(built in)", &error);
}

static bool
fits(const struct class_rule *rule, struct str package)
{
	size_t n = rule->text.n;

	switch (rule->test) {
	case CLASS_PACKAGE:
		return str_starts(package, rule->text) &&
		    (package.n == n || package.p[n] == '.');
	case CLASS_STARTS:
		return str_starts(package, rule->text);
	case CLASS_CONTAINS:
		return memmem(package.p, package.n, rule->text.p, n) != NULL;
	}
	return false;
}

struct str
classes_type(const struct classes *c, struct str class)
{
	struct str package = class;

	while (package.n > 0 && package.p[package.n - 1] != '.')
		package.n--;
	if (package.n < 2)
		return (struct str){ 0 };
	package.n--;
	for (uint32_t i = 0; i < c->n; i++)
		if (fits(&c->rule[i], package))
			return c->rule[i].type;
	return (struct str){ 0 };
}

#include "checks.h"

#include <stdlib.h>

#include "limits.h"
#include "message.h"

static const char builtin[] =
#include "default.yaml.h"
;

struct str
checks_builtin(void)
{
	return (struct str){ builtin, sizeof(builtin) - 1 };
}

const struct str level_name[LEVELS] = {
	STR("error"), STR("warning"), STR("note")
};

const struct str rule_name[RULES] = {
	[RULE_COVERAGE] = STR("coverage"),
	[RULE_FALLBACK] = STR("fallback"),
	[RULE_CONFIDENCE] = STR("confidence"),
	[RULE_CONFLICTS] = STR("conflicts"),
	[RULE_REQUIRED_MODULE] = STR("required-module"),
	[RULE_FORBIDDEN_MODULE] = STR("forbidden-module"),
	[RULE_REQUIRED_CLASS] = STR("required-class"),
	[RULE_FORBIDDEN_CLASS] = STR("forbidden-class"),
	[RULE_REQUIRED_OP] = STR("required-op"),
	[RULE_FORBIDDEN_OP] = STR("forbidden-op"),
	[RULE_REQUIRED_PRECISION] = STR("required-precision"),
	[RULE_FORBIDDEN_PRECISION] = STR("forbidden-precision"),
	[RULE_GROWTH] = STR("growth"),
	[RULE_DUPLICATE_NAMES] = STR("duplicate-names"),
	[RULE_UNUSED_INITIALIZERS] = STR("unused-initializers"),
	[RULE_MISSING_CLASSES] = STR("missing-classes"),
};

enum part {
	PART_RULE, PART_LEVEL, PART_MODULE, PART_LEAST, PART_MOST, PART_CLASS,
	PART_OP_TYPE, PART_PRECISION, PART_OF, PARTS
};

static const struct str part_name[PARTS] = {
	[PART_RULE] = STR("rule"), [PART_LEVEL] = STR("level"),
	[PART_MODULE] = STR("module"), [PART_LEAST] = STR("least"),
	[PART_MOST] = STR("most"), [PART_CLASS] = STR("class"),
	[PART_OP_TYPE] = STR("op_type"), [PART_PRECISION] = STR("precision"),
	[PART_OF] = STR("of"),
};

/* What a rule must have beside `rule`, and may have beside `level`. */
static const struct {
	unsigned must, may;
} parts_of[RULES] = {
	[RULE_COVERAGE] = { 1 << PART_LEAST, 1 << PART_MODULE },
	[RULE_FALLBACK] = { 1 << PART_MOST, 0 },
	[RULE_CONFIDENCE] = { 1 << PART_LEAST, 1 << PART_MODULE },
	[RULE_CONFLICTS] = { 1 << PART_MOST, 1 << PART_MODULE },
	[RULE_REQUIRED_MODULE] = { 1 << PART_MODULE, 0 },
	[RULE_FORBIDDEN_MODULE] = { 1 << PART_MODULE, 0 },
	[RULE_REQUIRED_CLASS] = { 1 << PART_CLASS, 1 << PART_MODULE },
	[RULE_FORBIDDEN_CLASS] = { 1 << PART_CLASS, 1 << PART_MODULE },
	[RULE_REQUIRED_OP] = { 1 << PART_OP_TYPE, 1 << PART_MODULE },
	[RULE_FORBIDDEN_OP] = { 1 << PART_OP_TYPE, 1 << PART_MODULE },
	[RULE_REQUIRED_PRECISION] = { 1 << PART_PRECISION, 1 << PART_MODULE },
	[RULE_FORBIDDEN_PRECISION] = { 1 << PART_PRECISION, 1 << PART_MODULE },
	[RULE_GROWTH] = { 1 << PART_OF | 1 << PART_MOST, 1 << PART_MODULE },
	[RULE_DUPLICATE_NAMES] = { 0, 0 },
	[RULE_UNUSED_INITIALIZERS] = { 0, 1 << PART_MODULE },
	[RULE_MISSING_CLASSES] = { 0, 1 << PART_MODULE },
};

/* The name's place in a list of n; n when it is none of them. */
static unsigned
index_of(struct str name, const struct str *list, unsigned n)
{
	unsigned i = 0;

	while (i < n && !str_eq(name, list[i]))
		i++;
	return i;
}

/* Digits with at most one point between them. */
static bool
to_number(struct str text, double *value)
{
	char copy[24], *end;
	bool point = false;

	if (text.n == 0 || text.n >= sizeof(copy) || text.p[0] == '.' ||
	    text.p[text.n - 1] == '.')
		return false;
	for (size_t i = 0; i < text.n; i++) {
		bool digit = text.p[i] >= '0' && text.p[i] <= '9';

		if (!digit && (text.p[i] != '.' || point))
			return false;
		point |= !digit;
	}
	memcpy(copy, text.p, text.n);
	copy[text.n] = '\0';
	*value = strtod(copy, &end);
	return true;
}

/* A share, for coverage; for confidence a number of at most 1; for all else a
 * share or a whole number. */
static bool
read_bound(struct check *c, const struct yaml *value, struct yaml_error *error)
{
	struct str text = value->text;
	struct bound *b = &c->bound;
	const char *wanted = NULL;

	*b = (struct bound){ .text = text };
	b->share = text.n > 0 && text.p[text.n - 1] == '%';
	text.n -= b->share;
	if (value->kind != YAML_SCALAR || !to_number(text, &b->value) ||
	    (b->share && b->value > 100 && c->rule != RULE_GROWTH))
		wanted = "no number, nor a share like 5%";
	else if (c->rule == RULE_COVERAGE && !b->share)
		wanted = "no share like 95%";
	else if (c->rule == RULE_CONFIDENCE && (b->share || b->value > 1))
		wanted = "no number from 0 to 1";
	else if (c->rule != RULE_CONFIDENCE && !b->share &&
	    memchr(text.p, '.', text.n) != NULL)
		wanted = "no whole number, nor a share like 5%";
	if (wanted != NULL)
		yaml_fail(error, value, "%s", wanted);
	if (b->share)
		b->value /= 100;
	return wanted == NULL;
}

static bool
read_text(const struct yaml *value, struct str *to, struct yaml_error *error)
{
	if (value->kind != YAML_SCALAR || value->text.n == 0) {
		yaml_fail(error, value, "not a text");
		return false;
	}
	*to = value->text;
	return true;
}

static bool
read_measure(struct check *c, const struct yaml *value,
    struct yaml_error *error)
{
	static const struct str measure[] = { STR("nodes"), STR("elements"),
		STR("bytes"), STR("macs"), STR("activation") };
	const unsigned n = sizeof(measure) / sizeof(measure[0]);

	if (!read_text(value, &c->text, error))
		return false;
	if (index_of(c->text, measure, n) < n)
		return true;
	yaml_fail(error, value, "no such measure: %s", shown(c->text));
	return false;
}

static bool
read_part(struct check *c, enum part part, const struct yaml *value,
    struct yaml_error *error)
{
	struct str text;

	switch (part) {
	case PART_LEVEL:
		if (!read_text(value, &text, error))
			return false;
		c->level = (enum level)index_of(text, level_name, LEVELS);
		if (c->level == LEVELS)
			yaml_fail(error, value,
			    "no level: error, warning or note");
		return c->level < LEVELS;
	case PART_MODULE:
		c->within = true;
		/* The root's path is empty. */
		if (value->kind != YAML_SCALAR)
			return read_text(value, &text, error);
		c->module = value->text;
		if (pathglob_make(&c->glob, c->module))
			return true;
		yaml_fail(error, value, "over %d components", PATHGLOB_MAX);
		return false;
	case PART_LEAST:
	case PART_MOST:
		return read_bound(c, value, error);
	case PART_OF:
		return read_measure(c, value, error);
	default:
		return read_text(value, &c->text, error);
	}
}

static bool
read_rule(struct check *c, const struct yaml *map, struct yaml_error *error)
{
	const struct yaml *name;
	struct str text;
	unsigned have = 0, missing;

	if (map->kind != YAML_MAP) {
		yaml_fail(error, map, "a check is a map");
		return false;
	}
	name = yaml_find(map, part_name[PART_RULE]);
	if (name == NULL) {
		yaml_fail(error, map, "a check without a rule");
		return false;
	}
	if (!read_text(name, &text, error))
		return false;
	*c = (struct check){ .rule = (enum rule_id)index_of(text, rule_name,
	    RULES), .line = map->line, .column = map->column };
	if (c->rule == RULES) {
		yaml_fail(error, name, "no such rule: %s", shown(text));
		return false;
	}
	for (const struct yaml *m = map->first; m != NULL; m = m->next) {
		unsigned part = index_of(m->key, part_name, PARTS);

		if (m == name)
			continue;
		if (part != PART_LEVEL && (part == PARTS || ((parts_of[c->rule]
		    .must | parts_of[c->rule].may) & 1u << part) == 0)) {
			yaml_fail(error, m, "not of rule %s: %s", shown(text),
			    shown(m->key));
			return false;
		}
		if (!read_part(c, (enum part)part, m, error))
			return false;
		have |= 1u << part;
	}
	missing = parts_of[c->rule].must & ~have;
	if (missing != 0)
		yaml_fail(error, map, "rule %s without %s", shown(text),
		    shown(part_name[__builtin_ctz(missing)]));
	return missing == 0;
}

static bool
read_rules(struct checks *c, const struct yaml *root, struct yaml_error *error)
{
	const struct yaml *list;

	if (root->kind != YAML_MAP) {
		yaml_fail(error, root, "not a map");
		return false;
	}
	for (list = root->first; list != NULL; list = list->next)
		if (!str_eq(list->key, STR("checks"))) {
			yaml_fail(error, list, "unknown: %s", shown(list->key));
			return false;
		}
	list = root->first;
	if (list == NULL || list->kind != YAML_SEQUENCE ||
	    list->first == NULL) {
		yaml_fail(error, list == NULL ? root : list,
		    "no list of checks");
		return false;
	}
	for (const struct yaml *rule = list->first; rule != NULL;
	    rule = rule->next) {
		if (c->n == LIMIT_RULES) {
			yaml_fail(error, rule, "over %d rules", LIMIT_RULES);
			return false;
		}
		GROW(c->check, c->n, c->cap);
		if (!read_rule(&c->check[c->n++], rule, error))
			return false;
	}
	return true;
}

void
checks_load(struct checks *c, const char *file)
{
	struct yaml_error error = { 0 };
	const struct yaml *root;

	*c = (struct checks){ .file = file != NULL ? file : "(built in)" };
	root = file != NULL ? yaml_load(file, &c->arena, &error) :
	    yaml_parse(checks_builtin(), &c->arena, &error);
	if (root == NULL || !read_rules(c, root, &error))
		yaml_fatal(c->file, &error);
}

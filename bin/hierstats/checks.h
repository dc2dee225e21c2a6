/*
 * checks: a file of rules of checks(5), read.
 *
 * It is read strictly: an unknown member, one that the rule does not take, one
 * that it lacks, or a value of another form ends the program with
 * `FILE:LINE:COLUMN: reason`.
 */
#ifndef CHECKS_H
#define CHECKS_H

#include "pathglob.h"
#include "yaml.h"

enum rule_id {
	RULE_COVERAGE, RULE_FALLBACK, RULE_CONFIDENCE, RULE_CONFLICTS,
	RULE_REQUIRED_MODULE, RULE_FORBIDDEN_MODULE,
	RULE_REQUIRED_CLASS, RULE_FORBIDDEN_CLASS,
	RULE_REQUIRED_OP, RULE_FORBIDDEN_OP,
	RULE_REQUIRED_PRECISION, RULE_FORBIDDEN_PRECISION,
	RULE_GROWTH, RULE_DUPLICATE_NAMES, RULE_UNUSED_INITIALIZERS,
	RULE_MISSING_CLASSES,
	RULES
};

enum level { LEVEL_ERROR, LEVEL_WARNING, LEVEL_NOTE, LEVELS };

/* `5%` or `5`. */
struct bound {
	bool share;
	double value;		/* of a share 0.05 */
	struct str text;	/* as it stands in the file */
};

struct check {
	enum rule_id rule;
	enum level level;
	bool within;		/* `module` is there */
	struct str module;
	struct pathglob glob;
	struct str text;	/* the glob of class, op_type or precision; of
				 * growth the measure */
	struct bound bound;	/* least or most */
	unsigned line, column;	/* where it stands */
};

struct checks {
	struct arena arena;
	struct check *check;
	uint32_t n, cap;
	const char *file;	/* as messages show it */
};

extern const struct str rule_name[RULES];
extern const struct str level_name[LEVELS];

/* The rules that are compiled in, as YAML. */
struct str checks_builtin(void);
/* FILE, or those compiled in when it is NULL. */
void checks_load(struct checks *, const char *file);

#endif

/*
 * rules: what each rule of checks(5) looks for.
 */
#ifndef RULES_H
#define RULES_H

#include "findings.h"

/* A rule at work.  Its scope are the modules that `module` matches, or the root
 * without it, each with all below it. */
struct work {
	struct findings *f;
	const struct check *check;
	uint32_t *top;		/* by module: the highest one of the scope that
				 * it is in, or NONE */
	uint64_t *n;		/* by module, for the rule's use; 0 */
};

void rules_evaluate(struct work *);

/* Is the module the highest of the scope? */
bool work_is_top(const struct work *, uint32_t module);
/* Are n of so many more than `most`? */
bool bound_is_passed(const struct bound *most, uint64_t n, uint64_t of);

/* What a rule found, of a module or of none. */
void work_find(struct work *, uint32_t module, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Why it cannot be evaluated. */
void work_cannot(struct work *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif

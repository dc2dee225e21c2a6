/*
 * findings: what the rules of checks(5) find in a model.
 *
 * A rule that cannot be evaluated is trouble, told on standard error with the
 * reason; it finds nothing then.
 */
#ifndef FINDINGS_H
#define FINDINGS_H

#include "amounts.h"
#include "checks.h"
#include "subject.h"

struct finding {
	const struct check *check;
	uint32_t module;	/* NONE: of none */
	struct str message;	/* in the arena */
};

struct findings {
	const struct checks *checks;
	const struct stats *stats;
	const struct amounts *has;
	const struct stats *baseline;	/* or NULL */
	const struct amounts *had;	/* of the baseline */
	const struct subject *subject;
	struct arena arena;
	struct finding *finding;	/* by rule, then in tree order */
	size_t n, cap;
	bool trouble;			/* a rule could not be evaluated */
};

/* Evaluates all rules.  The model and what was read of it, and the baseline,
 * must outlive the findings. */
void findings_make(struct findings *);
void findings_free(struct findings *);

#endif

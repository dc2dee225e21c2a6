#include "rules.h"

#include <inttypes.h>
#include <stdlib.h>

#include "classname.h"
#include "growth.h"
#include "message.h"

/* `1 node`, `2 nodes`. */
#define COUNT "%" PRIu64 " %s"
#define NODES(n) (n), (n) == 1 ? "node" : "nodes"
#define MODULES(n) (n), (n) == 1 ? "module" : "modules"

static bool
is_module(const struct module *m)
{
	return m->recorded || m->own.nodes > 0;
}

static double
percent(uint64_t n, uint64_t of)
{
	return of == 0 ? 0 : 100.0 * (double)n / (double)of;
}

static void
check_coverage(struct work *w)
{
	const struct stats *s = w->f->stats;
	const struct bound *least = &w->check->bound;

	for (uint32_t id = 0; id < s->n_module; id++) {
		const struct count *t = &s->module[id].total;
		uint64_t known = t->nodes - t->fallback - t->inexact;

		if (work_is_top(w, id) &&
		    (double)known < least->value * (double)t->nodes)
			work_find(w, id, "of " COUNT " the module of %.1f%% is"
			    " known exactly, least %s", NODES(t->nodes),
			    percent(known, t->nodes), shown(least->text));
	}
}

static void
check_fallback(struct work *w)
{
	const struct count *t = &w->f->stats->module[0].total;
	const struct bound *most = &w->check->bound;

	if (bound_is_passed(most, t->fallback, t->nodes))
		work_find(w, 0, "%" PRIu64 " of " COUNT " (%.1f%%) are the"
		    " root's by fallback, most %s", t->fallback,
		    NODES(t->nodes),
		    percent(t->fallback, t->nodes), shown(most->text));
}

/* The nodes of each scope whose confidence is less; the lowest is told. */
static void
check_confidence(struct work *w)
{
	const struct subject *s = w->f->subject;
	const struct bound *least = &w->check->bound;
	double *lowest = xcalloc(w->f->stats->n_module, sizeof(*lowest));
	uint64_t unknown = 0;

	for (uint32_t i = 0; i < s->trust.n; i++) {
		double confidence = subject_confidence(s, i);
		uint32_t module = subject_module(s, s->trust.pair[i].a);
		uint32_t top = module == NONE ? NONE : w->top[module];

		if (top == NONE || confidence >= least->value)
			continue;
		if (confidence < 0) {
			unknown += s->trusted[i];
			continue;
		}
		if (w->n[top] == 0 || confidence < lowest[top])
			lowest[top] = confidence;
		w->n[top] += s->trusted[i];
	}
	if (unknown > 0)
		work_cannot(w, "of " COUNT " the confidence is not known",
		    NODES(unknown));
	for (uint32_t id = 0; id < w->f->stats->n_module && unknown == 0; id++)
		if (w->n[id] > 0)
			work_find(w, id, COUNT " have a confidence of less than"
			    " %s, the lowest %.4f", NODES(w->n[id]),
			    shown(least->text), lowest[id]);
	free(lowest);
}

static void
check_conflicts(struct work *w)
{
	const struct subject *s = w->f->subject;
	const struct bound *most = &w->check->bound;

	for (uint32_t i = 0; i < s->path.n; i++) {
		uint32_t module = subject_module(s, i);
		uint32_t top = module == NONE ? NONE : w->top[module];

		if (top != NONE)
			w->n[top] += s->conflicts[i];
	}
	for (uint32_t id = 0; id < w->f->stats->n_module; id++) {
		uint64_t of = w->f->stats->module[id].total.nodes;

		if (work_is_top(w, id) && bound_is_passed(most, w->n[id], of))
			work_find(w, id, "%" PRIu64 " of " COUNT " (%.1f%%)"
			    " have evidence that says otherwise, most %s",
			    w->n[id], NODES(of), percent(w->n[id], of),
			    shown(most->text));
	}
}

static void
check_module(struct work *w, bool required)
{
	const struct stats *s = w->f->stats;
	const struct pathglob *glob = &w->check->glob;
	uint64_t *state = w->n;
	bool any = false;

	for (uint32_t id = 0; id < s->n_module; id++) {
		const struct module *m = &s->module[id];

		state[id] = id == 0 ? pathglob_start(glob) : pathglob_step(glob,
		    state[m->parent], stats_string(s, m->name));
		if (!pathglob_accepts(glob, state[id]) || m->total.nodes == 0)
			continue;
		any = true;
		if (!required)
			work_find(w, id, "a module that matches %s is"
			    " forbidden", shown(w->check->module));
	}
	if (required && !any)
		work_find(w, NONE, "no module with nodes matches %s",
		    shown(w->check->module));
}

/* Finds each scope in which nothing matches.  What is unknown might. */
static uint64_t
find_none(struct work *w, const uint64_t *unknown, const char *what)
{
	uint64_t open = 0;

	for (uint32_t id = 0; id < w->f->stats->n_module; id++) {
		if (!work_is_top(w, id) || w->n[id] > 0)
			continue;
		open += unknown[id];
		if (unknown[id] == 0)
			work_find(w, id, "no %s %s", what,
			    shown(w->check->text));
	}
	return open;
}

static void
check_class(struct work *w, bool required)
{
	const struct stats *s = w->f->stats;
	uint64_t *unknown = xcalloc(s->n_module, sizeof(*unknown)), open = 0;

	for (uint32_t id = 0; id < s->n_module; id++) {
		const struct module *m = &s->module[id];
		uint32_t top = w->top[id];
		struct str class;

		if (top == NONE || !is_module(m))
			continue;
		if (m->class == NONE) {
			unknown[top]++;
			open++;
			continue;
		}
		class = stats_string(s, m->class);
		if (!classname_matches(w->check->text, class))
			continue;
		w->n[top]++;
		if (!required)
			work_find(w, id, "class %s is forbidden",
			    shown(class));
	}
	if (required)
		open = find_none(w, unknown, "module of class");
	if (open > 0)
		work_cannot(w, COUNT " %s no known class", MODULES(open),
		    open == 1 ? "has" : "have");
	free(unknown);
}

/* Finds the nodes of each module that are forbidden. */
static void
find_nodes(struct work *w, const char *what)
{
	for (uint32_t id = 0; id < w->f->stats->n_module; id++)
		if (w->n[id] > 0)
			work_find(w, id, COUNT " of %s %s %s forbidden",
			    NODES(w->n[id]), what, shown(w->check->text),
			    w->n[id] == 1 ? "is" : "are");
}

static void
check_op(struct work *w, bool required)
{
	const struct stats *s = w->f->stats;
	uint64_t *unknown = xcalloc(s->n_module, sizeof(*unknown));

	for (uint32_t i = 0; i < s->cell.n; i++) {
		struct cell_key key = stats_cell(s, i);
		uint32_t top = w->top[key.module];

		if (top != NONE && pathglob_text(w->check->text,
		    stats_string(s, key.op_type)))
			w->n[required ? top : key.module] += s->cell_nodes[i];
	}
	if (required)
		find_none(w, unknown, "node of op_type");
	else
		find_nodes(w, "op_type");
	free(unknown);
}

/* Of nodes that multiply; others have no precision. */
static void
check_precision(struct work *w, bool required)
{
	const struct stats *s = w->f->stats;
	uint64_t *unknown = xcalloc(s->n_module, sizeof(*unknown)), open = 0;

	for (uint32_t i = 0; i < s->cell.n; i++) {
		struct cell_key key = stats_cell(s, i);
		uint32_t top = w->top[key.module];
		uint64_t n = s->cell_nodes[i];

		if (top == NONE || key.precision == s->none)
			continue;
		if (key.precision == NONE) {
			unknown[top] += n;
			open += n;
		} else if (pathglob_text(w->check->text,
		    stats_string(s, key.precision))) {
			w->n[required ? top : key.module] += n;
		}
	}
	if (required)
		open = find_none(w, unknown, "node of precision");
	else
		find_nodes(w, "precision");
	if (open > 0)
		work_cannot(w, "of " COUNT " the precision is not known",
		    NODES(open));
	free(unknown);
}

static void
check_names(struct work *w)
{
	const struct usage *u = &w->f->subject->usage;

	for (uint32_t i = 0; i < u->twice.n; i++) {
		const struct named *named = &u->twice.named[i];

		work_find(w, subject_module(w->f->subject, named->module),
		    "%s %s stands twice in graph %s",
		    named->node ? "node" : "value",
		    shown(u->name.str[named->name]),
		    shown(u->graph.str[named->graph]));
	}
}

static void
check_initializers(struct work *w)
{
	const struct usage *u = &w->f->subject->usage;

	for (uint32_t i = 0; i < u->initializer.n; i++) {
		const struct named *named = &u->initializer.named[i];
		uint32_t module = subject_module(w->f->subject, named->module);

		if (usage_is_used(u, named) || (w->check->within &&
		    (module == NONE || w->top[module] == NONE)))
			continue;
		work_find(w, module, "initializer %s of graph %s is read by"
		    " nothing", shown(u->name.str[named->name]),
		    shown(u->graph.str[named->graph]));
	}
}

static void
check_classes(struct work *w)
{
	const struct stats *s = w->f->stats;
	uint64_t *of = xcalloc(s->n_module, sizeof(*of));

	for (uint32_t id = 0; id < s->n_module; id++) {
		uint32_t top = w->top[id];

		if (top == NONE || !is_module(&s->module[id]))
			continue;
		of[top]++;
		w->n[top] += s->module[id].class == NONE;
	}
	for (uint32_t id = 0; id < s->n_module; id++)
		if (w->n[id] > 0)
			work_find(w, id, "%" PRIu64 " of " COUNT " %s no known"
			    " class", w->n[id], MODULES(of[id]),
			    w->n[id] == 1 ? "has" : "have");
	free(of);
}

void
rules_evaluate(struct work *w)
{
	switch (w->check->rule) {
	case RULE_COVERAGE: check_coverage(w); break;
	case RULE_FALLBACK: check_fallback(w); break;
	case RULE_CONFIDENCE: check_confidence(w); break;
	case RULE_CONFLICTS: check_conflicts(w); break;
	case RULE_REQUIRED_MODULE: check_module(w, true); break;
	case RULE_FORBIDDEN_MODULE: check_module(w, false); break;
	case RULE_REQUIRED_CLASS: check_class(w, true); break;
	case RULE_FORBIDDEN_CLASS: check_class(w, false); break;
	case RULE_REQUIRED_OP: check_op(w, true); break;
	case RULE_FORBIDDEN_OP: check_op(w, false); break;
	case RULE_REQUIRED_PRECISION: check_precision(w, true); break;
	case RULE_FORBIDDEN_PRECISION: check_precision(w, false); break;
	case RULE_GROWTH: growth_check(w); break;
	case RULE_DUPLICATE_NAMES: check_names(w); break;
	case RULE_UNUSED_INITIALIZERS: check_initializers(w); break;
	case RULE_MISSING_CLASSES: check_classes(w); break;
	case RULES: break;
	}
}

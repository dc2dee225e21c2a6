#include "findings.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "message.h"
#include "rules.h"

static struct str
vformat(struct findings *f, const char *fmt, va_list args)
{
	char text[512];
	int n = vsnprintf(text, sizeof(text), fmt, args);

	return arena_copy(&f->arena, (struct str){ text,
	    (size_t)n < sizeof(text) ? (size_t)n : sizeof(text) - 1 });
}

void
work_find(struct work *w, uint32_t module, const char *fmt, ...)
{
	struct findings *f = w->f;
	va_list args;

	GROW(f->finding, f->n, f->cap);
	va_start(args, fmt);
	f->finding[f->n++] = (struct finding){ w->check, module,
	    vformat(f, fmt, args) };
	va_end(args);
}

void
work_cannot(struct work *w, const char *fmt, ...)
{
	struct str file = w->f->stats->file, reason;
	va_list args;

	va_start(args, fmt);
	reason = vformat(w->f, fmt, args);
	va_end(args);
	warning("%s: rule %s (%s:%u) cannot be evaluated: %.*s",
	    file.p == NULL ? "(standard input)" : shown(file),
	    rule_name[w->check->rule].p, shown(str_of(w->f->checks->file)),
	    w->check->line, (int)reason.n, reason.p);
	w->f->trouble = true;
}

bool
work_is_top(const struct work *w, uint32_t module)
{
	return w->top[module] == module;
}

bool
bound_is_passed(const struct bound *most, uint64_t n, uint64_t of)
{
	return (double)n > (most->share ? most->value * (double)of :
	    most->value);
}

/* False when the scope is empty, which is told. */
static bool
set_scope(struct work *w)
{
	const struct stats *s = w->f->stats;
	const struct check *c = w->check;
	uint64_t *state = xcalloc(s->n_module, sizeof(*state));
	bool any = false;

	for (uint32_t id = 0; id < s->n_module; id++) {
		const struct module *m = &s->module[id];
		uint32_t above = id == 0 ? NONE : w->top[m->parent];
		bool matches = !c->within;

		if (c->within) {
			state[id] = id == 0 ? pathglob_start(&c->glob) :
			    pathglob_step(&c->glob, state[m->parent],
			    stats_string(s, m->name));
			matches = pathglob_accepts(&c->glob, state[id]);
		}
		w->top[id] = above != NONE ? above : matches ? id : NONE;
		any |= matches;
	}
	free(state);
	if (!any)
		work_cannot(w, "no module matches %s", shown(c->module));
	return any;
}

void
findings_make(struct findings *f)
{
	uint32_t n = f->stats->n_module;

	for (uint32_t i = 0; i < f->checks->n; i++) {
		struct work w = { .f = f, .check = &f->checks->check[i] };
		bool modules = w.check->rule == RULE_REQUIRED_MODULE ||
		    w.check->rule == RULE_FORBIDDEN_MODULE;

		w.top = xcalloc(n, sizeof(*w.top));
		w.n = xcalloc(n, sizeof(*w.n));
		if (modules || set_scope(&w))
			rules_evaluate(&w);
		free(w.top);
		free(w.n);
	}
}

void
findings_free(struct findings *f)
{
	arena_free(&f->arena);
	free(f->finding);
}

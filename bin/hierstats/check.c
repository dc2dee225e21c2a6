#include "check.h"

#include "findings.h"
#include "form.h"
#include "message.h"
#include "reading.h"

struct checker {
	struct checks checks;
	struct subject subject;		/* the model that is being read */
	struct options o;		/* with the measures of all rules */
	struct stats baseline;
	struct amounts had;
	unsigned baselines;		/* models in its stream */
	bool found, trouble;
};

static const char *
see(void *context, const struct record *r)
{
	struct checker *c = context;

	/* What a model left that was not read to its end. */
	if (r->kind == KIND_MODEL)
		subject_free(&c->subject);
	return subject_record(&c->subject, r);
}

static void
add_columns(struct report *r)
{
	report_column(r, (struct column){ .name = "module",
	    .unit = UNIT_MODULE, .unknown = "(model)" });
	report_column(r, (struct column){ .name = "rule", .unit = UNIT_TEXT,
	    .key = true });
	report_column(r, (struct column){ .name = "level", .unit = UNIT_TEXT,
	    .show = SHOW_PROGRAMS });
	report_column(r, (struct column){ .name = "message",
	    .unit = UNIT_TEXT, .show = SHOW_PROGRAMS });
	report_column(r, (struct column){ .name = "message",
	    .unit = UNIT_TEXT, .show = SHOW_PEOPLE });
}

/* People see a level that is no error before the message. */
static void
add_message(struct report *r, const struct finding *f)
{
	struct buf b = { 0 };

	if (f->check->level != LEVEL_ERROR) {
		buf_adds(&b, level_name[f->check->level]);
		buf_adds(&b, STR(": "));
	}
	buf_adds(&b, f->message);
	report_text(r, f->message);
	report_text(r, report_keep(r, buf_str(&b)));
	buf_free(&b);
}

static void
add_finding(struct report *r, const struct findings *all,
    const struct finding *f)
{
	static const enum tone tone_of[LEVELS] = {
		[LEVEL_ERROR] = TONE_BAD, [LEVEL_WARNING] = TONE_WARN,
		[LEVEL_NOTE] = TONE_PLAIN
	};
	struct buf path = { 0 };

	report_row(r);
	report_tone(r, tone_of[f->check->level]);
	if (f->module == NONE) {
		report_unknown(r);
	} else {
		stats_path(all->stats, f->module, &path);
		report_text(r, report_keep(r, buf_str(&path)));
	}
	report_text(r, rule_name[f->check->rule]);
	report_text(r, level_name[f->check->level]);
	add_message(r, f);
	buf_free(&path);
}

/* `1 error, 0 warnings, 2 notes`. */
static void
add_summary(struct report *r, const struct findings *all)
{
	uint64_t count[LEVELS] = { 0 };
	struct buf b = { 0 };

	for (size_t i = 0; i < all->n; i++)
		count[all->finding[i].check->level]++;
	for (int i = 0; i < LEVELS; i++) {
		buf_adds(&b, i == 0 ? STR("") : STR(", "));
		buf_addu(&b, count[i]);
		buf_addc(&b, ' ');
		buf_adds(&b, level_name[i]);
		buf_adds(&b, count[i] == 1 ? STR("") : STR("s"));
	}
	report_summary(r, report_keep(r, buf_str(&b)));
	buf_free(&b);
}

static void
finish(void *context, const struct options *o, struct stats *s,
    const struct model *model)
{
	struct checker *c = context;
	struct amounts has;
	struct findings f = { .checks = &c->checks, .stats = s, .has = &has,
	    .baseline = c->baselines > 0 ? &c->baseline : NULL,
	    .had = &c->had, .subject = &c->subject };
	struct report r;

	(void)model;
	subject_finish(&c->subject, s);
	amounts_make(&has, s, &c->o);
	findings_make(&f);
	report_open(&r, s->file);
	add_columns(&r);
	for (size_t i = 0; i < f.n; i++) {
		add_finding(&r, &f, &f.finding[i]);
		c->found |= f.finding[i].check->level == LEVEL_ERROR;
	}
	add_summary(&r, &f);
	report_print(&r, o);
	report_free(&r);
	c->trouble |= f.trouble;
	findings_free(&f);
	amounts_free(&has);
	subject_free(&c->subject);
}

static const char *
see_baseline(void *context, const struct record *r)
{
	const struct checker *c = context;

	(void)r;
	return c->baselines > 0 ? "a second model: the baseline is one" : NULL;
}

/* What was counted is kept; the costs of nodes go. */
static void
keep_baseline(void *context, const struct options *o, struct stats *s,
    const struct model *model)
{
	struct checker *c = context;

	(void)o;
	(void)model;
	c->baselines++;
	amounts_make(&c->had, s, &c->o);
	c->baseline = *s;
	*s = (struct stats){ 0 };
}

/* All measures that rules are of; what it takes to have them (enum needs). */
static unsigned
need(struct checker *c, const struct options *o)
{
	struct buf names = { 0 };
	unsigned needs = 0;
	size_t length;

	buf_adds(&names, STR("nodes"));
	for (uint32_t i = 0; i < c->checks.n; i++) {
		const struct check *rule = &c->checks.check[i];

		if (rule->rule == RULE_REQUIRED_PRECISION ||
		    rule->rule == RULE_FORBIDDEN_PRECISION)
			needs |= NEEDS_NAMES;
		if (rule->rule != RULE_GROWTH || memmem(names.p, names.n,
		    rule->text.p, rule->text.n) != NULL)
			continue;
		buf_addc(&names, ',');
		buf_adds(&names, rule->text);
	}
	buf_addc(&names, '\0');
	c->o = *o;
	measures_of(&c->o, names.p, &length);
	buf_free(&names);
	return needs | amounts_need(&c->o);
}

int
check(const struct options *o, char **stream, int n)
{
	struct checker c = { .baselines = 0 };
	struct reader baseline = { .record = see_baseline,
	    .finish = keep_baseline, .context = &c };
	struct reader models = { .record = see, .finish = finish,
	    .context = &c };
	char *old = (char *)o->baseline;
	unsigned needs;
	int status;

	checks_load(&c.checks, strcmp(o->rules, "default") == 0 ? NULL :
	    o->rules);
	needs = need(&c, o);
	baseline.costs = models.costs = (needs & NEEDS_COSTS) != 0;
	models.names = (needs & NEEDS_NAMES) != 0;
	if (old != NULL && reading(o, &old, 1, &baseline) != STATUS_DONE)
		return STATUS_TROUBLE;
	status = reading(o, stream, n, &models);
	if (status != STATUS_DONE || c.trouble)
		return STATUS_TROUBLE;
	return c.found ? STATUS_FOUND : STATUS_DONE;
}

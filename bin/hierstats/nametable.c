#include "nametable.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const kind_word[] = {
	"input", "initializer", "node", "value"
};

void
nametable_open(struct nametable *t, const struct named *d,
    const struct options *o, const struct stats *s, const struct model *m)
{
	static const struct column columns[] = {
		{ .name = "name", .unit = UNIT_TEXT, .key = true },
		{ .name = "kind", .unit = UNIT_TEXT },
		{ .name = "graph", .unit = UNIT_TEXT, .show = SHOW_PROGRAMS },
		{ .name = "op_type", .unit = UNIT_TEXT },
		{ .name = "module", .unit = UNIT_MODULE },
		{ .name = "modules", .unit = UNIT_LIST,
		    .show = SHOW_PROGRAMS },
		{ .name = "exact", .unit = UNIT_FLAG, .show = SHOW_PROGRAMS },
		{ .name = "exact", .unit = UNIT_TEXT, .show = SHOW_PEOPLE },
		{ .name = "class", .unit = UNIT_CLASS },
		{ .name = "by", .unit = UNIT_TEXT },
		{ .name = "confidence", .unit = UNIT_SHARE,
		    .show = SHOW_PROGRAMS },
		{ .name = "confidence", .unit = UNIT_TEXT,
		    .show = SHOW_PEOPLE },
		{ .name = "merged", .unit = UNIT_LIST, .show = SHOW_PEOPLE },
		{ .name = "conflict", .unit = UNIT_LIST },
		{ .name = "param", .unit = UNIT_TEXT },
	};

	*t = (struct nametable){ .named = d, .o = o, .model = m };
	t->entity = entities_make(d, m, &t->n);
	report_open(&t->report, s->file);
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		report_column(&t->report, columns[i]);
}

void
nametable_close(struct nametable *t)
{
	report_free(&t->report);
	free(t->entity);
}

static void
add_text(struct nametable *t, uint32_t text)
{
	if (text == NONE)
		report_none(&t->report);
	else
		report_text(&t->report, named_text(t->named, text));
}

/* The modules, all of them or those but the node's own. */
static void
add_modules(struct nametable *t, const struct named_node *n, bool all)
{
	struct str *list = arena_calloc(&t->report.arena, n->n_merged,
	    sizeof(*list));
	size_t to = 0;

	for (uint32_t i = 0; i < n->n_merged; i++) {
		uint32_t module = t->named->list[n->merged + i];

		if (all || module != n->module)
			list[to++] = named_text(t->named, module);
	}
	report_list(&t->report, list, to);
}

/* People see it with four digits, all that it has.  Most nodes have what the
 * one before has. */
static void
add_confidence(struct nametable *t, double confidence)
{
	char text[32];

	if (confidence < 0) {
		report_unknown(&t->report);
		report_none(&t->report);
		return;
	}
	if (t->shown.p == NULL || confidence != t->confidence) {
		snprintf(text, sizeof(text), "%.4f", confidence);
		t->confidence = confidence;
		t->shown = report_keep(&t->report, str_of(text));
	}
	report_real(&t->report, confidence);
	report_text(&t->report, t->shown);
}

/* Of `modules` to `conflict`: what a node's attribution says. */
static void
add_evidence(struct nametable *t, const struct named_node *n)
{
	struct report *r = &t->report;
	struct str *conflict;
	size_t conflicts;

	add_modules(t, n, true);
	report_count(r, n->exact);
	report_text(r, n->exact ? STR("") : STR("somewhere below"));
	add_text(t, n->class);
	add_text(t, n->by);
	add_confidence(t, n->confidence);
	add_modules(t, n, false);
	conflicts = named_conflicts(n, &r->arena, &conflict);
	report_list(r, conflict, conflicts);
	if (conflicts > 0 || !n->exact || named_is_fallback(t->named, n))
		report_tone(r, TONE_WARN);
}

void
nametable_row(struct nametable *t, struct entity e)
{
	struct report *r = &t->report;
	uint32_t node = entity_node(t->model, e);
	uint32_t module = entity_module(t->named, t->model, e);

	report_row(r);
	report_text(r, entity_name(t->model, e));
	report_text(r, str_of(kind_word[e.kind]));
	report_text(r, entity_graph(t->model, e));
	if (node == NONE)
		report_none(r);
	else
		report_text(r, model_name(t->model,
		    t->model->node[node].op_type));
	if (module == NONE && e.kind == ENTITY_INPUT)
		report_none(r);
	else if (module == NONE)
		report_unknown(r);
	else
		report_text(r, named_text(t->named, module));
	if (node != NONE)
		add_evidence(t, &t->named->node[node]);
	else
		for (int i = 0; i < 9; i++)
			report_none(r);
	add_text(t, entity_param(t->named, e));
}

bool
nametable_wants(const struct nametable *t, struct entity e)
{
	const struct options *o = t->o;
	uint32_t module = entity_module(t->named, t->model, e);
	uint32_t node = entity_node(t->model, e);
	bool op = o->op.n == 0;

	if (o->glob != NULL && (module == NONE ||
	    !named_covers(o->glob, named_text(t->named, module))))
		return false;
	for (size_t i = 0; i < o->op.n && node != NONE && !op; i++)
		op = pathglob_text(o->op.word[i], model_name(t->model,
		    t->model->node[node].op_type));
	return op;
}

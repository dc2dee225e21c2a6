#include "diff.h"

#include "comparison.h"
#include "diffrows.h"
#include "form.h"
#include "message.h"

/* Of the modules that -m selects. */
static uint64_t
count_nodes(const struct comparison *c, enum side side)
{
	const struct stats *s = &c->stats[side];
	uint64_t n = 0;

	for (uint32_t id = 0; id < s->n_module; id++)
		if (c->selected[c->twins.at[side][id]])
			n += s->module[id].own.nodes;
	return n;
}

static void
add_total_times(const struct comparison *c, struct buf *b)
{
	if (c->us[OLD] == NULL && c->us[NEW] == NULL)
		return;
	buf_adds(b, STR(", "));
	for (int side = OLD; side < SIDES; side++) {
		if (c->us[side] == NULL)
			buf_addc(b, '?');
		else
			buf_addu(b, c->times[side].profile.us);
		buf_adds(b, side == OLD ? STR(" \xe2\x86\x92 ") :
		    STR(" us"));
	}
}

static void
add_summary(struct diffrows *a)
{
	const struct comparison *c = a->c;
	struct buf b = { 0 };

	for (int i = 0; i < CHANGES; i++) {
		buf_addu(&b, a->count[i]);
		buf_adds(&b, i > 0 ? STR(" ") : a->count[i] == 1 ?
		    STR(" module ") : STR(" modules "));
		buf_adds(&b, str_of(change_name[i]));
		buf_adds(&b, STR(", "));
	}
	buf_addu(&b, count_nodes(c, OLD));
	buf_adds(&b, STR(" \xe2\x86\x92 "));
	buf_addu(&b, count_nodes(c, NEW));
	buf_adds(&b, STR(" nodes"));
	add_total_times(c, &b);
	report_summary(a->report, report_keep(a->report, buf_str(&b)));
	buf_free(&b);
}

/* NEW's nodes whose module OLD gave, when attribute was told to ask it. */
static void
add_note(struct diffrows *a)
{
	const struct stats *s = &a->c->stats[NEW];
	uint64_t like = 0;
	struct buf b = { 0 };

	for (uint32_t i = 0; i < s->cell.n; i++)
		if (str_eq(stats_string(s, stats_cell(s, i).by), STR("like")))
			like += s->cell_nodes[i];
	if (like == 0)
		return;
	buf_adds(&b, STR("new: "));
	buf_addu(&b, like);
	buf_adds(&b, STR(" of "));
	buf_addu(&b, s->module[0].total.nodes);
	buf_adds(&b, STR(" nodes have their module by like"));
	report_note(a->report, report_keep(a->report, buf_str(&b)));
	buf_free(&b);
}

int
diff(const struct options *o, char **stream, int n)
{
	struct comparison c;
	struct report r;
	struct diffrows rows = { .c = &c, .o = o, .report = &r };

	if (n != SIDES)
		fatal("--diff takes two streams, OLD and NEW");
	if (!comparison_read(&c, o, stream))
		return STATUS_TROUBLE;
	report_open_both(&r, c.stats[OLD].file, c.stats[NEW].file);
	diffrows_add(&rows);
	add_summary(&rows);
	add_note(&rows);
	report_print(&r, o);
	return r.n_row > 0 ? STATUS_FOUND : STATUS_DONE;
}

#include <stdio.h>

#include "form.h"
#include "text.h"

struct table {
	const struct stats *s;
	const struct options *o;
	struct rows rows;
	struct buf out;
	size_t nodes;		/* columns of the number of nodes */
	bool totals;		/* by module alone: a column of totals, too */
};

static void
add_numbers(struct table *t, uint64_t nodes, const struct row *row)
{
	double all = t->rows.nodes == 0 ? 1 : (double)t->rows.nodes;
	char share[16];

	text_number(&t->out, nodes, t->nodes);
	if (t->totals) {
		buf_adds(&t->out, STR("  "));
		if (row == NULL)
			text_pad(&t->out, t->nodes);
		else
			text_number(&t->out,
			    t->s->module[row->id[0]].total.nodes, t->nodes);
	}
	snprintf(share, sizeof(share), "  %5.1f%%  ",
	    100 * (double)nodes / all);
	buf_adds(&t->out, str_of(share));
}

static void
add_key(struct table *t, const struct row *row, unsigned i)
{
	struct buf raw = { 0 };

	if (!rows_key(t->s, &t->o->by, row, i, &raw))
		buf_adds(&t->out, STR("(unknown)"));
	else if (raw.n == 0 && t->o->by.key[i] == KEY_MODULE)
		buf_adds(&t->out, STR("(root)"));
	else if (raw.n == 0)
		buf_adds(&t->out, STR("(none)"));
	else
		text_add(&t->out, buf_str(&raw));
	buf_free(&raw);
}

static void
add_notes(struct table *t, const struct row *row)
{
	if (row->inexact > 0) {
		buf_adds(&t->out, STR("  ~"));
		text_uint(&t->out, row->inexact);
		buf_adds(&t->out, STR(" somewhere below"));
	}
	if (row->fallback > 0) {
		buf_adds(&t->out, STR("  "));
		text_uint(&t->out, row->fallback);
		buf_adds(&t->out, STR(" by fallback"));
	}
}

/* What -n leaves out, `n` rows or groups of so many nodes. */
static void
add_others(struct table *t, uint32_t n, uint64_t nodes, bool within)
{
	if (n == 0)
		return;
	add_numbers(t, nodes, NULL);
	if (within)
		buf_adds(&t->out, STR("  "));
	buf_addc(&t->out, '[');
	text_uint(&t->out, n);
	buf_adds(&t->out, n == 1 ? STR(" other]\n") : STR(" others]\n"));
}

static void
add_row(struct table *t, const struct row *row)
{
	add_numbers(t, row->nodes, row);
	if (t->o->by.n == 2)
		buf_adds(&t->out, STR("  "));
	add_key(t, row, t->o->by.n - 1);
	add_notes(t, row);
	buf_addc(&t->out, '\n');
}

/* A group's rows, the first of them given; how many it has. */
static uint32_t
add_group(struct table *t, uint32_t from)
{
	const struct row *row = &t->rows.row[from];
	uint32_t n, others = 0;
	uint64_t nodes = 0;

	if (t->o->by.n == 2) {
		add_numbers(t, row->group_nodes, NULL);
		add_key(t, row, 0);
		buf_addc(&t->out, '\n');
	}
	for (n = 0; from + n < t->rows.n && row[n].group == row->group; n++) {
		if (row[n].rank < t->o->top) {
			add_row(t, &row[n]);
			continue;
		}
		others++;
		nodes += row[n].nodes;
	}
	add_others(t, others, nodes, true);
	return n;
}

static void
add_head(struct table *t)
{
	struct buf *b = &t->out;

	text_pad(b, t->nodes - (sizeof("nodes") - 1));
	buf_adds(b, STR("nodes"));
	if (t->totals) {
		text_pad(b, t->nodes - (sizeof("total") - 1) + 2);
		buf_adds(b, STR("total"));
	}
	buf_adds(b, STR("       %  "));
	buf_adds(b, str_of(key_name[t->o->by.key[0]]));
	if (t->o->by.n == 2) {
		buf_adds(b, STR(", "));
		buf_adds(b, str_of(key_name[t->o->by.key[1]]));
	}
	buf_addc(b, '\n');
}

static void
add_rows(struct table *t)
{
	uint32_t i = 0, others = 0;
	uint64_t nodes = 0;

	while (i < t->rows.n && t->rows.row[i].group < t->o->top)
		i += add_group(t, i);
	for (; i < t->rows.n; i++) {
		others += t->rows.row[i].rank == 0;
		nodes += t->rows.row[i].nodes;
	}
	add_others(t, others, nodes, false);
}

static void
print(const struct stats *s, const struct options *o, bool first)
{
	struct table t = { .s = s, .o = o, .nodes = sizeof("nodes") - 1 };
	char all[24];
	size_t n;

	(void)first;
	rows_make(&t.rows, s, &o->by, o->depth);
	t.totals = o->by.n == 1 && o->by.key[0] == KEY_MODULE;
	n = (size_t)snprintf(all, sizeof(all), "%ju", (uintmax_t)t.rows.nodes);
	if (n > t.nodes)
		t.nodes = n;
	form_title(s, &t.out);
	buf_addc(&t.out, '\n');
	add_head(&t);
	add_rows(&t);
	add_numbers(&t, t.rows.nodes, NULL);
	buf_adds(&t.out, STR("all\n"));
	form_write(&t.out);
	rows_free(&t.rows);
	buf_free(&t.out);
}

const struct form form_table = { "table", true, true, print };

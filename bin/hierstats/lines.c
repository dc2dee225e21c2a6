#include "lines.h"

#include <stdlib.h>

#include "sums.h"

struct maker {
	const struct report *r;
	struct lines *l;
	uint32_t *order;	/* the rows' numbers, sorted */
	uint32_t top;
	bool people;
};

static struct cell *
new_sums(struct lines *l, const struct report *r)
{
	return arena_calloc(&l->arena, r->n_column, sizeof(struct cell));
}

static struct line *
line_add(struct lines *l, struct line line)
{
	GROW(l->line, l->n, l->cap);
	l->line[l->n] = line;
	return &l->line[l->n++];
}

/* Sums over rows [from, to) in order. */
static void
sum_rows(const struct maker *m, struct cell *sum, uint32_t from, uint32_t to)
{
	for (uint32_t i = from; i < to; i++)
		report_add_row(m->r, sum, m->order[i]);
	for (unsigned i = 0; i < m->r->n_column; i++)
		if (m->r->column[i].less)
			sum[i].kind = CELL_NONE;
}

/* Rows [from, to) of a group, the first `top` of them as they are. */
static void
add_rows(struct maker *m, uint32_t from, uint32_t to, bool within)
{
	uint32_t shown = to - from > m->top ? from + m->top : to;
	struct cell *others;

	for (uint32_t i = from; i < shown; i++)
		line_add(m->l, (struct line){ .kind = LINE_ROW,
		    .within = within, .row = m->order[i],
		    .tone = m->r->tone[m->order[i]],
		    .cell = report_cells(m->r, m->order[i]) });
	if (shown == to || !m->people)
		return;
	others = new_sums(m->l, m->r);
	sum_rows(m, others, shown, to);
	line_add(m->l, (struct line){ .kind = LINE_OTHERS, .within = within,
	    .row = m->order[shown], .others = to - shown, .cell = others });
}

static void
add_group(struct maker *m, uint32_t from, uint32_t to)
{
	struct cell *sum;

	if (m->people) {
		sum = new_sums(m->l, m->r);
		sum_rows(m, sum, from, to);
		line_add(m->l, (struct line){ .kind = LINE_GROUP,
		    .row = m->order[from], .cell = sum });
	}
	add_rows(m, from, to, true);
}

/* Where the group that begins with this row ends. */
static uint32_t
group_end(const struct maker *m, uint32_t from)
{
	uint32_t to = from + 1;

	while (to < m->r->n_row &&
	    report_same_group(m->r, m->order[from], m->order[to]))
		to++;
	return to;
}

static void
add_groups(struct maker *m)
{
	uint32_t i = 0, n = m->r->n_row, first;
	uint64_t left_out = 0;
	struct cell *others;

	for (uint32_t groups = 0; i < n && groups < m->top; groups++) {
		uint32_t end = group_end(m, i);

		add_group(m, i, end);
		i = end;
	}
	if (i == n || !m->people)
		return;
	others = new_sums(m->l, m->r);
	sum_rows(m, others, i, n);
	for (first = i; i < n; i = group_end(m, i))
		left_out++;
	line_add(m->l, (struct line){ .kind = LINE_OTHERS,
	    .row = m->order[first], .others = left_out, .cell = others });
}

void
lines_make(struct lines *l, const struct report *r, uint32_t top, bool people)
{
	struct maker m = { r, l, report_order(r), top, people };
	unsigned key[2];
	bool sums = false;

	*l = (struct lines){ 0 };
	l->all = report_sums(r, &l->arena);
	for (unsigned i = 0; i < r->n_column; i++)
		sums |= r->column[i].sum;
	if (report_keys(r, key) == 2)
		add_groups(&m);
	else
		add_rows(&m, 0, r->n_row, false);
	if (people && sums)
		line_add(l, (struct line){ .kind = LINE_ALL, .cell = l->all });
	free(m.order);
}

void
lines_free(struct lines *l)
{
	arena_free(&l->arena);
	free(l->line);
}

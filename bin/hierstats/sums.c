#include "sums.h"

#include "message.h"

/* A part that is unknown makes the sum a lower bound. */
void
report_add(const struct report *r, unsigned column, struct cell *sum,
    const struct cell *part)
{
	bool over = false;

	if (sum->kind != CELL_COUNT)
		*sum = (struct cell){ .kind = CELL_COUNT };
	if (part->kind == CELL_COUNT) {
		over = __builtin_add_overflow(sum->count, part->count,
		    &sum->count);
		sum->known += part->known;
		sum->of += part->of;
	} else if (part->kind == CELL_UNKNOWN) {
		sum->of++;
	}
	if (over)
		fatal("%s: %s: sum past 64 bits", r->title.p == NULL ?
		    "(standard input)" : shown(r->title),
		    r->column[column].name);
}

void
report_take(struct cell *sum, const struct cell *part)
{
	sum->count -= part->count;
	sum->known -= part->known;
	sum->of -= part->of;
}

void
report_add_row(const struct report *r, struct cell *sum, uint32_t row)
{
	for (unsigned i = 0; i < r->n_column; i++)
		if (r->column[i].sum)
			report_add(r, i, &sum[i], &report_cells(r, row)[i]);
}

struct cell *
report_sums(const struct report *r, struct arena *arena)
{
	struct cell *all = arena_calloc(arena, r->n_column, sizeof(*all));

	for (unsigned i = 0; i < r->n_column; i++)
		if (r->column[i].sum)
			all[i].kind = CELL_COUNT;
	for (uint32_t i = 0; i < r->n_row; i++)
		report_add_row(r, all, i);
	for (uint32_t i = 0; i < r->n_less; i++)
		report_take(&all[r->less[i].column], &r->less[i].amount);
	return all;
}

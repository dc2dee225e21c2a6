#include "value.h"

#include <math.h>
#include <stdio.h>

#include "text.h"

static double
number(const struct cell *c)
{
	return c->kind == CELL_REAL ? c->real : (double)c->count;
}

static void
add_percent(struct buf *b, double share)
{
	char text[32];

	snprintf(text, sizeof(text), "%.1f%%", 100 * share);
	buf_adds(b, str_of(text));
}

static void
add_real(struct buf *b, const char *format, double real)
{
	char text[512];

	snprintf(text, sizeof(text), format, real);
	buf_adds(b, str_of(text));
}

/* What share of a sum something is, is not known when the sum is not. */
static void
add_share_of(const struct cell *part, const struct cell *all, struct buf *b)
{
	double sum = number(all);

	if (part->kind < CELL_COUNT || all->kind < CELL_COUNT)
		return;
	if (all->known < all->of)
		buf_addc(b, '?');
	else
		add_percent(b, sum == 0 ? 0 : number(part) / sum);
}

bool
value_ratio(const struct column *of, const struct cell *row, double *ratio)
{
	double per = number(&row[of->per]);

	if (row[of->of].kind < CELL_COUNT || per == 0)
		return false;
	*ratio = number(&row[of->of]) / per;
	return true;
}

void
value_number(const struct report *r, unsigned column, const struct cell *row,
    const struct cell *all, struct buf *b)
{
	const struct column *of = &r->column[column];
	const struct cell *c = &row[column];
	double ratio;

	if (of->unit == UNIT_PERCENT) {
		add_share_of(&row[of->of], &all[of->of], b);
		return;
	}
	if (of->unit == UNIT_RATIO) {
		if (value_ratio(of, row, &ratio))
			add_percent(b, ratio);
		return;
	}
	if (c->kind == CELL_NONE)
		return;
	if (cell_is_unknown(c)) {
		buf_addc(b, '?');
		return;
	}
	if (c->known < c->of)
		buf_adds(b, STR("≥"));
	if (of->unit == UNIT_SHARE)
		add_percent(b, number(c));
	else if (of->unit == UNIT_FLAG)
		buf_adds(b, c->count > 0 ? str_of(of->name) : STR(""));
	else if (c->kind == CELL_REAL)
		add_real(b, "%.1f", c->real);
	else
		buf_addu(b, c->count);
}

void
value_digits(const struct column *of, const struct cell *row,
    const struct cell *c, struct buf *b)
{
	double ratio;

	if (of->unit == UNIT_RATIO && value_ratio(of, row, &ratio))
		add_real(b, "%.15g", ratio);
	if (c->kind < CELL_COUNT || cell_is_unknown(c))
		return;
	if (of->unit == UNIT_FLAG)
		buf_adds(b, c->count > 0 ? STR("true") : STR("false"));
	else if (c->kind == CELL_REAL)
		add_real(b, "%.15g", c->real);
	else
		buf_addu(b, c->count);
}

void
value_text(const struct column *of, const struct cell *c, struct buf *b)
{
	(void)of;
	if (c->kind == CELL_TEXT)
		buf_add(b, c->text, c->known);
	for (uint64_t i = 0; c->kind == CELL_LIST && i < c->known; i++) {
		if (i > 0)
			buf_addc(b, ' ');
		buf_adds(b, c->list[i]);
	}
	for (uint64_t i = 0; c->kind == CELL_NUMBERED && i < c->known; i++) {
		if (i > 0)
			buf_addc(b, ' ');
		buf_adds(b, c->numbered[i].name);
		buf_addc(b, ':');
		buf_addu(b, c->numbered[i].n);
	}
}

struct str
value_word(const struct column *of, const struct cell *c)
{
	if (!of->key && of->unit != UNIT_MODULE)
		return (struct str){ NULL, 0 };
	if (c->kind == CELL_UNKNOWN)
		return of->unknown != NULL ? str_of(of->unknown) :
		    STR("(unknown)");
	if (c->kind == CELL_NONE)
		return STR("(none)");
	if (c->kind != CELL_TEXT || c->known > 0)
		return (struct str){ NULL, 0 };
	return of->unit == UNIT_MODULE ? STR("(root)") : STR("(none)");
}

void
value_notes(const struct report *r, const struct cell *row, enum show show,
    struct buf *b)
{
	for (unsigned i = 0; i < r->n_column; i++) {
		const struct column *c = &r->column[i];

		if (c->before == NULL || !column_shown(c, show) ||
		    row[i].kind != CELL_COUNT || row[i].count < c->least)
			continue;
		buf_adds(b, STR("  "));
		buf_adds(b, str_of(c->before));
		buf_addu(b, row[i].count);
		buf_adds(b, str_of(c->after));
	}
}

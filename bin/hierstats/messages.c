#include "form.h"
#include "text.h"
#include "value.h"

/* A row as compilers print what they find: `file: module: rule: message`. */
static void
add_row(const struct report *r, uint32_t row, struct buf *b)
{
	struct buf text = { 0 };

	form_title(r, b);
	for (unsigned i = 0; i < r->n_column; i++) {
		const struct column *c = &r->column[i];
		const struct cell *cell = &report_cells(r, row)[i];
		struct str word;

		if (!column_shown(c, SHOW_TABLE) || !column_is_text(c) ||
		    cell->kind == CELL_NONE)
			continue;
		buf_adds(b, STR(": "));
		word = value_word(c, cell);
		text.n = 0;
		value_text(c, cell, &text);
		text_add(b, word.p != NULL ? word : buf_str(&text));
	}
	buf_addc(b, '\n');
	buf_free(&text);
}

static void
print(const struct report *r, const struct options *o, bool first)
{
	struct buf b = { 0 };

	(void)o;
	(void)first;
	for (uint32_t row = 0; row < r->n_row; row++) {
		add_row(r, row, &b);
		form_write(&b);
	}
	buf_free(&b);
}

const struct form form_messages = { "messages", false, false, print };

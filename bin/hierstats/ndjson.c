#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "form.h"
#include "jsonw.h"
#include "lines.h"
#include "message.h"
#include "text.h"
#include "value.h"

static void
add_text(struct jsonw *w, struct buf *scratch, struct str text)
{
	scratch->n = 0;
	text_utf8(scratch, text);
	jsonw_string(w, buf_str(scratch));
}

static void
add_value(struct jsonw *w, struct buf *scratch, const struct column *c,
    const struct cell *cell)
{
	switch (cell->kind) {
	case CELL_TEXT:
		add_text(w, scratch, (struct str){ cell->text, cell->known });
		break;
	case CELL_LIST:
		jsonw_begin(w, '[');
		for (uint64_t i = 0; i < cell->known; i++)
			add_text(w, scratch, cell->list[i]);
		jsonw_end(w, ']');
		break;
	case CELL_NUMBERED:
		jsonw_begin(w, '{');
		for (uint64_t i = 0; i < cell->known; i++) {
			scratch->n = 0;
			text_utf8(scratch, cell->numbered[i].name);
			jsonw_key(w, buf_str(scratch));
			jsonw_uint(w, cell->numbered[i].n);
		}
		jsonw_end(w, '}');
		break;
	case CELL_REAL:
		jsonw_float64(w, cell->real);
		break;
	case CELL_COUNT:
		if (c->unit == UNIT_FLAG)
			jsonw_bool(w, cell->count > 0);
		else
			jsonw_uint(w, cell->count);
		break;
	default:
		jsonw_null(w);
	}
}

static void
add_part(struct jsonw *w, const struct column *c, const char *what,
    uint64_t n)
{
	struct buf name = { 0 };

	buf_adds(&name, str_of(c->name));
	buf_adds(&name, str_of(what));
	jsonw_name(w, buf_str(&name));
	jsonw_uint(w, n);
	buf_free(&name);
}

/* What is unknown is left out, but of keys. */
static void
add_cell(struct jsonw *w, struct buf *scratch, const struct column *c,
    const struct cell *row, const struct cell *cell)
{
	double ratio;

	if (c->unit == UNIT_PERCENT || !column_shown(c, SHOW_PROGRAMS))
		return;
	if (c->unit == UNIT_RATIO && value_ratio(c, row, &ratio)) {
		jsonw_name(w, str_of(c->name));
		jsonw_float64(w, ratio);
	}
	if (c->key || (cell->kind >= CELL_TEXT && !cell_is_unknown(cell))) {
		jsonw_name(w, str_of(c->name));
		add_value(w, scratch, c, cell);
	}
	if (c->parts != NULL) {
		add_part(w, c, "_known", cell->known);
		add_part(w, c, "_of", cell->of);
	}
}

static void
add_row(struct jsonw *w, struct buf *scratch, const struct report *r,
    const struct cell *row)
{
	jsonw_begin(w, '{');
	for (unsigned i = 0; i < r->n_file; i++) {
		if (r->file[i].p == NULL)
			continue;
		jsonw_name(w, form_file(r, i));
		add_text(w, scratch, r->file[i]);
	}
	for (unsigned i = 0; i < r->n_column; i++)
		add_cell(w, scratch, &r->column[i], row, &row[i]);
	jsonw_end(w, '}');
	jsonw_line(w);
}

static void
print(const struct report *r, const struct options *o, bool first)
{
	struct buf scratch = { 0 };
	struct lines lines;
	struct jsonw w;
	int error;

	(void)first;
	lines_make(&lines, r, o->top, false);
	jsonw_open(&w, STDOUT_FILENO);
	for (size_t i = 0; i < lines.n; i++)
		add_row(&w, &scratch, r, lines.line[i].cell);
	error = jsonw_finish(&w);
	if (error != 0)
		fatal("(standard output): %s", strerror(error));
	lines_free(&lines);
	buf_free(&scratch);
}

const struct form form_ndjson = { "ndjson", true, false, print };

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "form.h"
#include "message.h"
#include "text.h"

static void
add_text(struct jsonw *w, struct buf *scratch, struct str text)
{
	scratch->n = 0;
	text_utf8(scratch, text);
	jsonw_string(w, buf_str(scratch));
}

static void
add_module(struct jsonw *w, struct buf *scratch, const struct stats *s,
    const struct row *row)
{
	const struct module *m = &s->module[row->id[0]];

	jsonw_name(w, STR("total"));
	jsonw_uint(w, m->total.nodes);
	jsonw_name(w, STR("inexact"));
	jsonw_uint(w, row->inexact);
	jsonw_name(w, STR("fallback"));
	jsonw_uint(w, row->fallback);
	if (m->class != NONE) {
		jsonw_name(w, STR("class"));
		add_text(w, scratch, stats_string(s, m->class));
	}
	jsonw_name(w, STR("calls"));
	jsonw_uint(w, m->calls);
}

static void
add_row(struct jsonw *w, struct buf scratch[2], const struct stats *s,
    const struct grouping *by, const struct row *row)
{
	jsonw_begin(w, '{');
	if (s->file.p != NULL) {
		jsonw_name(w, STR("file"));
		add_text(w, &scratch[0], s->file);
	}
	for (unsigned i = 0; i < by->n; i++) {
		jsonw_name(w, str_of(key_name[by->key[i]]));
		scratch[1].n = 0;
		if (rows_key(s, by, row, i, &scratch[1]))
			add_text(w, &scratch[0], buf_str(&scratch[1]));
		else
			jsonw_null(w);
	}
	jsonw_name(w, STR("nodes"));
	jsonw_uint(w, row->nodes);
	if (by->n == 1 && by->key[0] == KEY_MODULE)
		add_module(w, &scratch[0], s, row);
	jsonw_end(w, '}');
	jsonw_line(w);
}

static void
print(const struct stats *s, const struct options *o, bool first)
{
	struct buf scratch[2] = { { 0 }, { 0 } };
	struct jsonw w;
	struct rows rows;
	int error;

	(void)first;
	rows_make(&rows, s, &o->by, o->depth);
	jsonw_open(&w, STDOUT_FILENO);
	for (uint32_t i = 0; i < rows.n; i++)
		if (rows.row[i].group < o->top && rows.row[i].rank < o->top)
			add_row(&w, scratch, s, &o->by, &rows.row[i]);
	error = jsonw_finish(&w);
	if (error != 0)
		fatal("(standard output): %s", strerror(error));
	rows_free(&rows);
	buf_free(&scratch[0]);
	buf_free(&scratch[1]);
}

const struct form form_ndjson = { "ndjson", true, false, print };

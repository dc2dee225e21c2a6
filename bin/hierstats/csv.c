#include "form.h"
#include "text.h"

/* Columns behind the keys; all but the first by module alone. */
static const char *const column[] = {
	"nodes", "total", "inexact", "fallback", "class", "calls"
};

enum { COLUMNS = sizeof(column) / sizeof(column[0]) };

static void
add_tsv(struct buf *b, struct str text)
{
	text_add(b, text);
}

/* RFC 4180.  What a spreadsheet would take for a formula gets an apostrophe;
 * TSV and NDJSON are for programs and leave it. */
static void
add_csv(struct buf *b, struct str text)
{
	struct buf clean = { 0 };
	bool quote = false;

	if (text.n > 0 && memchr("=+-@", text.p[0], 4) != NULL)
		buf_addc(&clean, '\'');
	text_add(&clean, text);
	for (size_t i = 0; i < clean.n; i++)
		quote |= clean.p[i] == ',' || clean.p[i] == '"';
	if (quote)
		buf_addc(b, '"');
	for (size_t i = 0; i < clean.n; i++) {
		if (clean.p[i] == '"')
			buf_addc(b, '"');
		buf_addc(b, clean.p[i]);
	}
	if (quote)
		buf_addc(b, '"');
	buf_free(&clean);
}

static void
add_head(struct buf *b, const struct grouping *by, char comma, unsigned n)
{
	buf_adds(b, STR("file"));
	for (unsigned i = 0; i < by->n; i++) {
		buf_addc(b, comma);
		buf_adds(b, str_of(key_name[by->key[i]]));
	}
	for (unsigned i = 0; i < n; i++) {
		buf_addc(b, comma);
		buf_adds(b, str_of(column[i]));
	}
	buf_addc(b, '\n');
}

static void
add_module(struct buf *b, const struct stats *s, const struct row *row,
    char comma, void (*add)(struct buf *, struct str))
{
	const struct module *m = &s->module[row->id[0]];
	uint64_t number[] = { m->total.nodes, row->inexact, row->fallback };

	for (unsigned i = 0; i < 3; i++) {
		buf_addc(b, comma);
		text_uint(b, number[i]);
	}
	buf_addc(b, comma);
	if (m->class != NONE)
		add(b, stats_string(s, m->class));
	buf_addc(b, comma);
	text_uint(b, m->calls);
}

static void
print(const struct stats *s, const struct options *o, bool first, char comma,
    void (*add)(struct buf *, struct str))
{
	bool module = o->by.n == 1 && o->by.key[0] == KEY_MODULE;
	struct buf out = { 0 }, raw = { 0 };
	struct rows rows;

	rows_make(&rows, s, &o->by, o->depth);
	if (first)
		add_head(&out, &o->by, comma, module ? COLUMNS : 1);
	for (uint32_t i = 0; i < rows.n; i++) {
		const struct row *row = &rows.row[i];

		if (row->group >= o->top || row->rank >= o->top)
			continue;
		add(&out, s->file);
		for (unsigned k = 0; k < o->by.n; k++) {
			buf_addc(&out, comma);
			raw.n = 0;
			if (rows_key(s, &o->by, row, k, &raw))
				add(&out, buf_str(&raw));
		}
		buf_addc(&out, comma);
		text_uint(&out, row->nodes);
		if (module)
			add_module(&out, s, row, comma, add);
		buf_addc(&out, '\n');
	}
	form_write(&out);
	rows_free(&rows);
	buf_free(&out);
	buf_free(&raw);
}

static void
print_csv(const struct stats *s, const struct options *o, bool first)
{
	print(s, o, first, ',', add_csv);
}

static void
print_tsv(const struct stats *s, const struct options *o, bool first)
{
	print(s, o, first, '\t', add_tsv);
}

const struct form form_csv = { "csv", true, false, print_csv };
const struct form form_tsv = { "tsv", true, false, print_tsv };

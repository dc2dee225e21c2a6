#include "separated.h"
#include "text.h"

/* What was added from there on, in quotes. */
static void
quote(struct buf *b, size_t from)
{
	struct buf plain = { 0 };

	buf_add(&plain, b->p + from, b->n - from);
	b->n = from;
	buf_addc(b, '"');
	for (size_t i = 0; i < plain.n; i++) {
		if (plain.p[i] == '"')
			buf_addc(b, '"');
		buf_addc(b, plain.p[i]);
	}
	buf_addc(b, '"');
	buf_free(&plain);
}

/* RFC 4180.  What a spreadsheet would take for a formula gets an apostrophe;
 * TSV and NDJSON are for programs and leave it. */
static void
add(struct buf *b, struct str text)
{
	size_t from = b->n;

	if (text.n == 0)
		return;
	if (memchr("=+-@", text.p[0], 4) != NULL)
		buf_addc(b, '\'');
	text_add(b, text);
	if (memchr(b->p + from, ',', b->n - from) != NULL ||
	    memchr(b->p + from, '"', b->n - from) != NULL)
		quote(b, from);
}

static void
print(const struct report *r, const struct options *o, bool first)
{
	separated_print(r, o, first, ',', add);
}

const struct form form_csv = { "csv", true, false, print };

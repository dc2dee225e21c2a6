#include "separated.h"
#include "text.h"

/* RFC 4180.  What a spreadsheet would take for a formula gets an apostrophe;
 * TSV and NDJSON are for programs and leave it. */
static void
add(struct buf *b, struct str text)
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
print(const struct report *r, const struct options *o, bool first)
{
	separated_print(r, o, first, ',', add);
}

const struct form form_csv = { "csv", true, false, print };

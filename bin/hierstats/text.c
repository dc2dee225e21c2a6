#include "text.h"

#include <inttypes.h>
#include <stdio.h>

#include "utf8.h"

static void
add_control(struct buf *b, uint32_t c)
{
	char text[8];
	int n = snprintf(text, sizeof(text), c < 0x80 ? "\\x%02" PRIx32 :
	    "\\u%04" PRIx32, c);

	buf_add(b, text, (size_t)n);
}

/* Bytes that stand as they are: nearly all names are nothing else. */
static size_t
ascii_run(struct str s)
{
	size_t n = 0;

	while (n < s.n && s.p[n] >= 0x20 && s.p[n] < 0x7f)
		n++;
	return n;
}

static void
add_text(struct buf *b, struct str s, bool show_controls)
{
	while (s.n > 0) {
		size_t run = ascii_run(s);
		unsigned n;
		uint32_t c;

		buf_add(b, s.p, run);
		s.p += run;
		s.n -= run;
		if (s.n == 0)
			return;
		n = utf8_decode(s, &c);
		if (n == 0)
			buf_adds(b, STR("\xef\xbf\xbd"));
		else if (show_controls && utf8_steers(c))
			add_control(b, c);
		else
			buf_add(b, s.p, n);
		s.p += n + (n == 0);
		s.n -= n + (n == 0);
	}
}

void
text_add(struct buf *b, struct str s)
{
	add_text(b, s, true);
}

void
text_utf8(struct buf *b, struct str s)
{
	add_text(b, s, false);
}

size_t
text_columns(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

void
text_pad(struct buf *b, size_t columns)
{
	buf_reserve(b, columns);
	memset(b->p + b->n, ' ', columns);
	b->n += columns;
}

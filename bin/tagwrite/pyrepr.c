#include "pyrepr.h"

#include <stdint.h>
#include <stdio.h>

#include "plain.h"
#include "utf8.h"

/* First and last of each run of code points from 0x80 on that are not
 * printable: categories Cc, Cf, Cs, Co, Zs, Zl and Zp of Unicode 14. */
static const uint32_t hidden[][2] = {
	{ 0x80, 0xa0 }, { 0xad, 0xad }, { 0x600, 0x605 }, { 0x61c, 0x61c },
	{ 0x6dd, 0x6dd }, { 0x70f, 0x70f }, { 0x890, 0x891 },
	{ 0x8e2, 0x8e2 }, { 0x1680, 0x1680 }, { 0x180e, 0x180e },
	{ 0x2000, 0x200f }, { 0x2028, 0x202f }, { 0x205f, 0x2064 },
	{ 0x2066, 0x206f }, { 0x3000, 0x3000 }, { 0xd800, 0xf8ff },
	{ 0xfeff, 0xfeff }, { 0xfff9, 0xfffb }, { 0x110bd, 0x110bd },
	{ 0x110cd, 0x110cd }, { 0x13430, 0x13438 }, { 0x1bca0, 0x1bca3 },
	{ 0x1d173, 0x1d17a }, { 0xe0001, 0xe0001 }, { 0xe0020, 0xe007f },
	{ 0xf0000, 0xffffd }, { 0x100000, 0x10fffd },
};

static bool
is_printable(uint32_t u)
{
	if (u < 0x80)
		return u >= 0x20 && u != 0x7f;
	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
		if (u <= hidden[i][1])
			return u < hidden[i][0];
	return true;
}

static void
add_escape(struct buf *b, uint32_t u)
{
	char text[16];

	switch (u) {
	case '\t':
		buf_adds(b, STR("\\t"));
		return;
	case '\n':
		buf_adds(b, STR("\\n"));
		return;
	case '\r':
		buf_adds(b, STR("\\r"));
		return;
	}
	snprintf(text, sizeof(text), u <= 0xff ? "\\x%02x" :
	    u <= 0xffff ? "\\u%04x" : "\\U%08x", (unsigned)u);
	buf_adds(b, str_of(text));
}

static bool
has(struct str s, char c)
{
	return s.n > 0 && memchr(s.p, c, s.n) != NULL;
}

/* How many bytes stand for themselves, which is nearly always all.  Odd are
 * strings with what only JSON writes as it is. */
static size_t
plain_run(struct str s, bool odd)
{
	size_t n = 0;

	if (!odd)
		return (size_t)(plain_end(s.p, s.p + s.n) - s.p);
	while (n < s.n && s.p[n] >= 0x20 && s.p[n] < 0x7f &&
	    s.p[n] != '\'' && s.p[n] != '"' && s.p[n] != '\\')
		n++;
	return n;
}

/* One code point, or byte that is none; its bytes. */
static size_t
add_code_point(struct buf *b, struct str s, char quote)
{
	uint32_t u = 0xdc00u + (unsigned char)s.p[0];
	unsigned n = utf8_decode(s, &u);

	if (u == (unsigned char)quote || u == '\\')
		buf_addc(b, '\\');
	if (n > 0 && is_printable(u))
		buf_add(b, s.p, n);
	else
		add_escape(b, u);
	return n == 0 ? 1 : n;
}

void
pyrepr_add(struct buf *b, struct str s)
{
	bool single = has(s, '\''), odd = single || has(s, 0x7f);
	char quote = single && !has(s, '"') ? '"' : '\'';

	buf_addc(b, quote);
	while (s.n > 0) {
		size_t n = plain_run(s, odd);

		buf_add(b, s.p, n);
		if (n < s.n)
			n += add_code_point(b, (struct str){ s.p + n,
			    s.n - n }, quote);
		s.p += n;
		s.n -= n;
	}
	buf_addc(b, quote);
}

bool
pyrepr_is_item(struct str s, struct str tail)
{
	size_t i = 1;

	if (s.n < 2 + tail.n || !str_ends(s, tail))
		return false;
	s.n -= tail.n;
	if (s.p[0] != '\'' && s.p[0] != '"')
		return false;
	while (i < s.n && s.p[i] != s.p[0])
		i += s.p[i] == '\\' ? 2 : 1;
	return i + 1 == s.n;
}

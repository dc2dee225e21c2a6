#include "jsonw.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "plain.h"
#include "utf8.h"

void
jsonw_open(struct jsonw *w, int fd)
{
	*w = (struct jsonw){ .fd = fd, .block = xmalloc(JSONW_BLOCK) };
}

static void
write_out(struct jsonw *w, const char *p, size_t n)
{
	while (n > 0 && w->error == 0) {
		ssize_t done = write(w->fd, p, n);

		if (done == -1) {
			if (errno != EINTR)
				w->error = errno;
			continue;
		}
		p += done;
		n -= (size_t)done;
	}
}

static void
flush(struct jsonw *w)
{
	write_out(w, w->block, w->n);
	w->n = 0;
}

int
jsonw_finish(struct jsonw *w)
{
	flush(w);
	free(w->block);
	w->block = NULL;
	return w->error;
}

static void
put(struct jsonw *w, const char *p, size_t n)
{
	w->written += n;
	if (n > JSONW_BLOCK - w->n) {
		flush(w);
		if (n > JSONW_BLOCK) {
			write_out(w, p, n);
			return;
		}
	}
	if (n > 0)
		memcpy(w->block + w->n, p, n);
	w->n += n;
}

static void
putch(struct jsonw *w, char c)
{
	w->written++;
	if (w->n == JSONW_BLOCK)
		flush(w);
	w->block[w->n++] = c;
}

/* Before a value: the comma that the one before it asked for. */
static void
separate(struct jsonw *w)
{
	if (w->comma)
		putch(w, ',');
	w->comma = true;
}

void
jsonw_begin(struct jsonw *w, char open)
{
	separate(w);
	putch(w, open);
	w->comma = false;
	w->depth++;
}

void
jsonw_end(struct jsonw *w, char close)
{
	putch(w, close);
	w->comma = true;
	w->depth--;
}

void
jsonw_line(struct jsonw *w)
{
	putch(w, '\n');
	w->comma = false;
}

void
jsonw_name(struct jsonw *w, struct str name)
{
	separate(w);
	putch(w, '"');
	put(w, name.p, name.n);
	put(w, "\":", 2);
	w->comma = false;
}

/* A byte that cannot stand in a string as it is. */
static void
put_escape(struct jsonw *w, unsigned char c)
{
	static const char hex[] = "0123456789abcdef";
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
	const char *plain = c == 0 ? NULL : strchr(from, c);
	char out[6] = { '\\', 'u', c < 0x80 ? '0' : 'd', c < 0x80 ? '0' : 'c',
	    hex[c >> 4], hex[c & 15] };

	if (plain != NULL) {
		out[1] = to[plain - from];
		put(w, out, 2);
	} else {
		put(w, out, sizeof(out));
	}
}

static void
put_string(struct jsonw *w, struct str s)
{
	const char *p = s.p, *end = p + s.n, *begin;
	unsigned n;

	putch(w, '"');
	while (p < end) {
		begin = p;
		p = plain_end(p, end);
		put(w, begin, (size_t)(p - begin));
		if (p == end)
			break;
		n = (unsigned char)*p < 0x80 ? 0 :
		    utf8_length((struct str){ p, (size_t)(end - p) });
		if (n > 0)
			put(w, p, n);
		else
			put_escape(w, (unsigned char)*p);
		p += n > 0 ? n : 1;
	}
	putch(w, '"');
}

void
jsonw_key(struct jsonw *w, struct str key)
{
	separate(w);
	put_string(w, key);
	putch(w, ':');
	w->comma = false;
}

void
jsonw_string(struct jsonw *w, struct str s)
{
	separate(w);
	put_string(w, s);
}

static void
put_number(struct jsonw *w, uint64_t u, bool negative)
{
	char digits[24], *at = digits + sizeof(digits);
	bool quote = u > UINT64_C(1) << 53;

	if (quote)
		*--at = '"';
	do {
		*--at = (char)('0' + u % 10);
	} while ((u /= 10) > 0);
	if (negative)
		*--at = '-';
	if (quote)
		*--at = '"';
	separate(w);
	put(w, at, (size_t)(digits + sizeof(digits) - at));
}

void
jsonw_int(struct jsonw *w, int64_t i)
{
	put_number(w, i < 0 ? -(uint64_t)i : (uint64_t)i, i < 0);
}

void
jsonw_uint(struct jsonw *w, uint64_t u)
{
	put_number(w, u, false);
}

/* Numbers that JSON has no form for. */
static bool
put_unusual(struct jsonw *w, double d)
{
	if (isnan(d))
		jsonw_string(w, STR("NaN"));
	else if (isinf(d) && d > 0)
		jsonw_string(w, STR("Infinity"));
	else if (isinf(d))
		jsonw_string(w, STR("-Infinity"));
	else
		return false;
	return true;
}

/* A decimal form gets a point where it shows neither point nor exponent.  No
 * program sets a locale, so the point is a point. */
static void
put_decimal(struct jsonw *w, const char *text)
{
	separate(w);
	put(w, text, strlen(text));
	if (strpbrk(text, ".e") == NULL)
		put(w, ".0", 2);
}

void
jsonw_float32(struct jsonw *w, float f)
{
	char text[32];

	if (put_unusual(w, f))
		return;
	for (int digits = 1; digits <= 9; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, f);
		if (strtof(text, NULL) == f)
			break;
	}
	put_decimal(w, text);
}

void
jsonw_float64(struct jsonw *w, double d)
{
	char text[32];

	if (put_unusual(w, d))
		return;
	for (int digits = 1; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, d);
		if (strtod(text, NULL) == d)
			break;
	}
	put_decimal(w, text);
}

void
jsonw_bool(struct jsonw *w, bool b)
{
	jsonw_raw(w, b ? STR("true") : STR("false"));
}

void
jsonw_null(struct jsonw *w)
{
	jsonw_raw(w, STR("null"));
}

void
jsonw_raw(struct jsonw *w, struct str s)
{
	separate(w);
	put(w, s.p, s.n);
}

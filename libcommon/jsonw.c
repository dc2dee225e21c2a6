#include "jsonw.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "plain.h"
#include "shortest.h"
#include "utf8.h"

void
jsonw_open(struct jsonw *w, int fd)
{
	*w = (struct jsonw){ .fd = fd, .block = xmalloc(JSONW_BLOCK) };
}

void
jsonw_open_buf(struct jsonw *w, struct buf *buf)
{
	jsonw_open(w, -1);
	w->buf = buf;
}

static void
write_out(struct jsonw *w, const char *p, size_t n)
{
	if (w->buf != NULL) {
		buf_add(w->buf, p, n);
		return;
	}
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

/* The next value begins a text of its own. */
void
jsonw_flush(struct jsonw *w)
{
	flush(w);
	w->comma = w->comma && w->depth > 0;
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

enum { SHORT = 256 };		/* bytes of a name or string */

/* Room for n bytes in the block, n being little; `wrote` says how many of them
 * are filled.  Most of what is written is short: byte by byte and part by part
 * it would cost a fifth more of a whole run of onnx2ndjson. */
static char *
room(struct jsonw *w, size_t n)
{
	if (n > JSONW_BLOCK - w->n)
		flush(w);
	return w->block + w->n;
}

static void
wrote(struct jsonw *w, const char *end)
{
	size_t n = (size_t)(end - (w->block + w->n));

	w->n += n;
	w->written += n;
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
	char *p;

	if (name.n > SHORT) {
		separate(w);
		putch(w, '"');
		put(w, name.p, name.n);
		put(w, "\":", 2);
	} else {
		p = room(w, SHORT + 4);
		if (w->comma)
			*p++ = ',';
		*p++ = '"';
		if (name.n > 0)
			memcpy(p, name.p, name.n);
		p += name.n;
		*p++ = '"';
		*p++ = ':';
		wrote(w, p);
	}
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

/* A short string up to the first byte that is not plain: where that is. */
static const char *
put_plain(struct jsonw *w, const char *p, const char *end)
{
	const char *stop = plain_end(p, end);
	char *to = room(w, SHORT + 2);

	*to++ = '"';
	if (stop > p)
		memcpy(to, p, (size_t)(stop - p));
	to += stop - p;
	if (stop == end)
		*to++ = '"';
	wrote(w, to);
	return stop;
}

static void
put_string(struct jsonw *w, struct str s)
{
	/* An empty one may be NULL, to which C does not even add 0. */
	const char *p = s.n > 0 ? s.p : "", *end = p + s.n, *begin;
	unsigned n;

	if (s.n > SHORT)
		putch(w, '"');
	else if ((p = put_plain(w, p, end)) == end)
		return;
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
	char digits[UINT_DIGITS + 3], *at = digits + sizeof(digits);
	bool quote = u > UINT64_C(1) << 53;

	if (quote)
		*--at = '"';
	at = uint_digits(at, u);
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

/* A model has the same few numbers again and again, an epsilon in each layer:
 * what they are written as is kept.  0, an empty place's, never comes here. */
static void
put_decimal(struct jsonw *w, double d, bool single)
{
	static struct {
		uint64_t bits;
		bool single;
		char text[SHORTEST];
	} kept[64], *k;
	uint64_t bits;

	memcpy(&bits, &d, sizeof(bits));
	k = &kept[bits * UINT64_C(0x9e3779b97f4a7c15) >> 58];
	if (k->bits != bits || k->single != single) {
		shortest(k->text, d, single);
		k->bits = bits;
		k->single = single;
	}
	separate(w);
	put(w, k->text, strlen(k->text));
}

/* Integers that a float holds exactly, and its neighbours too: their digits
 * are the shortest form but for trailing zeros.  `10.0`, not `1e+01`. */
static bool
put_whole(struct jsonw *w, double d, double limit)
{
	if (!(d > -limit && d < limit) || d != trunc(d) ||
	    (d == 0 && signbit(d)))
		return false;
	put_number(w, (uint64_t)fabs(d), d < 0);
	put(w, ".0", 2);
	return true;
}

void
jsonw_float32(struct jsonw *w, float f)
{
	if (!put_unusual(w, f) && !put_whole(w, f, 0x1p24))
		put_decimal(w, f, true);
}

void
jsonw_float64(struct jsonw *w, double d)
{
	if (!put_unusual(w, d) && !put_whole(w, d, 0x1p53))
		put_decimal(w, d, false);
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

#include "json.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "utf8.h"

/* The scanner has checked that they are digits. */
static uint32_t
hex4(const char *p)
{
	uint32_t u = 0;

	for (int i = 0; i < 4; i++)
		u = u << 4 | (uint32_t)(p[i] <= '9' ? p[i] - '0' :
		    (p[i] | 0x20) - 'a' + 10);
	return u;
}

/* The escape at p, whose grammar was checked; NULL for a surrogate that stands
 * for nothing. */
static const char *
unescape_one(const char *p, const char *end, char **out)
{
	static const char plain[] = "\"\\/bfnrt", bytes[] = "\"\\/\b\f\n\r\t";
	uint32_t u, low;

	if (p[1] != 'u') {
		*(*out)++ = bytes[strchr(plain, p[1]) - plain];
		return p + 2;
	}
	u = hex4(p + 2);
	p += 6;
	if (u < 0xd800 || u > 0xdfff) {
		*out = utf8_put(*out, u);
		return p;
	}
	if (u < 0xdc00 && end - p >= 6 && p[0] == '\\' && p[1] == 'u') {
		low = hex4(p + 2);
		if (low >= 0xdc00 && low <= 0xdfff) {
			*out = utf8_put(*out, 0x10000 +
			    ((u - 0xd800) << 10) + (low - 0xdc00));
			return p + 6;
		}
	}
	if (u < 0xdc80 || u > 0xdcff)
		return NULL;
	*(*out)++ = (char)(u & 0xff);
	return p;
}

bool
json_unescape(struct str escaped, struct arena *arena, struct str *s)
{
	const char *p = escaped.p, *end, *escape;
	char *out, *at;

	*s = escaped;
	escape = escaped.n == 0 ? NULL : memchr(p, '\\', escaped.n);
	if (escape == NULL)
		return true;
	end = p + escaped.n;
	/* No escape is shorter than its bytes. */
	at = out = arena_alloc(arena, escaped.n);
	for (; escape != NULL; escape = memchr(p, '\\', (size_t)(end - p))) {
		memcpy(at, p, (size_t)(escape - p));
		at += escape - p;
		if ((p = unescape_one(escape, end, &at)) == NULL)
			return false;
	}
	memcpy(at, p, (size_t)(end - p));
	at += end - p;
	*s = (struct str){ out, (size_t)(at - out) };
	return true;
}

bool
json_key_is(struct str escaped, struct str name)
{
	struct arena arena = { 0 };
	struct str key;
	bool same;

	if (escaped.n == 0 || memchr(escaped.p, '\\', escaped.n) == NULL)
		return str_eq(escaped, name);
	same = json_unescape(escaped, &arena, &key) && str_eq(key, name);
	arena_free(&arena);
	return same;
}

struct str
json_get(struct str span, struct str name)
{
	struct json j;
	struct str key, value;

	json_open(&j, span);
	if (span.n == 0 || json_peek(&j) != JSON_OBJECT || !json_enter(&j, '{'))
		return (struct str){ 0 };
	while (json_member(&j, &key)) {
		value = json_skip(&j);
		if (json_key_is(key, name))
			return value;
	}
	return (struct str){ 0 };
}

size_t
json_count(struct str span)
{
	struct json j;
	size_t n = 0;

	json_open(&j, span);
	if (json_peek(&j) == JSON_ARRAY && json_enter(&j, '['))
		while (json_item(&j) && json_skip(&j).n > 0)
			n++;
	return n;
}

bool
json_to_string(struct str span, struct arena *arena, struct str *s)
{
	if (span.n < 2 || span.p[0] != '"')
		return false;
	return json_unescape((struct str){ span.p + 1, span.n - 2 }, arena, s);
}

enum { DIGITS = 24 };	/* more than 64 bits need, a sign and NUL too */

/* The span's digits, NUL-terminated; false when it is no whole number. */
static bool
to_digits(struct str span, char digits[DIGITS])
{
	if (span.n >= 2 && span.p[0] == '"')
		span = (struct str){ span.p + 1, span.n - 2 };
	if (span.n == 0 || span.n >= DIGITS)
		return false;
	for (size_t i = span.p[0] == '-'; i < span.n; i++)
		if (span.p[i] < '0' || span.p[i] > '9')
			return false;
	memcpy(digits, span.p, span.n);
	digits[span.n] = '\0';
	return true;
}

bool
json_to_int(struct str span, int64_t *value)
{
	char digits[DIGITS], *end;

	if (!to_digits(span, digits))
		return false;
	errno = 0;
	*value = strtoll(digits, &end, 10);
	return errno == 0 && end > digits && *end == '\0';
}

bool
json_to_uint(struct str span, uint64_t *value)
{
	char digits[DIGITS], *end;

	/* strtoull would take a minus. */
	if (!to_digits(span, digits) || digits[0] == '-')
		return false;
	errno = 0;
	*value = strtoull(digits, &end, 10);
	return errno == 0 && *end == '\0';
}

/* No program sets a locale, so strtod's point is a point. */
bool
json_to_double(struct str span, double *value)
{
	char room[64], *text = room, *end;
	bool whole;

	if (span.n == 0 ||
	    (span.p[0] != '-' && (span.p[0] < '0' || span.p[0] > '9')))
		return false;
	if (span.n >= sizeof(room))
		text = xmalloc(span.n + 1);
	memcpy(text, span.p, span.n);
	text[span.n] = '\0';
	*value = strtod(text, &end);
	whole = end == text + span.n && isfinite(*value);
	if (text != room)
		free(text);
	return whole;
}

bool
json_to_bool(struct str span, bool *value)
{
	*value = str_eq(span, STR("true"));
	return *value || str_eq(span, STR("false"));
}

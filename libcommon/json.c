#include "json.h"

#include "limits.h"
#include "plain.h"
#include "utf8.h"

void
json_open(struct json *j, struct str text)
{
	/* Not NULL + 0. */
	*j = (struct json){ .begin = text.p, .p = text.p,
	    .end = text.n == 0 ? text.p : text.p + text.n };
}

static bool
fail(struct json *j, const char *reason)
{
	if (j->error == NULL)
		j->error = reason;
	return false;
}

static void
skip_space(struct json *j)
{
	while (j->p < j->end && (*j->p == ' ' || *j->p == '\t' ||
	    *j->p == '\r' || *j->p == '\n'))
		j->p++;
}

/* The next byte that is no space; NUL at the end, which no grammar wants. */
static char
next(struct json *j)
{
	skip_space(j);
	return j->p < j->end ? *j->p : '\0';
}

static bool
eat(struct json *j, char want, const char *reason)
{
	if (next(j) != want || j->p == j->end)
		return fail(j, reason);
	j->p++;
	return true;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The cursor is at a backslash. */
static bool
skip_escape(struct json *j)
{
	int digits = 4;

	if (++j->p == j->end)
		return fail(j, "string without end");
	switch (*j->p++) {
	case '"': case '\\': case '/':
	case 'b': case 'f': case 'n': case 'r': case 't':
		return true;
	case 'u':
		for (; digits > 0 && j->p < j->end &&
		    hex_digit(*j->p) >= 0; digits--)
			j->p++;
		return digits == 0 || fail(j, "bad \\u escape");
	default:
		j->p--;
		return fail(j, "bad escape");
	}
}

/* The cursor is at a quote; past the string's end. */
static bool
skip_string(struct json *j)
{
	unsigned n;

	j->p++;
	for (;;) {
		j->p = plain_end(j->p, j->end);
		if (j->p == j->end)
			return fail(j, "string without end");
		if (*j->p == '"') {
			j->p++;
			return true;
		}
		if (*j->p == '\\') {
			if (!skip_escape(j))
				return false;
			continue;
		}
		if ((unsigned char)*j->p < 0x20)
			return fail(j, "control character in a string");
		n = utf8_length((struct str){ j->p, (size_t)(j->end - j->p) });
		if (n == 0)
			return fail(j, "not UTF-8");
		j->p += n;
	}
}

static bool
skip_digits(struct json *j)
{
	const char *begin = j->p;

	while (j->p < j->end && *j->p >= '0' && *j->p <= '9')
		j->p++;
	return j->p > begin || fail(j, "bad number");
}

static bool
skip_number(struct json *j)
{
	if (*j->p == '-')
		j->p++;
	if (j->p < j->end && *j->p == '0')
		j->p++;
	else if (!skip_digits(j))
		return false;
	if (j->p < j->end && *j->p == '.') {
		j->p++;
		if (!skip_digits(j))
			return false;
	}
	if (j->p < j->end && (*j->p == 'e' || *j->p == 'E')) {
		j->p++;
		if (j->p < j->end && (*j->p == '+' || *j->p == '-'))
			j->p++;
		return skip_digits(j);
	}
	return true;
}

static bool
skip_word(struct json *j, struct str word)
{
	if (!str_starts((struct str){ j->p, (size_t)(j->end - j->p) }, word))
		return fail(j, "not a JSON value");
	j->p += word.n;
	return true;
}

/* The value at the cursor; of an object or array only its opening. */
static bool
skip_simple(struct json *j)
{
	switch (next(j)) {
	case '"':
		return skip_string(j);
	case 't':
		return skip_word(j, STR("true"));
	case 'f':
		return skip_word(j, STR("false"));
	case 'n':
		return skip_word(j, STR("null"));
	case '-': case '0': case '1': case '2': case '3': case '4':
	case '5': case '6': case '7': case '8': case '9':
		return skip_number(j);
	default:
		return fail(j, j->p == j->end ? "cut short" :
		    "not a JSON value");
	}
}

static bool
skip_key(struct json *j)
{
	if (next(j) != '"')
		return fail(j, j->p == j->end ? "cut short" :
		    "a key must be a string");
	return skip_string(j) && eat(j, ':', "no `:` behind a key");
}

/* Step over a whole value.  What is open is on `close`, so that depth costs no
 * stack of calls. */
static bool
skip_value(struct json *j)
{
	char close[LIMIT_JSON_DEPTH];
	unsigned open = 0;
	char c;

	for (;;) {
		c = next(j);
		if (c == '{' || c == '[') {
			if (j->depth + open == LIMIT_JSON_DEPTH)
				return fail(j, "nested too deeply");
			close[open++] = c == '{' ? '}' : ']';
			j->p++;
			if (next(j) != close[open - 1]) {
				if (c == '{' && !skip_key(j))
					return false;
				continue;
			}
		} else if (!skip_simple(j)) {
			return false;
		}
		/* Behind a value, or at the end of what is open. */
		while (open > 0 && next(j) == close[open - 1]) {
			j->p++;
			open--;
		}
		if (open == 0)
			return true;
		if (!eat(j, ',', j->p == j->end ? "cut short" :
		    "neither `,` nor an end"))
			return false;
		if (close[open - 1] == '}' && !skip_key(j))
			return false;
	}
}

enum json_type
json_peek(struct json *j)
{
	if (j->error != NULL)
		return JSON_ERROR;
	switch (next(j)) {
	case '{':
		return JSON_OBJECT;
	case '[':
		return JSON_ARRAY;
	case '"':
		return JSON_STRING;
	case 't':
		return JSON_TRUE;
	case 'f':
		return JSON_FALSE;
	case 'n':
		return JSON_NULL;
	case '-': case '0': case '1': case '2': case '3': case '4':
	case '5': case '6': case '7': case '8': case '9':
		return JSON_NUMBER;
	default:
		fail(j, j->p == j->end ? "cut short" : "not a JSON value");
		return JSON_ERROR;
	}
}

bool
json_enter(struct json *j, char open)
{
	if (j->error != NULL)
		return false;
	if (next(j) != open || j->p == j->end)
		return fail(j, j->p == j->end ? "cut short" :
		    open == '{' ? "not an object" : "not an array");
	if (j->depth == LIMIT_JSON_DEPTH)
		return fail(j, "nested too deeply");
	j->p++;
	j->depth++;
	j->first = true;
	return true;
}

/* At the next of what is open, its comma behind; false when it ends here. */
static bool
next_of(struct json *j, char close)
{
	if (j->error != NULL)
		return false;
	if (next(j) == close && j->p < j->end) {
		j->p++;
		j->depth--;
		j->first = false;
		return false;
	}
	if (!j->first && !eat(j, ',', j->p == j->end ? "cut short" :
	    "neither `,` nor an end"))
		return false;
	j->first = false;
	return true;
}

bool
json_member(struct json *j, struct str *key)
{
	const char *begin;

	if (!next_of(j, '}'))
		return false;
	skip_space(j);
	begin = j->p + 1;
	if (next(j) != '"')
		return fail(j, j->p == j->end ? "cut short" :
		    "a key must be a string");
	if (!skip_string(j))
		return false;
	*key = (struct str){ begin, (size_t)(j->p - begin) - 1 };
	return eat(j, ':', "no `:` behind a key");
}

bool
json_member_is(struct json *j, struct str name)
{
	const char *p = j->p + !j->first;

	if (j->error != NULL || (size_t)(j->end - j->p) < name.n + 4 ||
	    (!j->first && *j->p != ',') || *p != '"' || p[name.n + 1] != '"' ||
	    p[name.n + 2] != ':' || memcmp(p + 1, name.p, name.n) != 0)
		return false;
	j->p = p + name.n + 3;
	j->first = false;
	return true;
}

bool
json_item(struct json *j)
{
	return next_of(j, ']');
}

struct str
json_skip(struct json *j)
{
	const char *begin;

	if (j->error != NULL)
		return (struct str){ 0 };
	skip_space(j);
	begin = j->p;
	/* Nearly all values are strings. */
	if (begin < j->end && *begin == '"' ? !skip_string(j) : !skip_value(j))
		return (struct str){ 0 };
	return (struct str){ begin, (size_t)(j->p - begin) };
}

bool
json_string(struct json *j, struct str *s)
{
	const char *begin;

	if (j->error != NULL)
		return false;
	if (next(j) != '"')
		return fail(j, "not a string");
	begin = j->p + 1;
	if (!skip_string(j))
		return false;
	*s = (struct str){ begin, (size_t)(j->p - begin) - 1 };
	return true;
}

bool
json_close(struct json *j)
{
	if (j->error != NULL)
		return false;
	skip_space(j);
	if (j->depth > 0)
		return fail(j, "cut short");
	return j->p == j->end || fail(j, "more behind the value");
}

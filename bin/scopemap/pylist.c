#include "pylist.h"

#include "utf8.h"

struct cursor {
	const char *p, *end;
};

static bool
eat(struct cursor *c, char want)
{
	if (c->p == c->end || *c->p != want)
		return false;
	c->p++;
	return true;
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

/* The code point of `digits` hexadecimal digits, as UTF-8.  A surrogate that
 * stands for an undecodable byte (PEP 383) is that byte. */
static char *
put_code_point(struct cursor *c, int digits, char *out)
{
	uint32_t u = 0;

	for (int i = 0; i < digits; i++) {
		int d = c->p == c->end ? -1 : hex_digit(*c->p++);
		if (d == -1)
			return NULL;
		u = u << 4 | (uint32_t)d;
	}
	if (u >= 0xdc80 && u <= 0xdcff) {
		*out++ = (char)(u & 0xff);
		return out;
	}
	if ((u >= 0xd800 && u <= 0xdfff) || u > 0x10ffff)
		return NULL;
	return utf8_put(out, u);
}

static char *
put_escape(struct cursor *c, char *out)
{
	if (c->p == c->end)
		return NULL;
	switch (*c->p++) {
	case '\\':
		*out++ = '\\';
		return out;
	case '\'':
		*out++ = '\'';
		return out;
	case '"':
		*out++ = '"';
		return out;
	case 'n':
		*out++ = '\n';
		return out;
	case 'r':
		*out++ = '\r';
		return out;
	case 't':
		*out++ = '\t';
		return out;
	case 'x':
		return put_code_point(c, 2, out);
	case 'u':
		return put_code_point(c, 4, out);
	case 'U':
		return put_code_point(c, 8, out);
	default:
		return NULL;
	}
}

/* What stands between the quotes; an escape is never shorter than its bytes. */
static bool
unescape(struct str text, struct arena *arena, struct str *item)
{
	struct cursor c = { text.p, text.p + text.n };
	char *out = arena_alloc(arena, text.n), *at = out;

	while (c.p < c.end) {
		if (*c.p != '\\') {
			*at++ = *c.p++;
			continue;
		}
		c.p++;
		if ((at = put_escape(&c, at)) == NULL)
			return false;
	}
	*item = (struct str){ out, (size_t)(at - out) };
	return true;
}

static bool
read_item(struct cursor *c, struct arena *arena, struct str *item)
{
	char quote = c->p == c->end ? '\0' : *c->p;
	const char *begin = ++c->p;
	bool escaped = false;

	if (quote != '\'' && quote != '"')
		return false;
	while (c->p < c->end && *c->p != quote) {
		if (*c->p++ != '\\')
			continue;
		escaped = true;
		if (c->p++ == c->end)
			return false;
	}
	*item = (struct str){ begin, (size_t)(c->p - begin) };
	return eat(c, quote) && (!escaped || unescape(*item, arena, item));
}

bool
pylist_read(struct str text, struct arena *arena, struct pylist *list)
{
	struct cursor c = { text.p, text.p + text.n };
	uint32_t cap = 16;

	list->n = 0;
	list->item = arena_alloc(arena, cap * sizeof(*list->item));
	if (!eat(&c, '['))
		return false;
	while (!eat(&c, ']')) {
		if (list->n > 0 && (!eat(&c, ',') || !eat(&c, ' ')))
			return false;
		if (c.p == c.end)
			return false;
		if (list->n == cap) {
			struct str *old = list->item;
			cap *= 2;
			list->item = arena_alloc(arena,
			    cap * sizeof(*list->item));
			memcpy(list->item, old, list->n * sizeof(*old));
		}
		if (!read_item(&c, arena, &list->item[list->n++]))
			return false;
	}
	return c.p == c.end;
}

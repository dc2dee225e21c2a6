/*
 * json_lines: what the scanner and the writer do, for json_oracle.py to
 * compare with Python.
 *
 * json_lines scan: standard input is texts, each after its length in 4 bytes,
 *	low first.  Prints a line for each: its value written anew, so that
 *	two ways of writing one value are one line, numbers as they stand; or
 *	`! REASON`.
 * json_lines float32, float64: standard input is numbers as this machine has
 *	them.  Prints a line for each.
 */
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "json.h"
#include "jsonw.h"

static void copy_value(struct json *, struct jsonw *, struct arena *);

/* A string that stands for no bytes cannot be written: [null] in its place. */
static void
copy_string(struct jsonw *w, struct arena *arena, struct str escaped, bool key)
{
	struct str s;

	if (!json_unescape(escaped, arena, &s))
		s = STR("(no bytes)");
	if (key)
		jsonw_key(w, s);
	else
		jsonw_string(w, s);
}

static void
copy_object(struct json *j, struct jsonw *w, struct arena *arena)
{
	struct str key;

	jsonw_begin(w, '{');
	if (json_enter(j, '{')) {
		while (json_member(j, &key)) {
			copy_string(w, arena, key, true);
			copy_value(j, w, arena);
		}
	}
	jsonw_end(w, '}');
}

static void
copy_array(struct json *j, struct jsonw *w, struct arena *arena)
{
	jsonw_begin(w, '[');
	if (json_enter(j, '['))
		while (json_item(j))
			copy_value(j, w, arena);
	jsonw_end(w, ']');
}

/* By the steps into a value, where the filters mostly step over it. */
static void
copy_value(struct json *j, struct jsonw *w, struct arena *arena)
{
	struct str s;

	switch (json_peek(j)) {
	case JSON_OBJECT:
		copy_object(j, w, arena);
		break;
	case JSON_ARRAY:
		copy_array(j, w, arena);
		break;
	case JSON_STRING:
		if (json_string(j, &s))
			copy_string(w, arena, s, false);
		break;
	default:
		jsonw_raw(w, json_skip(j));
	}
}

/* Both ways through a text must say the same of it. */
static const char *
check_skip(struct str text, const struct json *copied)
{
	struct json j;
	struct str span;

	json_open(&j, text);
	span = json_skip(&j);
	json_close(&j);
	if (j.error != copied->error || j.p != copied->p)
		return "json_skip and json_enter differ";
	if (j.error == NULL && (span.n == 0 || span.n > text.n))
		return "a span outside of its text";
	return NULL;
}

static void
scan(struct jsonw *w, struct arena *arena, struct str text)
{
	struct jsonw copy;
	struct json j;
	const char *wrong;

	/* A first time only for the verdict. */
	jsonw_open(&copy, -1);
	json_open(&j, text);
	copy_value(&j, &copy, arena);
	json_close(&j);
	jsonw_finish(&copy);
	wrong = check_skip(text, &j);
	if (wrong != NULL)
		errx(1, "%s: %.*s", wrong, (int)text.n, text.p);
	if (j.error != NULL) {
		jsonw_raw(w, STR("! "));
		w->comma = false;
		jsonw_raw(w, str_of(j.error));
	} else {
		json_open(&j, text);
		copy_value(&j, w, arena);
	}
	jsonw_line(w);
	arena_reset(arena);
}

static void
scan_all(struct jsonw *w)
{
	struct arena arena = { 0 };
	struct buf text = { 0 };
	unsigned char size[4];

	while (fread(size, 1, 4, stdin) == 4) {
		size_t n = size[0] | size[1] << 8 | size[2] << 16 |
		    (size_t)size[3] << 24;

		text.n = 0;
		buf_reserve(&text, n);
		if (fread(text.p, 1, n, stdin) != n)
			errx(2, "cut short");
		text.n = n;
		scan(w, &arena, buf_str(&text));
	}
	arena_free(&arena);
	buf_free(&text);
}

static void
floats(struct jsonw *w, bool single)
{
	float f;
	double d;

	while (fread(single ? (void *)&f : (void *)&d,
	    single ? sizeof(f) : sizeof(d), 1, stdin) == 1) {
		if (single)
			jsonw_float32(w, f);
		else
			jsonw_float64(w, d);
		jsonw_line(w);
	}
}

int
main(int argc, char *argv[])
{
	struct str what = str_of(argc == 2 ? argv[1] : "");
	struct jsonw w;

	jsonw_open(&w, STDOUT_FILENO);
	if (str_eq(what, STR("scan")))
		scan_all(&w);
	else if (str_eq(what, STR("float32")))
		floats(&w, true);
	else if (str_eq(what, STR("float64")))
		floats(&w, false);
	else
		errx(2, "usage: json_lines scan | float32 | float64");
	return jsonw_finish(&w) != 0;
}

/*
 * json: strings there and back, numbers as values, the steps into a value.
 * What is JSON at all is json_oracle.py's.
 */
#include "json.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "jsonw.h"
#include "limits.h"
#include "unit.h"

/* What was written to the descriptor, and the descriptor closed. */
static struct buf
taken(int fd)
{
	struct buf b = { 0 };
	off_t n = lseek(fd, 0, SEEK_END);

	buf_reserve(&b, (size_t)n);
	b.n = (size_t)n;
	CHECK(pread(fd, b.p, b.n, 0) == n);
	close(fd);
	return b;
}

static int
memory_file(void)
{
	return memfd_create("unit", MFD_CLOEXEC);
}

/* Each of n strings written as an item, scanned, unescaped: the same. */
static void
round_trip(const struct str *s, size_t n)
{
	struct arena arena = { 0 };
	struct jsonw w;
	struct json j;
	struct buf text;
	struct str back = { 0 }, escaped;
	size_t i = 0, same = 0;
	int fd = memory_file();

	jsonw_open(&w, fd);
	jsonw_begin(&w, '[');
	for (i = 0; i < n; i++)
		jsonw_string(&w, s[i]);
	jsonw_end(&w, ']');
	CHECK(jsonw_finish(&w) == 0);
	text = taken(fd);
	CHECK(w.written == text.n);
	json_open(&j, buf_str(&text));
	json_enter(&j, '[');
	for (i = 0; json_item(&j) && i < n; i++)
		same += json_string(&j, &escaped) &&
		    json_unescape(escaped, &arena, &back) &&
		    str_eq(back, s[i]);
	CHECK(json_close(&j) && i == n && same == n);
	buf_free(&text);
	arena_free(&arena);
}

/* All of one byte, all of two, and many of more. */
static void
test_round_trip(void)
{
	enum { N = 1 << 16 };
	static const unsigned char often[] = { '"', '\\', '\n', 0, 0x1f, 'u',
	    0x7f, 0x80, 0xbf, 0xc2, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xed, 0xa0,
	    0xf0, 0x9f, 0x98, 0xf4, 0x90, 0xff };
	static unsigned char bytes[N][24];
	static struct str s[N];

	for (unsigned i = 0; i < N; i++) {
		bytes[i][0] = (unsigned char)i;
		bytes[i][1] = (unsigned char)(i >> 8);
		s[i] = (struct str){ (char *)bytes[i], 1 + (i > 255) };
	}
	round_trip(s, N);
	srandom(1);
	for (unsigned i = 0; i < N; i++) {
		s[i].n = (size_t)random() % sizeof(bytes[0]);
		for (unsigned k = 0; k < sizeof(bytes[0]); k++)
			bytes[i][k] = random() % 3 == 0 ?
			    (unsigned char)random() : random() % 2 == 0 ?
			    often[(size_t)random() % sizeof(often)] : 'a';
	}
	round_trip(s, N);
	s[0] = (struct str){ 0 };
	round_trip(s, 1);
}

/* Strings that end at, before and behind the writer's block. */
static void
test_blocks(void)
{
	static char room[3 * JSONW_BLOCK];
	struct str s[2] = { { room, 0 }, STR("\xc3\xa9\xff\"") };

	for (size_t i = 0; i < sizeof(room); i++)
		room[i] = (char)('a' + i % 26);
	for (size_t n = JSONW_BLOCK - 12; n < JSONW_BLOCK + 4; n++) {
		s[0].n = n;
		round_trip(s, 2);
	}
	s[0].n = sizeof(room);
	round_trip(s, 2);
}

static bool
written_is(const char *want, void write_it(struct jsonw *))
{
	struct jsonw w;
	struct buf text;
	bool same;
	int fd = memory_file();

	jsonw_open(&w, fd);
	write_it(&w);
	CHECK(jsonw_finish(&w) == 0);
	text = taken(fd);
	same = str_eq(buf_str(&text), str_of(want));
	if (!same)
		printf("%.*s\n", (int)text.n, text.p);
	buf_free(&text);
	return same;
}

static void
write_form(struct jsonw *w)
{
	jsonw_begin(w, '{');
	jsonw_name(w, STR("a"));
	jsonw_begin(w, '[');
	jsonw_int(w, 1);
	jsonw_null(w);
	jsonw_begin(w, '{');
	jsonw_end(w, '}');
	jsonw_bool(w, true);
	jsonw_bool(w, false);
	jsonw_end(w, ']');
	jsonw_key(w, STR("\"\x80"));
	jsonw_string(w, STR("\b\f\n\r\t\x01\x1f\x7f/\\"));
	jsonw_raw(w, STR("\"b\": 1,  \"c\":[ ]"));
	jsonw_end(w, '}');
	jsonw_line(w);
	jsonw_raw(w, STR("2"));
	jsonw_line(w);
}

static void
write_integers(struct jsonw *w)
{
	static const int64_t i[] = { 0, -1, INT64_C(1) << 53,
	    -(INT64_C(1) << 53), (INT64_C(1) << 53) + 1,
	    -(INT64_C(1) << 53) - 1, INT64_MAX, INT64_MIN };

	jsonw_begin(w, '[');
	for (size_t k = 0; k < sizeof(i) / sizeof(i[0]); k++)
		jsonw_int(w, i[k]);
	jsonw_uint(w, UINT64_MAX);
	jsonw_end(w, ']');
}

static void
test_form(void)
{
	CHECK(written_is("{\"a\":[1,null,{},true,false],\"\\\"\\udc80\":"
	    "\"\\b\\f\\n\\r\\t\\u0001\\u001f\x7f/\\\\\","
	    "\"b\": 1,  \"c\":[ ]}\n2\n", write_form));
	CHECK(written_is("[0,-1,9007199254740992,-9007199254740992,"
	    "\"9007199254740993\",\"-9007199254740993\","
	    "\"9223372036854775807\",\"-9223372036854775808\","
	    "\"18446744073709551615\"]", write_integers));
}

static void
test_full_disk(void)
{
	struct jsonw w;
	int fd = open("/dev/full", O_WRONLY);

	jsonw_open(&w, fd);
	for (int i = 0; i < JSONW_BLOCK; i++)
		jsonw_int(&w, i);
	CHECK(jsonw_finish(&w) == ENOSPC);
	close(fd);
}

static bool
to_int(const char *span, int64_t want)
{
	int64_t got;

	return json_to_int(str_of(span), &got) && got == want;
}

static bool
no_int(const char *span)
{
	int64_t got;

	return !json_to_int(str_of(span), &got);
}

static void
test_integers(void)
{
	CHECK(to_int("0", 0) && to_int("-0", 0) && to_int("-12", -12));
	CHECK(to_int("\"9223372036854775807\"", INT64_MAX));
	CHECK(to_int("-9223372036854775808", INT64_MIN));
	CHECK(to_int("\"-9223372036854775808\"", INT64_MIN));
	CHECK(no_int("9223372036854775808") && no_int("1e3") && no_int("1.0"));
	CHECK(no_int("\"\"") && no_int("\"-\"") && no_int("\" 1\""));
	CHECK(no_int("\"1x\"") && no_int("\"+1\"") && no_int("\"") &&
	    no_int("null") && no_int("[1]") && no_int(""));
	CHECK(no_int("100000000000000000000000000000000000000000"));
}

static void
test_counts(void)
{
	uint64_t n;

	CHECK(json_to_uint(STR("0"), &n) && n == 0);
	CHECK(json_to_uint(STR("\"18446744073709551615\""), &n) &&
	    n == UINT64_MAX);
	CHECK(!json_to_uint(STR("18446744073709551616"), &n));
	CHECK(!json_to_uint(STR("-1"), &n) && !json_to_uint(STR("-0"), &n));
	CHECK(!json_to_uint(STR("\"\""), &n) && !json_to_uint(STR("1.0"), &n));
}

static void
test_values(void)
{
	static const char digits[] =
	    "0.1000000000000000055511151231257827021181583404541015625";
	struct arena arena = { 0 };
	struct str s;
	double d;
	bool b;

	CHECK(json_to_double(STR("-1.5e-3"), &d) && d == -1.5e-3);
	CHECK(json_to_double(str_of(digits), &d) && d == 0.1);
	CHECK(!json_to_double(STR("1e999"), &d));
	CHECK(!json_to_double(STR("\"1\""), &d) && !json_to_double(STR(""),
	    &d) && !json_to_double(STR("null"), &d));
	CHECK(json_to_bool(STR("true"), &b) && b);
	CHECK(json_to_bool(STR("false"), &b) && !b);
	CHECK(!json_to_bool(STR("\"true\""), &b));
	CHECK(json_to_string(STR("\"a\\u0000\""), &arena, &s) &&
	    str_eq(s, STR("a\0")));
	CHECK(json_to_string(STR("\"\""), &arena, &s) && s.n == 0);
	CHECK(!json_to_string(STR("\"\\ud800\""), &arena, &s));
	CHECK(!json_to_string(STR("1"), &arena, &s) &&
	    !json_to_string((struct str){ 0 }, &arena, &s));
	CHECK(json_key_is(STR("k\\u0069nd"), STR("kind")));
	CHECK(!json_key_is(STR("k\\ud800nd"), STR("kind")) &&
	    !json_key_is(STR("Kind"), STR("kind")));
	CHECK(json_key_is((struct str){ 0 }, STR("")));
	arena_free(&arena);
}

/* A number of more digits than any room on the stack. */
static void
test_long_number(void)
{
	enum { DIGITS = 10000 };
	char *digits = xmalloc(DIGITS);
	double d;

	memset(digits, '0', DIGITS);
	memcpy(digits, "0.5", 3);
	CHECK(json_to_double((struct str){ digits, DIGITS }, &d) && d == 0.5);
	free(digits);
}

static struct json
opened(const char *text)
{
	struct json j;

	json_open(&j, str_of(text));
	return j;
}

static void
test_steps(void)
{
	struct json j = opened(" {\"a\": [1, {}], \"b\" :\"c\"} ");
	struct str s;

	CHECK(json_peek(&j) == JSON_OBJECT && json_enter(&j, '{'));
	CHECK(json_member(&j, &s) && str_eq(s, STR("a")));
	CHECK(json_peek(&j) == JSON_ARRAY && json_enter(&j, '['));
	CHECK(json_item(&j) && json_peek(&j) == JSON_NUMBER);
	CHECK(str_eq(json_skip(&j), STR("1")));
	CHECK(json_item(&j) && str_eq(json_skip(&j), STR("{}")));
	CHECK(!json_item(&j) && j.error == NULL);
	CHECK(json_member(&j, &s) && str_eq(s, STR("b")));
	CHECK(json_string(&j, &s) && str_eq(s, STR("c")));
	CHECK(!json_member(&j, &s) && json_close(&j));
}

/* A member that is expected is stepped to only where it stands as expected;
 * else nothing has happened. */
static void
test_expected_members(void)
{
	struct json j = opened("{\"a\":1,\"bc\":2, \"d\":3,\"e\" :4}");
	struct str s;

	CHECK(json_enter(&j, '{') && !json_member_is(&j, STR("b")));
	CHECK(json_member_is(&j, STR("a")) &&
	    str_eq(json_skip(&j), STR("1")));
	CHECK(!json_member_is(&j, STR("b")) && !json_member_is(&j, STR("bcd")));
	CHECK(json_member_is(&j, STR("bc")) &&
	    !json_member_is(&j, STR("bc")) && str_eq(json_skip(&j), STR("2")));
	CHECK(!json_member_is(&j, STR("d")) && json_member(&j, &s) &&
	    str_eq(s, STR("d")) && str_eq(json_skip(&j), STR("3")));
	CHECK(!json_member_is(&j, STR("e")) && json_member(&j, &s) &&
	    str_eq(s, STR("e")) && str_eq(json_skip(&j), STR("4")));
	CHECK(!json_member_is(&j, STR("e")) && !json_member(&j, &s));
	CHECK(json_close(&j) && !json_member_is(&j, STR("e")));
	j = opened("{\"a\":tru,\"b\":1}");
	CHECK(json_enter(&j, '{') && json_member_is(&j, STR("a")));
	CHECK(json_skip(&j).n == 0 && !json_member_is(&j, STR("b")));
}

/* Nothing behind the text's end is looked at: a value must follow. */
static void
test_expected_member_cut(void)
{
	struct str whole = STR("{\"a\":1,\"b\":");
	struct json j;

	for (size_t n = 1; n <= whole.n; n++) {
		char *text = xmalloc(n);

		memcpy(text, whole.p, n);
		json_open(&j, (struct str){ text, n });
		CHECK(json_enter(&j, '{'));
		CHECK(json_member_is(&j, STR("a")) == (n > 5));
		if (n > 5)
			CHECK(json_skip(&j).n == 1 &&
			    json_member_is(&j, STR("b")) == (n == whole.n));
		free(text);
	}
}

/* The first error stays, with its place, and nothing is found from then on. */
static void
test_errors_stick(void)
{
	struct json j = opened("{\"a\":tru}");
	struct str s;

	CHECK(json_enter(&j, '{') && json_member(&j, &s));
	CHECK(json_skip(&j).n == 0 && j.p - j.begin == 5);
	CHECK(str_eq(str_of(j.error), STR("not a JSON value")));
	CHECK(!json_member(&j, &s) && !json_item(&j) && !json_enter(&j, '['));
	CHECK(json_peek(&j) == JSON_ERROR && !json_string(&j, &s));
	CHECK(!json_close(&j) && j.p - j.begin == 5);

	j = opened("[1]");
	CHECK(!json_enter(&j, '{') &&
	    str_eq(str_of(j.error), STR("not an object")));
	j = opened("{\"a\":1}");
	CHECK(json_enter(&j, '{') && !json_close(&j));
	/* A value not looked at is no value stepped over. */
	j = opened("{\"a\":1}");
	CHECK(json_enter(&j, '{') && json_member(&j, &s));
	CHECK(!json_member(&j, &s) && j.error != NULL);
	j = opened("  x");
	CHECK(json_peek(&j) == JSON_ERROR && j.error != NULL);
	j = opened("[1,]");
	CHECK(json_enter(&j, '[') && json_item(&j) && json_skip(&j).n == 1);
	CHECK(json_item(&j) && json_skip(&j).n == 0 && j.error != NULL);
}

/* What is entered and what is stepped over count together. */
static void
test_depth(void)
{
	char text[2 * LIMIT_JSON_DEPTH + 2];
	struct json j;

	memset(text, '[', LIMIT_JSON_DEPTH);
	memset(text + LIMIT_JSON_DEPTH, ']', LIMIT_JSON_DEPTH);
	json_open(&j, (struct str){ text, 2 * LIMIT_JSON_DEPTH });
	for (int i = 0; i < LIMIT_JSON_DEPTH / 2; i++)
		CHECK(json_enter(&j, '[') && json_item(&j));
	CHECK(json_skip(&j).n == LIMIT_JSON_DEPTH);
	for (int i = 0; i < LIMIT_JSON_DEPTH / 2; i++)
		CHECK(!json_item(&j));
	CHECK(json_close(&j));

	memset(text, '[', LIMIT_JSON_DEPTH + 1);
	memset(text + LIMIT_JSON_DEPTH + 1, ']', LIMIT_JSON_DEPTH + 1);
	json_open(&j, (struct str){ text, sizeof(text) });
	CHECK(json_enter(&j, '[') && json_item(&j));
	CHECK(json_skip(&j).n == 0);
	CHECK(str_eq(str_of(j.error), STR("nested too deeply")));
	json_open(&j, (struct str){ text, sizeof(text) });
	for (int i = 0; i < LIMIT_JSON_DEPTH; i++)
		CHECK(json_enter(&j, '[') && json_item(&j));
	CHECK(!json_enter(&j, '['));
	CHECK(str_eq(str_of(j.error), STR("nested too deeply")));
}

/* Texts one behind the other, longer than a block too. */
static void
test_buf(void)
{
	static char big[JSONW_BLOCK + 1];
	struct buf b = { 0 };
	struct jsonw w;

	memset(big, 'x', sizeof(big));
	jsonw_open_buf(&w, &b);
	jsonw_begin(&w, '{');
	jsonw_name(&w, STR("a"));
	jsonw_int(&w, 1);
	jsonw_end(&w, '}');
	jsonw_flush(&w);
	CHECK(str_eq(buf_str(&b), STR("{\"a\":1}")));
	jsonw_string(&w, (struct str){ big, sizeof(big) });
	jsonw_flush(&w);
	CHECK(b.n == 7 + sizeof(big) + 2 && b.p[7] == '"');
	CHECK(jsonw_finish(&w) == 0);
	buf_free(&b);
}

int
main(void)
{
	test_round_trip();
	test_buf();
	test_blocks();
	test_form();
	test_full_disk();
	test_integers();
	test_counts();
	test_values();
	test_long_number();
	test_steps();
	test_expected_members();
	test_expected_member_cut();
	test_errors_stick();
	test_depth();
	return unit_done();
}

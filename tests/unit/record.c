/*
 * record: a line's members found, those that a filter owns replaced, all else
 * byte for byte as it was.
 */
#include "record.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "limits.h"
#include "unit.h"

static struct record r;

static const char *
scan(const char *line)
{
	return record_scan(&r, str_of(line));
}

static bool
refused(const char *line, const char *reason)
{
	const char *got = scan(line);

	if (got != NULL && strcmp(got, reason) == 0)
		return true;
	printf("%s: %s\n", line, got == NULL ? "accepted" : got);
	return false;
}

static void
test_members(void)
{
	CHECK(scan("{\"kind\":\"node\",\"graph\" : \"main\", \"new\":[1,2],"
	    "\"index\": 3 ,\"attribute\":{\"kind\":1,\"index\":2}}") == NULL);
	CHECK(r.kind == KIND_NODE && r.n == 5);
	CHECK(str_eq(record_get(&r, M_GRAPH), STR("\"main\"")));
	CHECK(str_eq(record_get(&r, M_INDEX), STR("3")));
	CHECK(str_eq(record_get(&r, M_ATTRIBUTE),
	    STR("{\"kind\":1,\"index\":2}")));
	CHECK(record_get(&r, M_MODULE).n == 0);
	CHECK(r.member[2].id == M_OTHER);
	CHECK(str_eq(r.member[2].key, STR("\"new\"")));
	CHECK(str_eq(r.member[2].value, STR("[1,2]")));
	/* Nothing stays of the line before. */
	CHECK(scan("{\"kind\":\"other\"}") == NULL && r.kind == KIND_OTHER);
	CHECK(r.n == 1 && record_get(&r, M_INDEX).n == 0);
}

/* Members are expected where they stood in a line before: others are found. */
static void
test_order(void)
{
	static const char *const line[] = {
	    "{\"kind\":\"node\",\"name\":1,\"index\":2,\"input\":3}",
	    "{\"kind\":\"node\",\"input\":3,\"index\":2,\"name\":1}",
	    "{\"name\":1,\"kind\":\"node\",\"x\":0,\"index\":2,\"input\":3}",
	    "{\"name\":1,\"kind\":\"node\",\"index\":2,\"y\":0,\"input\":3}",
	    "{ \"kind\" :\"node\", \"n\\u0061me\":1,\"index\":2,\"input\":3 }",
	};
	const size_t n = sizeof(line) / sizeof(line[0]);

	for (size_t i = 0; i < n * n; i++) {
		CHECK(scan(line[i / n]) == NULL && scan(line[i % n]) == NULL);
		CHECK(r.kind == KIND_NODE);
		CHECK(str_eq(record_get(&r, M_NAME), STR("1")));
		CHECK(str_eq(record_get(&r, M_INDEX), STR("2")));
		CHECK(str_eq(record_get(&r, M_INPUT), STR("3")));
		CHECK(record_get(&r, M_OUTPUT).n == 0);
	}
	for (int i = 0; i < 3; i++)
		CHECK(refused("{\"kind\":\"node\",\"name\":1,\"name\":2}",
		    "a member stands twice"));
}

/* Each name is found, alone and with an escape in it; near ones are not. */
static void
test_names(void)
{
	char line[200];

	for (unsigned m = M_KIND + 1; m < M_COUNT; m++) {
		const char *name = member_name[m].p;

		snprintf(line, sizeof(line), "{\"kind\":\"x\",\"%s\":1}", name);
		CHECK(scan(line) == NULL && r.member[1].id == m);
		snprintf(line, sizeof(line), "{\"\\u006bind\":\"x\","
		    "\"\\u00%02x%s\":1}", (unsigned char)name[0], name + 1);
		CHECK(scan(line) == NULL && r.member[1].id == m);
		snprintf(line, sizeof(line), "{\"kind\":\"x\",\"%s_\":1,"
		    "\"%c%s\":2,\"\":3}", name, name[0] ^ 0x20, name + 1);
		CHECK(scan(line) == NULL && r.member[1].id == M_OTHER &&
		    r.member[2].id == M_OTHER && r.member[3].id == M_OTHER);
	}
	for (unsigned k = KIND_OTHER + 1; k < KIND_COUNT; k++) {
		const char *name = kind_name[k].p;

		snprintf(line, sizeof(line), "{\"kind\": \"%s\"}", name);
		CHECK(scan(line) == NULL && r.kind == k);
		snprintf(line, sizeof(line), "{\"kind\":\"\\u00%02x%s\"}",
		    (unsigned char)name[0], name + 1);
		CHECK(scan(line) == NULL && r.kind == k);
		snprintf(line, sizeof(line), "{\"kind\":\"%s \"}", name);
		CHECK(scan(line) == NULL && r.kind == KIND_OTHER);
	}
}

static void
test_refused(void)
{
	CHECK(refused("", "cut short"));
	CHECK(refused("[]", "not an object"));
	CHECK(refused("{}", "no `kind`"));
	CHECK(refused("{\"Kind\":\"node\"}", "no `kind`"));
	CHECK(refused("{\"kind\":1}", "`kind` is no string"));
	CHECK(refused("{\"kind\":null}", "`kind` is no string"));
	CHECK(refused("{\"kind\":\"node\",\"by\":1,\"by\":1}",
	    "a member stands twice"));
	CHECK(refused("{\"kind\":\"node\",\"by\":1,\"\\u0062y\":1}",
	    "a member stands twice"));
	CHECK(refused("{\"kind\":\"node\",\"kind\":\"node\"}",
	    "a member stands twice"));
	CHECK(refused("{\"kind\":\"node\"} x", "more behind the value"));
	CHECK(refused("{\"kind\":\"node\",}", "a key must be a string"));
	CHECK(refused("{\"kind\":\"node\"", "cut short"));
	CHECK(refused("{\"kind\":\"no", "string without end"));
	CHECK(refused("{\"kind\":\"node\",\"by\":\"\xff\"}", "not UTF-8"));
	CHECK(record_scan(&r, STR("{\"kind\":\"node\0\"}")) != NULL);
	CHECK(record_scan(&r, STR("{\"kind\":\"node\"}\0")) != NULL);
	/* What we do not know may stand twice: that is for whom it is. */
	CHECK(scan("{\"kind\":\"node\",\"x\":1,\"x\":2}") == NULL);
}

/* So many unknown members, and `by` behind them; NULL or the reason. */
static const char *
scan_members(unsigned n)
{
	struct buf line = { 0 };
	const char *reason;

	buf_adds(&line, STR("{\"kind\":\"x\""));
	for (unsigned i = 2; i < n; i++)
		buf_adds(&line, STR(",\"x\":1"));
	buf_adds(&line, STR(",\"by\":7}"));
	reason = record_scan(&r, buf_str(&line));
	CHECK(reason != NULL || (str_eq(record_get(&r, M_BY), STR("7")) &&
	    r.n == n));
	buf_free(&line);
	return reason;
}

static void
test_many_members(void)
{
	const char *reason = scan_members(LIMIT_MEMBERS + 1);

	CHECK(reason != NULL && strcmp(reason, "too many members") == 0);
	CHECK(scan_members(LIMIT_MEMBERS) == NULL);
}

/* What a filter that owns module and by makes of a line, twice the same. */
static struct buf
pass(struct str line)
{
	static const enum member own[] = { M_MODULE, M_BY };
	struct member_set owned = member_set(own, 2);
	struct jsonw w;
	struct buf out = { 0 };
	int fd = memfd_create("unit", MFD_CLOEXEC);

	if (record_scan(&r, line) != NULL) {
		CHECK(!"a line to pass on");
		return out;
	}
	jsonw_open(&w, fd);
	record_pass(&w, &r, &owned);
	if (r.kind == KIND_NODE) {
		record_key(&w, M_MODULE);
		jsonw_string(&w, STR("m"));
	}
	record_end(&w);
	CHECK(jsonw_finish(&w) == 0);
	buf_reserve(&out, w.written);
	out.n = w.written;
	CHECK(pread(fd, out.p, out.n, 0) == (ssize_t)out.n);
	close(fd);
	return out;
}

/* A line with nothing owned in it, both ways. */
static bool
reopens(const char *line)
{
	static const struct member_set nothing;
	struct jsonw w;
	char both[200];
	uint64_t n;
	int fd = memfd_create("unit", MFD_CLOEXEC);

	CHECK(scan(line) == NULL);
	jsonw_open(&w, fd);
	record_pass(&w, &r, &nothing);
	record_end(&w);
	n = w.written;
	record_reopen(&w, str_of(line));
	record_end(&w);
	CHECK(jsonw_finish(&w) == 0 && w.written <= sizeof(both));
	CHECK(pread(fd, both, sizeof(both), 0) == (ssize_t)w.written);
	close(fd);
	return w.written == 2 * n && memcmp(both, both + n, n) == 0;
}

static void
test_reopen(void)
{
	CHECK(reopens("{\"kind\":\"y\"}"));
	CHECK(reopens("{\"kind\": \"y\", \"a\": {}}"));
	CHECK(reopens(" \t{ \"kind\"\t:\r\"y\" , \"a\" : \" } \" } \r"));
}

static bool
passes(const char *line, const char *want)
{
	struct buf once = pass(str_of(line));
	struct buf twice = pass((struct str){ once.p, once.n - 1 });
	bool same = str_eq(buf_str(&once), str_of(want)) &&
	    str_eq(buf_str(&twice), buf_str(&once));

	if (!same)
		printf("%s\n%.*s%.*s", line, (int)once.n, once.p,
		    (int)twice.n, twice.p);
	buf_free(&once);
	buf_free(&twice);
	return same;
}

static void
test_pass(void)
{
	/* Owned ones first, in the middle, last, several, all but kind. */
	CHECK(passes("{\"by\":1,\"kind\":\"node\",\"a\":2}",
	    "{\"kind\":\"node\",\"a\":2,\"module\":\"m\"}\n"));
	CHECK(passes("{\"kind\":\"node\",\"module\":\"x\",\"a\":2}",
	    "{\"kind\":\"node\",\"a\":2,\"module\":\"m\"}\n"));
	CHECK(passes("{\"kind\":\"node\",\"a\":2,\"by\":{\"module\":[1]}}",
	    "{\"kind\":\"node\",\"a\":2,\"module\":\"m\"}\n"));
	CHECK(passes("{\"by\":1,\"module\":2,\"kind\":\"node\"}",
	    "{\"kind\":\"node\",\"module\":\"m\"}\n"));
	CHECK(passes("{\"kind\":\"node\",\"a\":1,\"by\":1,\"b\":2,"
	    "\"module\":2,\"c\":3}",
	    "{\"kind\":\"node\",\"a\":1,\"b\":2,\"c\":3,\"module\":\"m\"}\n"));
	CHECK(passes("{\"kind\":\"node\",\"\\u0062y\":1}",
	    "{\"kind\":\"node\",\"module\":\"m\"}\n"));
	/* On a kind that gets none they go, too. */
	CHECK(passes("{\"module\":\"x\",\"kind\":\"y\",\"by\":1}",
	    "{\"kind\":\"y\"}\n"));
	/* Nothing owned: numbers, escapes, order, doubles, what is inside. */
	CHECK(passes("{\"z\":1.50e+00,\"kind\":\"y\",\"a\":\"\\u0041\\/"
	    "\\ud800\",\"a\":[ -0 , {\"by\" : 1}]}",
	    "{\"z\":1.50e+00,\"kind\":\"y\",\"a\":\"\\u0041\\/"
	    "\\ud800\",\"a\":[ -0 , {\"by\" : 1}]}\n"));
}

/* As Python's json.dumps writes, and odder. */
static void
test_pass_spaces(void)
{
	CHECK(passes("{\"kind\": \"node\", \"a\": [1, 2]}",
	    "{\"kind\": \"node\", \"a\": [1, 2],\"module\":\"m\"}\n"));
	CHECK(passes("{\"kind\": \"node\", \"by\": 1, \"a\": 2, \"b\" :3}",
	    "{\"kind\": \"node\",\"a\": 2, \"b\" :3,\"module\":\"m\"}\n"));
	CHECK(passes("{\"by\": 1, \"kind\": \"node\"}",
	    "{\"kind\": \"node\",\"module\":\"m\"}\n"));
	CHECK(passes(" \t{ \"kind\"\t:\r\"y\" , \"a\" : 1 } \r",
	    "{\"kind\"\t:\r\"y\" , \"a\" : 1}\n"));
}

static void
test_sets(void)
{
	enum member all[M_COUNT];
	struct member_set set;
	unsigned n = 0;

	for (unsigned m = M_KIND; m < M_COUNT; m++)
		all[n++] = (enum member)m;
	set = member_set(all, n);
	for (unsigned m = M_KIND; m < M_COUNT; m++)
		CHECK((set.word[m / 64] >> (m % 64) & 1) == 1);
	CHECK((set.word[0] & 1) == 0);
	set = member_set(all, 0);
	CHECK(set.word[0] == 0 && set.word[(M_COUNT - 1) / 64] == 0);
}

int
main(void)
{
	test_members();
	test_order();
	test_names();
	test_refused();
	test_many_members();
	test_pass();
	test_pass_spaces();
	test_reopen();
	test_sets();
	record_free(&r);
	return unit_done();
}

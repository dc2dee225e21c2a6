/*
 * json: a fuzz target for the scanner and for records.  Beside finding no
 * fault it must hold that
 *	both ways through a text, stepping over and stepping in, agree;
 *	the span of a value is the same value again, alone;
 *	what a string stands for, written, stands for the same;
 *	any bytes, written as a string, are read back;
 *	a record that is passed on, nothing owned, has its members as they
 *	stood, and passed on again is the same.
 */
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "jsonw.h"
#include "record.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

#define MUST(condition)							\
	do {								\
		if (!(condition))					\
			abort();					\
	} while (0)

static struct arena arena;
static int out_fd = -1;

static void
out_open(struct jsonw *w)
{
	if (out_fd == -1)
		out_fd = memfd_create("fuzz", MFD_CLOEXEC);
	MUST(ftruncate(out_fd, 0) == 0 && lseek(out_fd, 0, SEEK_SET) == 0);
	jsonw_open(w, out_fd);
}

static struct str
out_taken(struct jsonw *w)
{
	size_t n = w->written;
	char *p = arena_alloc(&arena, n);

	MUST(jsonw_finish(w) == 0);
	MUST(pread(out_fd, p, n, 0) == (ssize_t)n);
	return (struct str){ p, n };
}

/* Bytes to a JSON string and back. */
static void
check_bytes(struct str bytes)
{
	struct jsonw w;
	struct json j;
	struct str text, escaped, back;

	out_open(&w);
	jsonw_string(&w, bytes);
	text = out_taken(&w);
	json_open(&j, text);
	MUST(json_string(&j, &escaped) && json_close(&j));
	MUST(json_unescape(escaped, &arena, &back) && str_eq(back, bytes));
}

/* A string of the text: what it stands for survives. */
static void
check_string(struct str escaped)
{
	struct str bytes;

	if (json_unescape(escaped, &arena, &bytes)) {
		MUST(bytes.n <= escaped.n);
		check_bytes(bytes);
	}
}

static void step_in(struct json *);

static void
step_into_object(struct json *j)
{
	struct str key;

	if (json_enter(j, '{')) {
		while (json_member(j, &key)) {
			check_string(key);
			step_in(j);
		}
	}
}

static void
step_in(struct json *j)
{
	struct str s;
	double d;
	int64_t i;

	switch (json_peek(j)) {
	case JSON_OBJECT:
		step_into_object(j);
		break;
	case JSON_ARRAY:
		if (json_enter(j, '['))
			while (json_item(j))
				step_in(j);
		break;
	case JSON_STRING:
		if (json_string(j, &s))
			check_string(s);
		break;
	default:
		s = json_skip(j);
		json_to_double(s, &d);
		json_to_int(s, &i);
	}
}

static void
check_text(struct str text)
{
	struct json over, in;
	struct str span;

	json_open(&over, text);
	span = json_skip(&over);
	json_close(&over);
	json_open(&in, text);
	step_in(&in);
	json_close(&in);
	MUST(over.error == in.error && over.p == in.p);
	if (span.n == 0)
		return;
	json_open(&over, span);
	MUST(json_skip(&over).n == span.n && json_close(&over));
}

static struct str
pass(const struct record *r)
{
	static const struct member_set nothing;
	struct jsonw w;
	struct str line;

	out_open(&w);
	record_pass(&w, r, &nothing);
	record_end(&w);
	line = out_taken(&w);
	line.n--;		/* its newline */
	return line;
}

static struct str
reopen(struct str line)
{
	struct jsonw w;

	out_open(&w);
	record_reopen(&w, line);
	record_end(&w);
	line = out_taken(&w);
	line.n--;
	return line;
}

static void
check_record(struct str line)
{
	static struct record r, again;
	struct str once, last;

	if (record_scan(&r, line) != NULL)
		return;
	once = pass(&r);
	/* Braces, and from the first member to the last as it was. */
	last = r.member[r.n - 1].value;
	MUST(once.n == 2 + (size_t)(last.p + last.n - r.member[0].key.p));
	MUST(memcmp(once.p + 1, r.member[0].key.p, once.n - 2) == 0);
	MUST(record_scan(&again, once) == NULL);
	MUST(again.n == r.n && again.kind == r.kind);
	MUST(memcmp(again.at, r.at, sizeof(r.at)) == 0);
	MUST(str_eq(pass(&again), once));
	MUST(str_eq(reopen(line), once));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str text = { (const char *)data, n };

	check_text(text);
	check_bytes(text);
	check_record(text);
	arena_reset(&arena);
	return 0;
}

#include "events.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "json.h"
#include "limits.h"

enum { BLOCK = 1 << 16 };

static int
fail(struct events *e, const char *reason)
{
	snprintf(e->error, sizeof(e->error), "%s", reason);
	return -1;
}

int
events_open(struct events *e, const char *file)
{
	*e = (struct events){ .name = file };
	e->fd = open(file, O_RDONLY | O_CLOEXEC);
	if (e->fd == -1)
		return fail(e, strerror(errno));
	e->block = xmalloc(BLOCK);
	return 0;
}

/* The next byte; EOF at the end, or with `error` when it cannot be read. */
static int
next_byte(struct events *e)
{
	ssize_t n;

	if (e->at == e->n) {
		do
			n = read(e->fd, e->block, BLOCK);
		while (n == -1 && errno == EINTR);
		if (n == -1)
			fail(e, strerror(errno));
		if (n <= 0)
			return EOF;
		e->at = 0;
		e->n = (size_t)n;
	}
	e->newlines += e->block[e->at] == '\n';
	return (unsigned char)e->block[e->at++];
}

static int
next_mark(struct events *e)
{
	int c;

	do
		c = next_byte(e);
	while (c == ' ' || c == '\t' || c == '\n' || c == '\r');
	return c;
}

/* No further byte, for that reason unless the file cannot be read. */
static int
cut(struct events *e, const char *reason)
{
	return e->error[0] != '\0' ? -1 : fail(e, reason);
}

/* The rest of an object whose brace has been read: only where it ends is
 * looked for, what stands in it is the scanner's to check. */
static int
read_object(struct events *e)
{
	unsigned depth = 1;
	bool string = false, escaped = false;
	int c;

	e->text.n = 0;
	buf_addc(&e->text, '{');
	while (depth > 0) {
		c = next_byte(e);
		if (c == EOF)
			return cut(e, "the profile is cut within an event");
		if (e->text.n == LIMIT_EVENT)
			return fail(e, "an event of too many bytes");
		buf_addc(&e->text, (char)c);
		if (escaped)
			escaped = false;
		else if (string && c == '\\')
			escaped = true;
		else if (c == '"')
			string = !string;
		else if (!string && (c == '{' || c == '['))
			depth++;
		else if (!string && (c == '}' || c == ']'))
			depth--;
	}
	return 1;
}

/* Behind the bracket that closes the array. */
static int
end(struct events *e)
{
	if (next_mark(e) != EOF)
		return fail(e, "more behind the array of events");
	return e->error[0] != '\0' ? -1 : 0;
}

struct member {
	struct str key;
	size_t at;		/* in struct event */
};

static const struct member members[] = {
	{ STR("cat"), offsetof(struct event, category) },
	{ STR("name"), offsetof(struct event, name) },
	{ STR("dur"), offsetof(struct event, dur) },
	{ STR("ts"), offsetof(struct event, ts) },
	{ STR("tid"), offsetof(struct event, tid) },
	{ STR(""), 0 },
}, args[] = {
	{ STR("op_name"), offsetof(struct event, op_type) },
	{ STR("input_type_shape"), offsetof(struct event, inputs) },
	{ STR("output_type_shape"), offsetof(struct event, outputs) },
	{ STR(""), 0 },
};

/* The object at the scanner, of which these members are wanted. */
static void
scan(struct json *j, const struct member *wanted, struct event *e)
{
	struct str key, value;
	const struct member *m;

	json_enter(j, '{');
	while (json_member(j, &key)) {
		if (wanted == members && json_key_is(key, STR("args")) &&
		    json_peek(j) == JSON_OBJECT) {
			scan(j, args, e);
			continue;
		}
		value = json_skip(j);
		for (m = wanted; m->key.n > 0; m++)
			if (json_key_is(key, m->key))
				*(struct str *)((char *)e + m->at) = value;
	}
}

/* The event whose text has been read. */
static int
give(struct events *e, struct event *event)
{
	struct json j;

	*event = (struct event){ 0 };
	json_open(&j, buf_str(&e->text));
	scan(&j, members, event);
	return json_close(&j) ? 1 : fail(e, j.error);
}

int
events_next(struct events *e, struct event *event)
{
	int c = next_mark(e);

	e->line = e->newlines + 1;
	if (!e->begun && c == EOF)
		return cut(e, "the profile is empty");
	if (!e->begun && c != '[')
		return fail(e, "no profile of ONNX Runtime: no array");
	if (e->begun && c != ',' && c != ']' && c != EOF)
		return fail(e, "no comma between events");
	if (c == '[' || c == ',') {
		bool first = !e->begun;

		e->begun = true;
		c = next_mark(e);
		if (c == ']' && !first)
			return fail(e, "a comma without an event behind it");
	}
	e->line = e->newlines + 1;
	if (c == EOF)
		return cut(e, "the profile is cut: its array has no end");
	if (c == ']')
		return end(e);
	if (c != '{')
		return fail(e, "an event that is no object");
	return read_object(e) == 1 ? give(e, event) : -1;
}

void
events_close(struct events *e)
{
	buf_free(&e->text);
	free(e->block);
	if (e->fd != -1)
		close(e->fd);
}

#include "events.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

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

	e->event.n = 0;
	buf_addc(&e->event, '{');
	while (depth > 0) {
		c = next_byte(e);
		if (c == EOF)
			return cut(e, "the profile is cut within an event");
		if (e->event.n == LIMIT_EVENT)
			return fail(e, "an event of too many bytes");
		buf_addc(&e->event, (char)c);
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

int
events_next(struct events *e, struct str *event)
{
	int c = next_mark(e), got;

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
	got = read_object(e);
	*event = buf_str(&e->event);
	return got;
}

void
events_close(struct events *e)
{
	buf_free(&e->event);
	free(e->block);
	if (e->fd != -1)
		close(e->fd);
}

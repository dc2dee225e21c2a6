#include "stream.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "limits.h"
#include "message.h"

enum { READ_BLOCK = 1 << 18 };

const char *
stream_name(const struct stream *s)
{
	return strcmp(s->name, "-") == 0 ? "(standard input)" : s->name;
}

int
stream_open(struct stream *s, const char *file)
{
	*s = (struct stream){ .name = file, .fd = STDIN_FILENO };
	if (strcmp(file, "-") == 0)
		return 0;
	s->fd = open(file, O_RDONLY | O_CLOEXEC);
	if (s->fd == -1)
		snprintf(s->error, sizeof(s->error), "%s", strerror(errno));
	return s->fd == -1 ? -1 : 0;
}

void
stream_close(struct stream *s)
{
	if (s->fd != STDIN_FILENO)
		close(s->fd);
	buf_free(&s->buf);
}

void
stream_fatal(const struct stream *s)
{
	if (s->line == 0)
		fatal("%s: %s", shown(str_of(stream_name(s))), s->error);
	stream_fatal_at(s, s->line, s->error);
}

void
stream_fatal_at(const struct stream *s, uint64_t line, const char *reason)
{
	fatal("%s:%llu: %s", shown(str_of(stream_name(s))),
	    (unsigned long long)line, reason);
}

static int
fail(struct stream *s, const char *reason)
{
	snprintf(s->error, sizeof(s->error), "%s", reason);
	return -1;
}

/* More bytes behind those that are there; what is given already goes first. */
static int
fill(struct stream *s)
{
	ssize_t got;

	if (s->at > 0) {
		memmove(s->buf.p, s->buf.p + s->at, s->buf.n - s->at);
		s->buf.n -= s->at;
		s->at = 0;
	}
	buf_reserve(&s->buf, READ_BLOCK);
	do {
		got = read(s->fd, s->buf.p + s->buf.n, s->buf.cap - s->buf.n);
	} while (got == -1 && errno == EINTR);
	if (got == -1)
		return fail(s, strerror(errno));
	s->eof = got == 0;
	s->buf.n += (size_t)got;
	return 0;
}

/* The next line without its newline; 0 at the end of the file. */
static int
next_line(struct stream *s, struct str *line)
{
	size_t seen = 0;
	const char *newline = NULL;

	for (;;) {
		struct str rest = { 0 };

		if (s->buf.n > s->at)
			rest = (struct str){ s->buf.p + s->at,
			    s->buf.n - s->at };
		if (rest.n > seen)
			newline = memchr(rest.p + seen, '\n', rest.n - seen);
		if (newline != NULL)
			rest.n = (size_t)(newline - rest.p) + 1;
		if (rest.n > LIMIT_LINE) {
			s->line++;
			return fail(s, "a line of more than 256 MiB");
		}
		if (newline != NULL || (s->eof && rest.n > 0)) {
			s->at += rest.n;
			s->line++;
			*line = rest;
			line->n -= newline != NULL;
			return 1;
		}
		if (s->eof)
			return 0;
		seen = rest.n;
		if (fill(s) == -1)
			return -1;
	}
}

static int
check_version(struct stream *s, struct str version)
{
	if (str_eq(version, STR("1")))
		return 0;
	if (version.n == 0)
		return fail(s, "no stream version");
	snprintf(s->error, sizeof(s->error),
	    "stream version %s, only 1 is known", shown(version));
	return -1;
}

/* Where in a stream each kind may stand. */
static int
check_order(struct stream *s, const struct record *r)
{
	if (r->kind != KIND_MODEL)
		return s->state == STREAM_WITHIN ? 0 : fail(s,
		    s->state == STREAM_BEFORE ?
		    "the stream does not begin with a model record" :
		    "a record behind the end record");
	if (s->state == STREAM_WITHIN)
		return fail(s, "a model record before the end record");
	return check_version(s, record_get(r, M_STREAM));
}

/* {"kind":"value_info", ... */
static bool
is_unread(const struct stream *s, struct str line)
{
	struct str begin = STR("{\"kind\":\"");

	if (s->unread == 0 || s->state != STREAM_WITHIN ||
	    !str_starts(line, begin))
		return false;
	line.p += begin.n;
	line.n -= begin.n;
	for (unsigned k = KIND_OTHER + 1; k < KIND_COUNT; k++)
		if ((s->unread >> k & 1) != 0 &&
		    str_starts(line, kind_name[k]) &&
		    line.n > kind_name[k].n && line.p[kind_name[k].n] == '"')
			return true;
	return false;
}

/* Is it no stream's first line, but an ONNX file's beginning? */
static bool
is_binary(const struct stream *s, struct str line)
{
	if (s->line > 1 || line.p[0] == '{')
		return false;
	for (size_t i = 0; i < line.n; i++)
		if ((unsigned char)line.p[i] < ' ' && line.p[i] != '\t' &&
		    line.p[i] != '\r')
			return true;
	return false;
}

int
stream_next(struct stream *s, struct record *r)
{
	const char *reason;
	struct str line;
	int got;

	do
		got = next_line(s, &line);
	while (got == 1 && is_unread(s, line));
	if (got == -1)
		return -1;
	if (got == 0) {
		if (s->state == STREAM_AFTER)
			return 0;
		return fail(s, s->state == STREAM_BEFORE ? "empty" :
		    "cut short: no end record");
	}
	if (line.n == 0)
		return fail(s, "an empty line");
	reason = record_scan(r, line);
	if (reason != NULL)
		return fail(s, is_binary(s, line) ? "not an object: an ONNX "
		    "file? onnx2ndjson reads that" : reason);
	if (check_order(s, r) == -1)
		return -1;
	s->state = r->kind == KIND_END ? STREAM_AFTER : STREAM_WITHIN;
	return 1;
}

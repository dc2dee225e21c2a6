/*
 * stream: the stream of records.5, read from a file descriptor.
 *
 * It is one model or several, each from `model` (with stream version 1)
 * to `end`.  stream_next checks that grammar: version, nothing before
 * `model`, nothing after `end` but another `model`, no stream cut before its
 * `end`.  An empty stream is an error too.
 */
#ifndef STREAM_H
#define STREAM_H

#include "record.h"

struct stream {
	const char *name;	/* "-" is shown as (standard input) */
	int fd;
	uint64_t line;		/* number of the line last given */
	/* Records of these kinds (bit 1 << kind) are stepped over unread: of
	 * those that begin as records.5 has it. */
	uint32_t unread;
	enum { STREAM_BEFORE, STREAM_WITHIN, STREAM_AFTER } state;
	bool eof;
	struct buf buf;		/* bytes read; those before `at` are given */
	size_t at;
	char error[256];	/* the reason, of -1 */
};

/* Opens FILE ("-": standard input); -1 with `error`. */
int stream_open(struct stream *, const char *file);
/* 1: a record, valid until the next call; 0: the end, after an `end` record;
 * -1: `error`, which stream_fatal prints as `prog: name:line: reason`. */
int stream_next(struct stream *, struct record *);
_Noreturn void stream_fatal(const struct stream *);
/* The same of an earlier line. */
_Noreturn void stream_fatal_at(const struct stream *, uint64_t line,
    const char *reason);
/* The name as it stands; messages show it by shown(). */
const char *stream_name(const struct stream *);
void stream_close(struct stream *);

#endif

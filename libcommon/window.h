/*
 * window: a file's bytes at any offset, in little memory.
 *
 * The file is read by pread through one window, never mapped (mapped pages
 * count as memory) and never whole: after a jump little is read, running on
 * reads ever more at once.
 *
 * Instead of a file's descriptor a window may have a reader: bytes that do not
 * stand in a file yet.
 *
 * The first error sticks: `error` names it, `error_at` says where, and from
 * then on nothing is found.  So a caller may test once, at the end.
 */
#ifndef WINDOW_H
#define WINDOW_H

#include <stdint.h>
#include <sys/types.h>

#include "str.h"

/* Offsets in the file: [at, end). */
struct span {
	uint64_t at, end;
};

/* As pread: up to n bytes at `at`, 0 past the end, -1 with errno. */
typedef ssize_t window_reader(void *arg, void *to, size_t n, uint64_t at);

struct window {
	int fd;			/* -1 with a reader */
	window_reader *reader;
	void *arg;
	uint64_t size;		/* of the file */
	const char *error;	/* a constant string, or NULL */
	int error_number;	/* errno of a failed read, or 0 */
	uint64_t error_at;
	uint64_t hold;		/* keep bytes from here when reading on */
	uint64_t base;		/* what is in memory: base .. base + n */
	size_t n, cap;
	size_t step;		/* bytes to read next */
	unsigned char *p;
};

void window_open(struct window *, int fd, uint64_t size);
void window_over(struct window *, window_reader *, void *arg, uint64_t size);
void window_free(struct window *);	/* leaves the descriptor open */
void window_fail(struct window *, uint64_t at, const char *why);

/* The bytes of the span in memory, until the next call that reads; NULL on
 * error.  The window grows to hold them: only for what is shown to fit. */
const char *window_bytes(struct window *, struct span);
struct str window_str(struct window *, struct span);
/* As many bytes from `at` as lie in the window, at least one, not past end. */
struct str window_some(struct window *, uint64_t at, uint64_t end);

/* Read until the window holds `need` bytes from `at`, which lie in the file. */
bool window_fill(struct window *, uint64_t at, size_t need);

/* At least `need` bytes from `at`, all within the file; NULL on error. */
static inline const unsigned char *
window_at(struct window *w, uint64_t at, size_t need)
{
	if ((at < w->base || at + need > w->base + w->n) &&
	    !window_fill(w, at, need))
		return NULL;
	return w->p + (at - w->base);
}

#endif

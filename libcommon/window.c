#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "window.h"

/*
 * WINDOW is the most that is read at once.  STEP is what is read after a jump:
 * a tensor's head is about 100 bytes, and files have a jump at every tensor.
 * Over NEAR bytes it is as cheap to read on as to jump (each about 0.5 us).
 */
enum {
	WINDOW = 128 << 10,
	STEP = 512,
	NEAR = 4096,
};

void
window_open(struct window *w, int fd, uint64_t size)
{
	*w = (struct window){ .fd = fd, .size = size, .hold = UINT64_MAX };
	w->cap = WINDOW;
	w->p = xmalloc(w->cap);
	w->step = STEP;
}

void
window_over(struct window *w, window_reader *reader, void *arg, uint64_t size)
{
	window_open(w, -1, size);
	w->reader = reader;
	w->arg = arg;
}

void
window_free(struct window *w)
{
	free(w->p);
	w->p = NULL;
	w->n = w->cap = 0;
}

void
window_fail(struct window *w, uint64_t at, const char *why)
{
	if (w->error != NULL)
		return;
	w->error = why;
	w->error_at = at;
	w->n = 0;	/* so that nothing more is found in the window */
}

/* Let the window hold `need` bytes from `at` on, keeping what is held before
 * them where that is little enough to be moved each time. */
static void
window_slide(struct window *w, uint64_t at, size_t need)
{
	uint64_t from = at;
	size_t kept = 0;

	if (w->hold >= w->base && w->hold < at && at - w->hold <= WINDOW / 2)
		from = w->hold;
	if (from >= w->base && from < w->base + w->n)
		kept = w->base + w->n - from;
	else
		from = at;
	need += at - from;
	if (need > w->cap) {
		w->p = xreallocarray(w->p, need, 1);
		w->cap = need;
	}
	if (kept > 0)
		memmove(w->p, w->p + (from - w->base), kept);
	if (at >= w->base && at <= w->base + w->n + NEAR)
		w->step *= 2;
	else
		w->step = STEP;
	if (w->step > WINDOW)
		w->step = WINDOW;
	w->base = from;
	w->n = kept;
}

static ssize_t
read_at(struct window *w, void *to, size_t n, uint64_t at)
{
	if (w->reader != NULL)
		return w->reader(w->arg, to, n, at);
	return pread(w->fd, to, n, (off_t)at);
}

bool
window_fill(struct window *w, uint64_t at, size_t need)
{
	size_t want;
	ssize_t r;

	if (w->error != NULL)
		return false;
	window_slide(w, at, need);
	need += at - w->base;
	want = w->n + w->step;
	if (want < need)
		want = need;
	if (want > w->cap)
		want = w->cap;
	while (w->n < need) {
		r = read_at(w, w->p + w->n, want - w->n, w->base + w->n);
		if (r < 0 && errno == EINTR)
			continue;
		if (r <= 0) {
			window_fail(w, w->base + w->n, r < 0 ?
			    "cannot be read" : "the file became shorter");
			w->error_number = r < 0 ? errno : 0;
			return false;
		}
		w->n += (size_t)r;
	}
	return true;
}

const char *
window_bytes(struct window *w, struct span s)
{
	if (s.end == s.at)
		return "";
	return (const char *)window_at(w, s.at, s.end - s.at);
}

struct str
window_str(struct window *w, struct span s)
{
	struct str r = { window_bytes(w, s), s.end - s.at };

	return r.p != NULL ? r : STR("");
}

struct str
window_some(struct window *w, uint64_t at, uint64_t end)
{
	struct str r = { NULL, 0 };
	uint64_t have;

	if (at >= end || (r.p = (const char *)window_at(w, at, 1)) == NULL)
		return r;
	have = w->base + w->n - at;
	r.n = have < end - at ? have : end - at;
	return r;
}

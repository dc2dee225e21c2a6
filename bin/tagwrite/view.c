#include <errno.h>

#include "view.h"

struct view
view_of(struct window *from, struct edits *e)
{
	return (struct view){ from, e, from->size + (uint64_t)e->growth };
}

/* How many edits begin at or before `at` in the result. */
static size_t
edits_before(const struct edits *e, uint64_t at)
{
	size_t low = 0, high = e->n, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (e->edit[middle].to <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* What stands at `at` in the result, where so many edits begin before. */
static struct str
piece(const struct view *v, size_t before, uint64_t at, char number[VARINT])
{
	struct edits *e = v->edits;
	const struct edit *last;
	uint64_t from = at;

	if (before > 0) {
		last = &e->edit[before - 1];
		if (at - last->to < last->insert)
			return edits_text(e, last, at - last->to, number);
		from = last->at + last->remove +
		    (at - last->to - last->insert);
	}
	return window_some(v->from, from, before < e->n ?
	    e->edit[before].at : v->from->size);
}

ssize_t
view_read(void *arg, void *to, size_t n, uint64_t at)
{
	const struct view *v = arg;
	size_t done = 0, before = edits_before(v->edits, at);
	char number[VARINT];
	struct str s;

	while (done < n && at < v->size) {
		s = piece(v, before, at, number);
		if (s.n == 0) {
			errno = v->from->error_number ?
			    v->from->error_number : EIO;
			return -1;
		}
		if (s.n > n - done)
			s.n = n - done;
		memcpy((char *)to + done, s.p, s.n);
		done += s.n;
		at += s.n;
		while (before < v->edits->n &&
		    v->edits->edit[before].to <= at)
			before++;
	}
	return (ssize_t)done;
}

bool
view_check(const struct view *v, const char *name, char digest[33],
    char reason[ONNX_ERROR])
{
	struct view copy = *v;
	struct onnx o;

	onnx_over(&o, view_read, &copy, v->size, name);
	onnx_check(&o);
	memcpy(digest, o.digest, sizeof(o.digest));
	if (onnx_close(&o))
		return true;
	memcpy(reason, o.error, sizeof(o.error));
	return false;
}

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "copy.h"

/* BLOCK is written at once; stretches of LONG bytes are not put through the
 * window. */
enum { BLOCK = 1 << 20, LONG = 64 << 10, PAGE = 4096 };
/* A new file will have to be on the disk: each so many bytes are sent there
 * while the next are copied. */
enum { EARLY = 16 << 20 };

struct copy {
	struct window *from;
	int to;
	bool new;
	bool by_hand;		/* the kernel will not */
	struct buf block;
	size_t waiting;		/* bytes written and not sent to the disk */
	int error;
};

static void
written(struct copy *c, size_t n)
{
	c->waiting += n;
	if (!c->new || c->waiting < EARLY)
		return;
	sync_file_range(c->to, 0, 0, SYNC_FILE_RANGE_WRITE);
	c->waiting = 0;
}

static void
write_all(struct copy *c, const char *p, size_t n)
{
	ssize_t r;

	while (n > 0 && c->error == 0) {
		r = write(c->to, p, n);
		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0) {
			c->error = errno;
			return;
		}
		written(c, (size_t)r);
		p += r;
		n -= (size_t)r;
	}
}

static void
flush(struct copy *c)
{
	size_t n = c->block.n;

	c->block.n = 0;
	write_all(c, c->block.p, n);
}

static void
put(struct copy *c, struct str s)
{
	buf_adds(&c->block, s);
	if (c->block.n >= BLOCK)
		flush(c);
}

/* As much of the stretch as the kernel copies; where that ends. */
static uint64_t
within_kernel(struct copy *c, uint64_t at, uint64_t end)
{
	off_t from = (off_t)at;
	uint64_t n;
	ssize_t r;

	while (c->error == 0 && (uint64_t)from < end) {
		n = end - (uint64_t)from;
		r = copy_file_range(c->from->fd, &from, c->to, NULL,
		    n < EARLY ? n : EARLY, 0);
		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0 && (errno == ENOSPC || errno == EFBIG ||
		    errno == EDQUOT || errno == EIO))
			c->error = errno;
		if (r <= 0)
			break;
		written(c, (size_t)r);
	}
	/* A pipe, another file system, an old kernel; or a file that became
	 * shorter, which reading by hand will tell. */
	c->by_hand = (uint64_t)from < end;
	return (uint64_t)from;
}

/* By blocks that end where pages do, as far as it can be read so. */
static uint64_t
in_blocks(struct copy *c, uint64_t at, uint64_t end, uint64_t to)
{
	ssize_t r;

	buf_reserve(&c->block, BLOCK);
	while (c->error == 0 && at < end) {
		size_t n = BLOCK - to % PAGE;

		if (n > end - at)
			n = (size_t)(end - at);
		r = pread(c->from->fd, c->block.p, n, (off_t)at);
		if (r < 0 && errno == EINTR)
			continue;
		if (r <= 0)
			break;
		write_all(c, c->block.p, (size_t)r);
		at += (uint64_t)r;
		to += (uint64_t)r;
	}
	return at;
}

/* The kernel copies whole pages from file to file.  Where they lie otherwise
 * in the two it would do so in halves, at twice the time of blocks. */
static uint64_t
long_data(struct copy *c, uint64_t at, uint64_t end)
{
	off_t to;

	flush(c);
	to = lseek(c->to, 0, SEEK_CUR);
	if (to >= 0 && ((uint64_t)to - at) % PAGE == 0 && !c->by_hand)
		at = within_kernel(c, at, end);
	return in_blocks(c, at, end, to < 0 ? 0 : (uint64_t)to);
}

/* Data, no hole. */
static void
data(struct copy *c, uint64_t at, uint64_t end)
{
	struct str s;

	if (end - at >= LONG)
		at = long_data(c, at, end);
	for (; at < end && c->error == 0; at += s.n) {
		s = window_some(c->from, at, end);
		if (s.n == 0) {
			c->error = c->from->error_number != 0 ?
			    c->from->error_number : EIO;
			return;
		}
		put(c, s);
	}
}

/* Where in [at, end) a hole, or data, begins next; end for nowhere, and where
 * the file system does not say. */
static uint64_t
next(const struct copy *c, int what, uint64_t at, uint64_t end)
{
	off_t found = lseek(c->from->fd, (off_t)at, what);

	if (found < 0)
		return what == SEEK_DATA && errno != ENXIO ? at : end;
	return (uint64_t)found < end ? (uint64_t)found : end;
}

static void
hole(struct copy *c, uint64_t n)
{
	flush(c);
	if (c->error == 0 && (lseek(c->to, (off_t)n, SEEK_CUR) < 0 ||
	    ftruncate(c->to, lseek(c->to, 0, SEEK_CUR)) != 0))
		c->error = errno;
}

/* What stays. */
static void
stretch(struct copy *c, uint64_t at, uint64_t end)
{
	uint64_t to;

	for (; at < end && c->error == 0; at = to) {
		to = end;
		if (!c->new || end - at < LONG) {
			data(c, at, end);
			continue;
		}
		if ((to = next(c, SEEK_DATA, at, end)) > at) {
			hole(c, to - at);
			continue;
		}
		to = next(c, SEEK_HOLE, at, end);
		data(c, at, to);
	}
}

static void
insert(struct copy *c, struct edits *e, const struct edit *edit)
{
	char number[VARINT];
	struct str s;

	for (uint64_t from = 0; from < edit->insert; from += s.n) {
		s = edits_text(e, edit, from, number);
		put(c, s);
	}
}

int
copy_to(int fd, const struct view *v, bool new)
{
	struct copy c = { .from = v->from, .to = fd, .new = new };
	struct edits *e = v->edits;
	uint64_t at = 0;

	for (size_t i = 0; i < e->n && c.error == 0; i++) {
		stretch(&c, at, e->edit[i].at);
		insert(&c, e, &e->edit[i]);
		at = e->edit[i].at + e->edit[i].remove;
	}
	if (c.error == 0)
		stretch(&c, at, v->from->size);
	flush(&c);
	buf_free(&c.block);
	return c.error;
}

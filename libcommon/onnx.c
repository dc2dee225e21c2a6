#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "limits.h"
#include "message.h"
#include "onnx.h"
#include "spool.h"

static bool
failed(struct onnx *o, const char *what)
{
	snprintf(o->error, sizeof(o->error), "%s: %s%s%s", o->name,
	    what, what[0] ? ": " : "", strerror(errno));
	return false;
}

/* Copy what comes from the descriptor; the copy's descriptor, or -1. */
static int
spool(struct onnx *o, int from)
{
	static char block[1 << 16];
	uint64_t size = 0;
	ssize_t r;
	int fd = spool_file();

	if (fd < 0) {
		failed(o, "temporary file");
		return -1;
	}
	while ((r = read(from, block, sizeof(block))) != 0) {
		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0) {
			failed(o, "");
			break;
		}
		/* One past the limit is enough to be refused for it. */
		if (size > LIMIT_FILE)
			return fd;
		errno = spool_write(fd, (struct str){ block, (size_t)r });
		if (errno != 0) {
			failed(o, "temporary file");
			break;
		}
		size += (uint64_t)r;
	}
	if (r == 0)
		return fd;
	close(fd);
	return -1;
}

static struct onnx_times
times_of(const struct stat *st)
{
	return (struct onnx_times){ st->st_size, st->st_mtim.tv_sec,
	    st->st_mtim.tv_nsec };
}

/* The file as it is where pread can read it, else a copy: its descriptor. */
static int
readable(struct onnx *o, int fd, struct stat *st)
{
	int copy;

	if (fstat(fd, st) != 0) {
		failed(o, "");
		return -1;
	}
	if (S_ISDIR(st->st_mode)) {
		errno = EISDIR;
		failed(o, "");
		return -1;
	}
	if (S_ISREG(st->st_mode) &&
	    (fd != STDIN_FILENO || lseek(fd, 0, SEEK_CUR) == 0))
		return fd;
	if ((copy = spool(o, fd)) >= 0 && fstat(copy, st) != 0) {
		failed(o, "temporary file");
		close(copy);
		return -1;
	}
	return copy;
}

bool
onnx_open(struct onnx *o, const char *file)
{
	bool standard = strcmp(file, "-") == 0;
	struct stat st;
	int fd, from;

	memset(o, 0, sizeof(*o));
	snprintf(o->name, sizeof(o->name), "%s",
	    standard ? "(standard input)" : shown(str_of(file)));
	from = standard ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC);
	if (from < 0)
		return failed(o, "");
	fd = readable(o, from, &st);
	if (fd != from && !standard)
		close(from);
	if (fd < 0)
		return false;
	o->times = times_of(&st);
	window_open(&o->window, fd, (uint64_t)st.st_size);
	return true;
}

void
onnx_over(struct onnx *o, window_reader *reader, void *arg, uint64_t size,
    const char *name)
{
	memset(o, 0, sizeof(*o));
	snprintf(o->name, sizeof(o->name), "%s", name);
	window_over(&o->window, reader, arg, size);
}

void
onnx_fail(struct onnx *o, const char *why)
{
	window_fail(&o->window, 0, why);
	if (o->error[0] == '\0')
		snprintf(o->error, sizeof(o->error), "%s: %s", o->name, why);
}

bool
onnx_unchanged(struct onnx *o)
{
	struct onnx_times now;
	struct stat st;

	if (o->window.error != NULL)
		return false;
	if (fstat(o->window.fd, &st) == 0) {
		now = times_of(&st);
		if (memcmp(&now, &o->times, sizeof(now)) == 0)
			return true;
	}
	onnx_fail(o, "the file was changed meanwhile");
	return false;
}

bool
onnx_close(struct onnx *o)
{
	struct window *w = &o->window;

	if (w->error != NULL && o->error[0] == '\0')
		snprintf(o->error, sizeof(o->error), "%s: offset %ju: %s%s%s",
		    o->name, (uintmax_t)w->error_at, w->error,
		    w->error_number ? ": " : "",
		    w->error_number ? strerror(w->error_number) : "");
	if (w->fd > STDIN_FILENO)
		close(w->fd);
	window_free(w);
	return o->error[0] == '\0';
}

struct message
onnx_root(const struct onnx *o)
{
	return message_of((struct span){ 0, o->window.size });
}

#include "spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "message.h"

int
spool_file(void)
{
	const char *dir = getenv("TMPDIR");
	char path[4096];
	int fd;

	if (dir == NULL || *dir == '\0')
		dir = "/tmp";
	fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR &&
	    errno != EINVAL))
		return fd;
	/* Not all file systems have O_TMPFILE. */
	if ((size_t)snprintf(path, sizeof(path), "%s/hierutils-XXXXXX", dir) >=
	    sizeof(path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	if ((fd = mkostemp(path, O_CLOEXEC)) >= 0)
		unlink(path);
	return fd;
}

int
spool_write(int fd, struct str s)
{
	ssize_t r;

	while (s.n > 0) {
		r = write(fd, s.p, s.n);
		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return errno;
		s.p += r;
		s.n -= (size_t)r;
	}
	return 0;
}

static void
write_rest(struct spool *s)
{
	int error = 0;

	if (s->written == 0 && (s->fd = spool_file()) == -1)
		error = errno;
	if (error == 0)
		error = spool_write(s->fd, buf_str(&s->rest));
	if (error != 0)
		fatal("temporary file: %s", strerror(error));
	s->written += s->rest.n;
	s->rest.n = 0;
}

void
spool_add(struct spool *s, struct str bytes)
{
	buf_adds(&s->rest, bytes);
	s->n += bytes.n;
	if (s->rest.n >= SPOOL_MEMORY)
		write_rest(s);
}

struct str
spool_some(struct spool *s, uint64_t at, uint64_t end)
{
	struct str some;

	if (at >= s->written)
		return (struct str){ s->rest.p + (at - s->written), end - at };
	if (s->window.p == NULL)
		window_open(&s->window, s->fd, s->written);
	some = window_some(&s->window, at, end < s->written ? end :
	    s->written);
	if (some.n == 0)
		fatal("temporary file: %s", s->window.error);
	return some;
}

void
spool_free(struct spool *s)
{
	if (s->written > 0)
		close(s->fd);
	if (s->window.p != NULL)
		window_free(&s->window);
	buf_free(&s->rest);
	*s = (struct spool){ 0 };
}

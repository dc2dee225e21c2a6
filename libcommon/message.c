#include "message.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "utf8.h"
#include "version.h"

static const char *program = "hierutils";

/* A file that is opened later must not become the standard output of a program
 * that was given none, nor take its messages.  Opened the wrong way round, as
 * glibc does where it must: what is not there cannot be read or written, but
 * who does not need it does not learn of it. */
static void
hold_descriptors(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) == -1)
			open("/dev/null",
			    fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

void
message_program(const char *argv0)
{
	const char *slash = argv0 == NULL ? NULL : strrchr(argv0, '/');

	hold_descriptors();
	opterr = 0;
	if (argv0 != NULL)
		program = slash != NULL ? slash + 1 : argv0;
}

/* In one write, so that lines of programs that run side by side stay whole. */
static void
say(const char *fmt, va_list ap)
{
	static char line[8192];
	int n;

	fflush(stdout);
	n = snprintf(line, sizeof(line), "%.100s: ", program);
	n += vsnprintf(line + n, sizeof(line) - (size_t)n, fmt, ap);
	if ((size_t)n > sizeof(line) - 2)
		n = sizeof(line) - 2;
	line[n++] = '\n';
	fwrite(line, 1, (size_t)n, stderr);
}

void
warning(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
}

void
fatal(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(fmt, ap);
	va_end(ap);
	exit(STATUS_TROUBLE);
}

/* The length of the sequence that s begins with, if it is text that may be
 * printed; else 0. */
static unsigned
printable(struct str s)
{
	uint32_t u;
	unsigned n = utf8_decode(s, &u);

	return n > 0 && utf8_steers(u) ? 0 : n;
}

const char *
shown(struct str s)
{
	enum { LONGEST = 200 };
	static char room[4][LONGEST * 4 + 8];
	static unsigned turn;
	char *out = room[turn++ % 4], *at = out;
	size_t i = 0;
	unsigned n;

	while (i < s.n && i < LONGEST) {
		n = printable((struct str){ s.p + i, s.n - i });
		if (n == 0) {
			at += sprintf(at, "\\x%02x", (unsigned char)s.p[i++]);
			continue;
		}
		memcpy(at, s.p + i, n);
		at += n;
		i += n;
	}
	strcpy(at, i < s.n ? "..." : "");
	return out;
}

void
usage_exit(const char *usage, bool wanted)
{
	fprintf(wanted ? stdout : stderr, "usage: %s\n", usage);
	if (wanted)
		stdout_close();
	exit(wanted ? STATUS_DONE : STATUS_TROUBLE);
}

void
option_exit(const char *usage, int c, char *const argv[])
{
	char letter[] = { '-', (char)optopt, '\0' };

	if (c != 'h')
		warning("no such option, or not what it takes: %s",
		    shown(str_of(optopt > ' ' && optopt < 0x7f ? letter :
		    argv[optind - 1])));
	usage_exit(usage, c == 'h');
}

void
version_exit(void)
{
	printf("%s (hierutils) %s\n", program, VERSION);
	stdout_close();
	exit(STATUS_DONE);
}

void
stdout_close(void)
{
	bool failed = ferror(stdout);

	/* close(2), not fclose(3): fatal still looks at stdout. */
	errno = 0;
	if (fflush(stdout) == EOF || failed || close(STDOUT_FILENO) == -1)
		fatal("(standard output): %s",
		    errno != 0 ? strerror(errno) : "write error");
}

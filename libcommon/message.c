#include "message.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "utf8.h"
#include "version.h"

static const char *program = "hierutils";

void
message_program(const char *argv0)
{
	const char *slash = argv0 == NULL ? NULL : strrchr(argv0, '/');

	if (argv0 != NULL)
		program = slash != NULL ? slash + 1 : argv0;
}

static void
say(const char *fmt, va_list ap)
{
	fflush(stdout);
	fprintf(stderr, "%s: ", program);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
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

/* The length of the sequence that s begins with, if it is text that prints:
 * no control character, also none of U+0080..U+009F; else 0. */
static unsigned
printable(struct str s)
{
	unsigned n = utf8_length(s);
	unsigned char c = (unsigned char)s.p[0];

	if (n == 1 && (c < 0x20 || c == 0x7f))
		return 0;
	if (n == 2 && c == 0xc2 && (unsigned char)s.p[1] < 0xa0)
		return 0;
	return n;
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
version_exit(void)
{
	printf("%s (hierutils) %s\n", program, VERSION);
	stdout_close();
	exit(STATUS_DONE);
}

void
stdout_close(void)
{
	if (ferror(stdout) || fflush(stdout) == EOF || fclose(stdout) == EOF) {
		fprintf(stderr, "%s: (standard output): write error\n",
		    program);
		exit(STATUS_TROUBLE);
	}
}

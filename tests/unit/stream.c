/*
 * stream: lines and what may follow what, however the bytes arrive.
 */
#include <err.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "limits.h"
#include "record.h"
#include "stream.h"
#include "unit.h"

#define MODEL	"{\"kind\":\"model\",\"stream\":1}\n"
#define NODE	"{\"kind\":\"node\",\"name\":\"a\"}\n"
#define END	"{\"kind\":\"end\"}\n"

/* A child that sends the text in pieces of so many bytes; what it sends. */
static int
sent(struct str text, size_t piece, pid_t *pid)
{
	int fd[2];

	if (pipe(fd) == -1 || (*pid = fork()) == -1)
		err(2, "fork");
	if (*pid == 0) {
		signal(SIGPIPE, SIG_DFL);
		close(fd[0]);
		for (size_t i = 0; i < text.n; i += piece)
			if (write(fd[1], text.p + i, piece < text.n - i ?
			    piece : text.n - i) == -1)
				_exit(1);
		_exit(0);
	}
	close(fd[1]);
	return fd[0];
}

/* All of a stream: how many records, the last line's number, the reason. */
struct outcome {
	unsigned records;
	uint64_t line;
	char error[256];
};

static uint32_t unread;		/* of the streams that are read */

static struct outcome
read_pieces(struct str text, size_t piece)
{
	struct outcome o = { 0 };
	struct stream s;
	struct record r = { 0 };
	pid_t pid;
	int got;

	stream_open(&s, "-");
	s.fd = sent(text, piece, &pid);
	s.unread = unread;
	while ((got = stream_next(&s, &r)) == 1)
		o.records++;
	if (got == -1)
		memcpy(o.error, s.error, sizeof(o.error));
	o.line = s.line;
	stream_close(&s);
	record_free(&r);
	waitpid(pid, NULL, 0);
	return o;
}

static bool
reads(const char *text, unsigned records, uint64_t line, const char *error)
{
	static const size_t piece[] = { 1, 7, 1 << 16 };

	for (int i = 0; i < 3; i++) {
		struct outcome o = read_pieces(str_of(text), piece[i]);

		if (o.records == records && o.line == line &&
		    strcmp(o.error, error) == 0)
			continue;
		printf("%s%u records, line %llu, `%s'\n", text, o.records,
		    (unsigned long long)o.line, o.error);
		return false;
	}
	return true;
}

static void
test_grammar(void)
{
	CHECK(reads(MODEL END, 2, 2, ""));
	CHECK(reads(MODEL NODE END, 3, 3, ""));
	CHECK(reads(MODEL NODE "{\"kind\":\"new\"}\n" END, 4, 4, ""));
	CHECK(reads(MODEL NODE END MODEL END, 5, 5, ""));
	CHECK(reads("", 0, 0, "empty"));
	CHECK(reads(NODE END, 0, 1,
	    "the stream does not begin with a model record"));
	CHECK(reads(END, 0, 1,
	    "the stream does not begin with a model record"));
	CHECK(reads(MODEL, 1, 1, "cut short: no end record"));
	CHECK(reads(MODEL NODE, 2, 2, "cut short: no end record"));
	CHECK(reads(MODEL END MODEL NODE, 4, 4, "cut short: no end record"));
	CHECK(reads(MODEL END NODE, 2, 3, "a record behind the end record"));
	CHECK(reads(MODEL END END, 2, 3, "a record behind the end record"));
	CHECK(reads(MODEL NODE MODEL END, 2, 3,
	    "a model record before the end record"));
}

static void
test_versions(void)
{
	CHECK(reads("{\"kind\":\"model\"}\n" END, 0, 1, "no stream version"));
	CHECK(reads("{\"kind\":\"model\",\"stream\":2}\n" END, 0, 1,
	    "stream version 2, only 1 is known"));
	CHECK(reads("{\"kind\":\"model\",\"stream\":\"1\"}\n" END, 0, 1,
	    "stream version \"1\", only 1 is known"));
	CHECK(reads("{\"kind\":\"model\",\"stream\":1.0}\n" END, 0, 1,
	    "stream version 1.0, only 1 is known"));
	CHECK(reads(MODEL END "{\"kind\":\"model\",\"stream\":2}\n" END, 2, 3,
	    "stream version 2, only 1 is known"));
}

/* Lines that begin as those of the kinds do, within a model only. */
static void
test_unread(void)
{
	unread = 1u << KIND_NODE | 1u << KIND_INPUT;
	CHECK(reads(MODEL NODE NODE END, 2, 4, ""));
	CHECK(reads(MODEL "{\"kind\":\"input\"}\n" NODE END, 2, 4, ""));
	CHECK(reads(MODEL "{\"kind\":\"output\"}\n" NODE END, 3, 4, ""));
	CHECK(reads(MODEL "{\"kind\":\"node\" what it holds\n" END, 2, 3, ""));
	CHECK(reads(MODEL "{\"kind\": \"node\"}\n" END, 3, 3, ""));
	CHECK(reads(MODEL "{\"kind\":\"nodes\"}\n" END, 3, 3, ""));
	CHECK(reads(MODEL "{\"kind\":\"node\n" END, 1, 2,
	    "string without end"));
	CHECK(reads(MODEL NODE, 1, 2, "cut short: no end record"));
	CHECK(reads(NODE END, 0, 1,
	    "the stream does not begin with a model record"));
	CHECK(reads(MODEL END NODE, 2, 3, "a record behind the end record"));
	unread = 0;
}

static void
test_lines(void)
{
	/* The last line may lack its newline, but no more. */
	CHECK(reads(MODEL "{\"kind\":\"end\"}", 2, 2, ""));
	CHECK(reads(MODEL "{\"kind\":\"end\"", 1, 2, "cut short"));
	CHECK(reads(MODEL "{\"kind\":\"en", 1, 2, "string without end"));
	CHECK(reads(MODEL "\n" END, 1, 2, "an empty line"));
	CHECK(reads(MODEL " \n" END, 1, 2, "cut short"));
	CHECK(reads(MODEL END "\n", 2, 3, "an empty line"));
	CHECK(reads("\n", 0, 1, "an empty line"));
	CHECK(reads(MODEL NODE "x\n" END, 2, 3, "not an object"));
	CHECK(reads(MODEL END "  ", 2, 3, "cut short"));
	/* A line ends with a newline; before it may stand space: \r. */
	CHECK(reads("{\"kind\":\"model\",\"stream\":1}\r\n" END, 2, 2, ""));
	CHECK(read_pieces(STR(MODEL "{\"kind\":\"node\0\"}\n" END), 100).records
	    == 1);
	CHECK(read_pieces(STR(MODEL "{\"kind\":\"node\"}\0\n" END), 100).records
	    == 1);
}

/* Lines of all lengths round the block that is read at once. */
static void
test_blocks(void)
{
	struct buf text = { 0 };
	struct outcome o;

	buf_adds(&text, STR(MODEL));
	for (unsigned i = 0; i < 40; i++) {
		buf_adds(&text, STR("{\"kind\":\"node\",\"name\":\""));
		buf_reserve(&text, 40000);
		memset(text.p + text.n, 'a', i * 997);
		text.n += i * 997;
		buf_adds(&text, STR("\"}\n"));
	}
	buf_adds(&text, STR(END));
	for (size_t piece = 4095; piece < 300000; piece = piece * 3 + 1) {
		o = read_pieces(buf_str(&text), piece);
		CHECK(o.records == 42 && o.line == 42 && o.error[0] == '\0');
	}
	buf_free(&text);
}

/* A line of n bytes with its newline, between a model and an end. */
static struct outcome
read_long(size_t n)
{
	struct outcome o;
	struct buf text = { 0 };
	struct str begin = STR("{\"kind\":\"node\",\"name\":\"");
	size_t name = n - begin.n - 3;

	buf_reserve(&text, n + 100);
	buf_adds(&text, STR(MODEL));
	buf_adds(&text, begin);
	memset(text.p + text.n, 'a', name);
	text.n += name;
	buf_adds(&text, STR("\"}\n" END));
	o = read_pieces(buf_str(&text), 1 << 20);
	buf_free(&text);
	return o;
}

static void
test_longest(void)
{
	struct outcome o = read_long(LIMIT_LINE);

	CHECK(o.records == 3 && o.error[0] == '\0');
	o = read_long((size_t)LIMIT_LINE + 1);
	CHECK(o.records == 1 && o.line == 2 &&
	    strcmp(o.error, "a line of more than 256 MiB") == 0);
}

static void
test_open(void)
{
	struct stream s;
	struct record r = { 0 };

	CHECK(stream_open(&s, "/none/none") == -1);
	CHECK(strcmp(s.error, "No such file or directory") == 0);
	CHECK(stream_open(&s, "/") == 0 && stream_next(&s, &r) == -1);
	CHECK(strcmp(s.error, "Is a directory") == 0 && s.line == 0);
	stream_close(&s);
	CHECK(stream_open(&s, "-") == 0);
	CHECK(strcmp(stream_name(&s), "(standard input)") == 0);
	record_free(&r);
}

int
main(void)
{
	test_grammar();
	test_versions();
	test_lines();
	test_unread();
	test_blocks();
	test_longest();
	test_open();
	return unit_done();
}

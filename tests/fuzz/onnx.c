/*
 * Any bytes through the whole of onnx2ndjson but its main.  Of a file that is
 * refused nothing is printed; of one that is not each line is a record, the
 * first a `model`, the last an `end`.
 */
#include <sys/mman.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../../bin/onnx2ndjson/print.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
expect(bool what, const char *why, struct str where)
{
	if (what)
		return;
	fprintf(stderr, "%s: %.*s\n", why, (int)where.n, where.p);
	abort();
}

/* A file in memory, with its name. */
static int
memory(const uint8_t *data, size_t n, char name[32])
{
	int fd = memfd_create("onnx", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, n) != (ssize_t)n)
		abort();
	snprintf(name, 32, "/proc/self/fd/%d", fd);
	return fd;
}

/* The lines of a stream; the kind of the last. */
static enum kind
lines(struct str text)
{
	enum kind kind = KIND_OTHER;
	struct record r = { 0 };
	const char *end, *why;
	struct str line;

	while (text.n > 0) {
		end = memchr(text.p, '\n', text.n);
		expect(end != NULL, "no newline", text);
		line = (struct str){ text.p, (size_t)(end - text.p) };
		text.n -= line.n + 1;
		text.p += line.n + 1;
		why = record_scan(&r, line);
		expect(why == NULL, why != NULL ? why : "", line);
		expect((r.kind == KIND_MODEL) == (kind == KIND_OTHER) &&
		    r.kind != KIND_OTHER && kind != KIND_END, "kind", line);
		kind = r.kind;
	}
	record_free(&r);
	return kind;
}

static void
check_output(int fd, uint64_t n, bool good)
{
	struct str text = { xmalloc(n + 1), n };

	if (pread(fd, (char *)text.p, n, 0) != (ssize_t)n)
		abort();
	if (good)
		expect(lines(text) == KIND_END, "no end", text);
	free((char *)text.p);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct print print = { .window = NULL };
	struct onnx onnx;
	struct jsonw out;
	char name[32], unused[32];
	int in = memory(data, n, name), to = memory(data, 0, unused);
	bool checked, good = false;

	jsonw_open(&out, to);
	if (!onnx_open(&onnx, name))
		abort();
	print.onnx = &onnx;
	print.window = &onnx.window;
	print.out = &out;
	if ((checked = onnx_check(&onnx)))
		good = print_model(&print, "-");
	expect(onnx_close(&onnx) == good, "error", str_of(onnx.error));
	expect(checked == good, "refused late", str_of(onnx.error));
	expect(checked || out.written == 0, "printed", str_of(name));
	if (jsonw_finish(&out) != 0)
		abort();
	check_output(to, out.written, good);
	close(in);
	close(to);
	return 0;
}

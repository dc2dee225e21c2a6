/*
 * Any bytes as a model that is tagged: by a stream of its own in which each
 * node has a module.  What is not refused must, stripped, be the same bytes
 * again, and tagged again nothing else than it is.  Its size says which
 * profile and which target.
 *
 * tagwrite refuses by ending the program: exit is wrapped by the linker, and
 * jumps back here instead.  What it had allocated is lost then.
 */
#include <sys/mman.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../../bin/onnx2ndjson/print.h"
#include "../../bin/tagwrite/splice.h"
#include "../../bin/tagwrite/strip.h"
#include "../../bin/tagwrite/view.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);
_Noreturn void __wrap_exit(int);
_Noreturn void __real_exit(int);

static jmp_buf refused;
static bool refusing;
static int said_to = -1, nowhere;	/* standard error, and none */

/* What is refused is not told. */
static void
refuse_quietly(bool quietly)
{
	if (said_to == -1) {
		said_to = dup(STDERR_FILENO);
		nowhere = open("/dev/null", O_WRONLY);
	}
	refusing = quietly;
	dup2(quietly ? nowhere : said_to, STDERR_FILENO);
}

void
__wrap_exit(int status)
{
	if (refusing)
		longjmp(refused, 1);
	__real_exit(status);
}

static void
expect(bool what, const char *why)
{
	if (what)
		return;
	fprintf(stderr, "%s\n", why);
	abort();
}

/* A file in memory, with its name. */
static int
memory(struct str bytes, char name[32])
{
	int fd = memfd_create("tagwrite", MFD_CLOEXEC);

	expect(fd >= 0 && write(fd, bytes.p, bytes.n) == (ssize_t)bytes.n,
	    "no memory for a file");
	snprintf(name, 32, "/proc/self/fd/%d", fd);
	return fd;
}

static struct str
file_bytes(int fd)
{
	size_t n = (size_t)lseek(fd, 0, SEEK_END);
	char *p = xmalloc(n + 1);

	expect(pread(fd, p, n, 0) == (ssize_t)n, "a file cannot be read");
	return (struct str){ p, n };
}

static const char *const modules[] = {
	"{\"kind\":\"module\",\"path\":\"\",\"class\":\"a.Net\","
	    "\"class_by\":\"map\",\"depth\":0,\"leaf\":false}",
	"{\"kind\":\"module\",\"path\":\"0\",\"class\":\"a.Layer\","
	    "\"class_by\":\"map\",\"parent\":\"\",\"depth\":1,"
	    "\"leaf\":false}",
	"{\"kind\":\"module\",\"path\":\"0.b'\",\"class\":\"a.b.Leaf\","
	    "\"class_by\":\"map\",\"parent\":\"0\",\"depth\":2,"
	    "\"leaf\":true}",
};

/* What attribute says of the n-th node. */
static const char *const said[] = {
	"\"module\":\"\",\"modules\":[\"\"],\"by\":\"root\"",
	"\"module\":\"0\",\"modules\":[\"0\"],\"by\":\"scope\"",
	"\"module\":\"0.b'\",\"modules\":[\"0.b'\",\"0\"],\"by\":\"value\","
	    "\"class\":\"a.b.Leaf\",\"call\":2",
	"\"module\":\"0\",\"modules\":[\"0\"],\"by\":\"scope\","
	    "\"exact\":false",
};

/* The model's stream, with that in it. */
static void
write_attributed(struct str text, struct jsonw *w)
{
	struct record r = { 0 };
	const char *end;
	struct str line;
	size_t node = 0;

	for (; text.n > 0; text.p = end + 1, text.n -= line.n + 1) {
		end = memchr(text.p, '\n', text.n);
		line = (struct str){ text.p, (size_t)(end - text.p) };
		expect(record_scan(&r, line) == NULL, "no record");
		record_reopen(w, line);
		if (r.kind == KIND_NODE)
			jsonw_raw(w, str_of(said[node++ % 4]));
		record_end(w);
		for (size_t i = 0; r.kind == KIND_MODEL && i < 3; i++) {
			record_reopen(w, str_of(modules[i]));
			record_end(w);
		}
	}
	record_free(&r);
}

/* A file of it; -1 for what is no model. */
static int
stream_of(const char *model, char name[32])
{
	struct print print = { .window = NULL };
	struct onnx onnx;
	struct jsonw out;
	char unused[32];
	int read = memory(STR(""), unused), fd = memory(STR(""), name);
	bool good;

	jsonw_open(&out, read);
	expect(onnx_open(&onnx, model), "no file");
	print.onnx = &onnx;
	print.window = &onnx.window;
	print.out = &out;
	good = onnx_check(&onnx) && print_model(&print, "-");
	onnx_close(&onnx);
	expect(jsonw_finish(&out) == 0, "no stream");
	if (good) {
		struct str text = file_bytes(read);

		jsonw_open(&out, fd);
		write_attributed(text, &out);
		expect(jsonw_finish(&out) == 0, "no stream");
		free((char *)text.p);
	}
	return good ? fd : -1;
}

/* What the edits make of the file, as a file. */
static int
result(struct onnx *onnx, struct edits *edits, char name[32])
{
	struct view view = view_of(&onnx->window, edits);
	char *p = xmalloc(view.size + 1);
	uint64_t at = 0;
	ssize_t n;
	int fd;

	while (at < view.size &&
	    (n = view_read(&view, p + at, view.size - at, at)) > 0)
		at += (uint64_t)n;
	expect(at == view.size, "a result of another size");
	fd = memory((struct str){ p, view.size }, name);
	free(p);
	return fd;
}

/* The model tagged, as a file; -1 when it is refused. */
static int
tagged(const char *model, size_t which, char name[32])
{
	static const char *const profiles[] = {
		"torch", "namespace", "layer_ann", "winml", "hf",
	};
	static const char *const targets[] = { NULL, "doc_string",
		"attributes" };
	struct splice s = { .target = (enum target)(which / 5 % 3) };
	struct onnx onnx;
	char stream[32];
	volatile int fd = -1;

	if (stream_of(model, stream) == -1)
		return -1;
	refuse_quietly(true);
	if (setjmp(refused) == 0) {
		expect(onnx_open(&onnx, model) && onnx_check(&onnx),
		    "no model any more");
		s.onnx = &onnx;
		s.tags = tags_read(stream, profile_load(profiles[which % 5]),
		    false, targets[s.target]);
		splice_edits(&s);
		fd = result(&onnx, &s.edits, name);
	}
	refuse_quietly(false);
	return fd;
}

static int
stripped(const char *model, char name[32])
{
	struct edits edits = { 0 };
	struct onnx onnx;

	expect(onnx_open(&onnx, model) && onnx_check(&onnx),
	    "tagged, no model");
	refusing = true;	/* and told: it is a fault */
	if (setjmp(refused) == 0)
		strip_edits(&edits, &onnx);
	else
		expect(false, "tagged, not stripped");
	refusing = false;
	return result(&onnx, &edits, name);
}

static void
expect_same(int a, int b, const char *why)
{
	struct str one = file_bytes(a), other = file_bytes(b);

	expect(str_eq(one, other), why);
	free((char *)one.p);
	free((char *)other.p);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char name[32], out[32], again[32], back[32];
	int floor, in, to, twice;

	refuse_quietly(false);
	floor = dup(STDIN_FILENO);
	in = memory((struct str){ (const char *)data, n }, name);
	to = tagged(name, n, out);
	if (to != -1) {
		twice = tagged(out, n, again);
		expect(twice != -1, "tagged, refused");
		expect_same(to, twice, "tagged twice, other bytes");
		expect_same(in, stripped(out, back), "stripped, other bytes");
	}
	/* What a refusal left open, too. */
	close_range((unsigned)floor, ~0U, 0);
	return 0;
}

/*
 * Any bytes as what exporters and tagwrite write scopes in: each line is the
 * name of a node, of an output, of an initializer, and a list of scopes or a
 * tag, some in a doc_string.  Whatever they say, every scope is a module of the
 * tree, a tag's modules too, every call is counted from 1, and a list that is
 * read has items that the text holds.
 */
#include <sys/mman.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "../../bin/scopemap/metadata.h"
#include "../../bin/scopemap/othertags.h"
#include "../../bin/scopemap/pylist.h"
#include "../../bin/scopemap/torchscript.h"
#include "stream.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
expect(bool what, const char *why)
{
	if (what)
		return;
	fprintf(stderr, "%s\n", why);
	abort();
}

static void
try_list(struct str text)
{
	struct arena arena = { 0 };
	struct pylist list;
	size_t bytes = 0;

	if (pylist_read(text, &arena, &list)) {
		for (uint32_t i = 0; i < list.n; i++)
			bytes += list.item[i].n;
		expect(bytes <= text.n, "a list longer than its text");
	}
	arena_free(&arena);
}

static void
write_tags(struct jsonw *w, uint32_t index, struct str line)
{
	static const struct str key[] = {
		STR("namespace"), STR("pkg.torch.onnx.name_scopes"),
		STR("hierutils.node"),
	};

	if (index % 4 == 3) {
		record_key(w, M_DOC_STRING);
		jsonw_string(w, line);
		return;
	}
	record_key(w, M_METADATA_PROPS);
	jsonw_begin(w, '{');
	jsonw_key(w, key[index % 4]);
	jsonw_string(w, line);
	jsonw_end(w, '}');
}

/* A node of its own for a line, and an initializer that it reads. */
static void
write_node(struct jsonw *w, uint32_t index, struct str line)
{
	record_begin(w, KIND_NODE);
	record_key(w, M_GRAPH);
	jsonw_string(w, STR("main"));
	record_key(w, M_INDEX);
	jsonw_uint(w, index);
	record_key(w, M_NAME);
	jsonw_string(w, line);
	record_key(w, M_OP_TYPE);
	jsonw_string(w, STR("Relu"));
	record_key(w, M_INPUT);
	jsonw_begin(w, '[');
	jsonw_string(w, line);
	jsonw_end(w, ']');
	record_key(w, M_OUTPUT);
	jsonw_begin(w, '[');
	jsonw_string(w, line);
	jsonw_end(w, ']');
	write_tags(w, index, line);
	record_end(w);
}

static void
write_stream(int fd, struct str text)
{
	struct jsonw w;
	uint32_t index = 0;

	jsonw_open(&w, fd);
	jsonw_raw(&w, STR("{\"kind\":\"model\",\"stream\":1}"));
	jsonw_line(&w);
	record_begin(&w, KIND_INITIALIZER);
	record_key(&w, M_GRAPH);
	jsonw_string(&w, STR("main"));
	record_key(&w, M_NAME);
	jsonw_string(&w, text);
	record_end(&w);
	while (text.n > 0) {
		const char *end = memchr(text.p, '\n', text.n);
		struct str line = { text.p, end == NULL ? text.n :
		    (size_t)(end - text.p) };

		try_list(line);
		write_node(&w, index++, line);
		text.p += line.n + (end != NULL);
		text.n -= line.n + (end != NULL);
	}
	record_begin(&w, KIND_END);
	record_end(&w);
	expect(jsonw_finish(&w) == 0, "no room");
}

static void
check(const struct scopes *s)
{
	for (uint32_t i = 0; i < s->m->n_node; i++) {
		if (s->scope[i] == NONE)
			continue;
		expect(s->scope[i] < s->tree.n, "a scope of no module");
		expect(s->by[i] != BY_NOTHING, "a scope by nothing");
	}
	for (uint32_t i = 0; i < s->n_listed; i++)
		expect(s->listed[i] < s->tree.n, "a tag of no module");
	for (uint32_t id = 1; id < s->tree.n; id++)
		expect(s->tree.parent[id] < id, "a child before its parent");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str text = { (const char *)data, n };
	struct stream stream;
	struct model m = { 0 };
	struct carriers carriers = { 0 };
	struct model_hooks hooks = { .each = carriers_record,
	    .context = &carriers };
	struct scopes s;
	char name[32];
	int fd;

	if (n > 1 << 16 || (fd = memfd_create("names", MFD_CLOEXEC)) == -1)
		return 0;
	write_stream(fd, text);
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	expect(stream_open(&stream, name) == 0, "no stream");
	expect(model_read(&m, &stream, &hooks) == 1, stream.error);
	scopes_open(&s, &m);
	metadata_scopes(&s, &carriers);
	for (uint32_t i = 0; i < m.n_initializer; i++) {
		struct str owner = torchscript_owner(
		    model_name(&m, m.value[m.initializer[i].value].name));
		if (owner.n > 0)
			scopes_module(&s, owner, BY_INITIALIZER);
	}
	torchscript_scopes(&s);
	othertags_scopes(&s, &carriers);
	check(&s);
	scopes_free(&s);
	carriers_free(&carriers);
	model_free(&m);
	stream_close(&stream);
	close(fd);
	return 0;
}

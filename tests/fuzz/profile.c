/*
 * Any bytes as a profile.  One that is accepted makes values of a stream's
 * nodes; what a form says to be the op's item is within its value, and a value
 * says the same as itself.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../bin/tagwrite/forms.h"
#include "../../bin/tagwrite/selection.h"
#include "../../bin/tagwrite/tags.h"
#include "yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const char stream[] =
    "{\"kind\":\"model\",\"stream\":1}\n"
    "{\"kind\":\"module\",\"path\":\"\",\"class\":\"m.Net\"}\n"
    "{\"kind\":\"module\",\"path\":\"a\",\"class\":\"m.List\"}\n"
    "{\"kind\":\"module\",\"path\":\"a.0\",\"class\":\"m.It's\","
    "\"type\":\"t\"}\n"
    "{\"kind\":\"module\",\"path\":\"b\"}\n"
    "{\"kind\":\"node\",\"graph\":\"main\",\"index\":0,\"name\":\"/a/0/Add\","
    "\"op_type\":\"Add\",\"input\":[],\"output\":[],\"module\":\"a.0\","
    "\"class\":\"m.It's\",\"by\":\"scope\",\"confidence\":0.5,\"call\":2}\n"
    "{\"kind\":\"node\",\"graph\":\"main\",\"index\":1,\"name\":\"\","
    "\"op_type\":\"Twice\",\"domain\":\"x\",\"input\":[],\"output\":[],"
    "\"module\":\"b\",\"by\":\"parent\",\"exact\":false}\n"
    "{\"kind\":\"end\"}\n";

static void
expect(bool what, const char *why)
{
	if (what)
		return;
	fprintf(stderr, "%s\n", why);
	abort();
}

static const struct attributed *
attributed(void)
{
	static struct attributed a;
	char name[32];
	int fd;

	if (a.n_entry > 0)
		return &a;
	fd = memfd_create("stream", MFD_CLOEXEC);
	if (fd < 0 || write(fd, stream, sizeof(stream) - 1) !=
	    (ssize_t)sizeof(stream) - 1)
		abort();
	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	attributed_read(&a, name, false);
	close(fd);
	return &a;
}

static void
make_value(struct forms *f, uint32_t node, const struct profile_key *key)
{
	struct buf b = { 0 };
	struct tag tag = { .key = key->key };
	size_t op = 0;
	bool known = true;

	for (uint32_t i = 0; known && i < key->value.n; i++) {
		const struct part *part = &key->value.part[i];

		if (part->form == FORM_TEXT)
			buf_adds(&b, part->text);
		else
			known = forms_add(f, node, part->form, &b, &op);
	}
	expect(op <= b.n, "an op behind the value");
	if (known && b.n > 0) {
		tag.value = buf_str(&b);
		tag.op = key->value.n == 1 ? op : 0;
		expect(tag_says_same(&tag, tag.value), "not the same");
	}
	buf_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct yaml_error error = { 0 };
	struct str text = { (const char *)data, n };
	struct profile *p = profile_parse("fuzz", text, &error);
	const struct attributed *a = attributed();
	struct selection s;
	struct forms f;

	if (p == NULL) {
		expect(error.reason[0] != '\0', "no reason");
		return 0;
	}
	selection_open(&s, a, p);
	forms_open(&f, a, p);
	for (uint32_t node = 0; node < a->n_entry; node++)
		for (uint32_t i = 0; selection_has(&s, node) &&
		    i < p->n_key; i++)
			make_value(&f, node, &p->key[i]);
	forms_free(&f);
	selection_free(&s);
	profile_free(p);
	return 0;
}

#include "marks.h"

#include <stdlib.h>

#include "text.h"

/* onnxruntime/core/framework/sequential_executor.cc: a node's events. */
static const struct str endings[] = {
	{ "_kernel_time", 12 }, { "_fence_before", 13 }, { "_fence_after", 12 }
};

enum { ENDINGS = sizeof(endings) / sizeof(endings[0]), ENDING_MAX = 13 };

static bool
is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_' || (unsigned char)c >= 0x80;
}

/* Behind these two bytes. */
static bool
can_begin(const char *before)
{
	switch (before[1]) {
	case '/': case '-': case '\\':
		return false;
	case '.':
		return before[0] == '.';
	case ':':
		return before[0] != ':';
	default:
		return !is_word(before[1]);
	}
}

static bool
can_end(const char *p, const char *end)
{
	char next = end - p > 1 ? p[1] : '\n';

	if (p == end)
		return true;
	switch (*p) {
	case '.': case '/': case '-':
		return !is_word(next);
	case ':':
		return next != ':';
	default:
		return !is_word(*p);
	}
}

static bool
is_plain(struct str name)
{
	size_t letters = 0, digits = 0;

	for (size_t i = 0; i < name.n; i++) {
		bool digit = name.p[i] >= '0' && name.p[i] <= '9';

		digits += digit;
		letters += !digit && name.p[i] != '_' && is_word(name.p[i]);
	}
	return name.n < 3 || letters == name.n || digits == name.n;
}

static bool
is_quoted(const char *text, size_t n, const char *end)
{
	return text + n < end && text[-1] == text[n] &&
	    (text[n] == '"' || text[n] == '\'' || text[n] == '`');
}

/* The mark of text[0..n), which is a name or one with an ending. */
static const struct mark *
lookup(const struct marks *m, const char *text, size_t n, const char *end)
{
	struct str name = { text, n };
	uint32_t id = intern_find(&m->names, name);

	if (id != NONE)
		return m->mark[id].plain && !is_quoted(text, n, end) ? NULL :
		    &m->mark[id];
	for (unsigned i = 0; i < ENDINGS; i++)
		if (n > endings[i].n && str_ends(name, endings[i])) {
			id = intern_find(&m->names,
			    (struct str){ text, n - endings[i].n });
			return id == NONE ? NULL : &m->mark[id];
		}
	return NULL;
}

size_t
marks_match(const struct marks *m, const char *text, const char *end,
    const struct mark **mark)
{
	size_t found = 0, most = m->longest;
	unsigned ends = 0;

	if (!can_begin(text - 2))
		return 0;
	if (most > (size_t)(end - text))
		most = (size_t)(end - text);
	for (size_t n = 1; n <= most && text[n - 1] != '\n'; n++) {
		const struct mark *at;

		if (!can_end(text + n, end))
			continue;
		at = lookup(m, text, n, end);
		if (at != NULL) {
			*mark = at;
			found = n;
		}
		if (ends++ == m->ends)
			break;
	}
	return found;
}

/* Not of the last byte: what follows it is not the name's. */
static unsigned
count_ends(struct str name)
{
	unsigned n = 0;

	for (size_t i = 1; i < name.n && n <= MARKS_ENDS; i++)
		n += can_end(name.p + i, name.p + name.n);
	return n;
}

static void
add_first(struct marks *m, struct str name)
{
	for (unsigned next = 0; next < 256; next++) {
		unsigned two = (unsigned char)name.p[0] << 8 | next;

		if (name.n == 1 || next == (unsigned char)name.p[1])
			m->first[two >> 3] |= (uint8_t)(1u << (two & 7));
	}
}

static void
add_name(struct marks *m, struct str name, uint32_t text)
{
	uint32_t id = intern_find(&m->names, name);
	unsigned ends;

	if (id != NONE) {
		m->mark[id].several |= m->mark[id].text != text;
		return;
	}
	if (name.n == 0 || name.n > MARKS_NAME ||
	    memchr(name.p, '\n', name.n) != NULL)
		return;
	ends = count_ends(name);
	if (ends > MARKS_ENDS)
		return;
	id = intern_add(&m->names, arena_copy(&m->arena, name));
	GROW(m->mark, id, m->cap);
	m->mark[id] = (struct mark){ .text = text,
	    .plain = is_plain(name) };
	if (ends > m->ends)
		m->ends = ends;
	if (name.n + ENDING_MAX > m->longest)
		m->longest = name.n + ENDING_MAX;
	add_first(m, name);
}

static void
add_path(struct buf *b, struct str path, bool exact)
{
	text_add(b, path);
	if (exact && path.n == 0)
		buf_adds(b, STR("(root)"));
	else if (!exact)
		buf_adds(b, path.n == 0 ? STR("**") : STR(".**"));
}

/* ` [module]`; ` [module.**]`, somewhere below; ` [module +2]`, with two
 * others merged into it; ` [?]` when none is known. */
static uint32_t
node_text(struct marks *m, const struct named *d, const struct named_node *n,
    struct buf *b)
{
	b->n = 0;
	buf_adds(b, STR(" ["));
	if (named_is_fallback(d, n))
		buf_addc(b, '?');
	else
		add_path(b, named_text(d, n->module), n->exact);
	if (n->n_merged > 1) {
		buf_adds(b, STR(" +"));
		buf_addu(b, n->n_merged - 1);
	}
	buf_addc(b, ']');
	return intern_copy(&m->texts, &m->arena, buf_str(b));
}

static uint32_t
parameter_text(struct marks *m, const struct named *d, uint32_t module,
    struct buf *b)
{
	b->n = 0;
	buf_adds(b, STR(" ["));
	add_path(b, named_text(d, module), true);
	buf_addc(b, ']');
	return intern_copy(&m->texts, &m->arena, buf_str(b));
}

void
marks_add(struct marks *m, const struct named *d, const struct model *in)
{
	uint32_t *text = xcalloc(in->n_node, sizeof(*text));
	struct buf b = { 0 };

	for (uint32_t i = 0; i < in->n_node; i++) {
		text[i] = node_text(m, d, &d->node[i], &b);
		add_name(m, in->node[i].name, text[i]);
	}
	for (uint32_t i = 0; i < in->n_value; i++) {
		const struct value *v = &in->value[i];

		if (v->producer != NONE)
			add_name(m, model_name(in, v->name),
			    text[v->producer]);
		else if (v->initializer != NONE &&
		    d->parameter[v->initializer].module != NONE)
			add_name(m, model_name(in, v->name), parameter_text(m,
			    d, d->parameter[v->initializer].module, &b));
	}
	buf_free(&b);
	free(text);
}

void
marks_free(struct marks *m)
{
	arena_free(&m->arena);
	intern_free(&m->names);
	intern_free(&m->texts);
	free(m->mark);
	*m = (struct marks){ 0 };
}

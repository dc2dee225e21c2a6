#include "yaml.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>
#include <yaml.h>

#include "intern.h"
#include "limits.h"
#include "message.h"

/* A map or sequence that is open. */
struct level {
	struct yaml *node;
	struct yaml *last;	/* of its children */
	struct intern keys;	/* of a map, to find one that stands twice */
};

struct reader {
	yaml_parser_t parser;
	struct str text;
	struct arena *arena;
	struct yaml_error *error;
	struct yaml *root;
	struct level level[LIMIT_YAML_DEPTH];
	unsigned depth, nodes;
	bool has_key;		/* of the map's next value, `key` */
	struct str key;
	bool ended;		/* the document */
	bool failed;
};

static void
fail_at(struct reader *r, yaml_mark_t mark, const char *reason, struct str name)
{
	if (r->failed)
		return;
	r->failed = true;
	r->error->line = (unsigned)mark.line + 1;
	r->error->column = (unsigned)mark.column + 1;
	snprintf(r->error->reason, sizeof(r->error->reason), "%s%s%s", reason,
	    name.n > 0 ? " " : "", shown(name));
}

/* libyaml tells only the offset of bytes that are no text. */
static yaml_mark_t
mark_of(struct str text, size_t offset)
{
	yaml_mark_t mark = { 0 };

	for (size_t i = 0; i < offset && i < text.n; i++) {
		mark.column = text.p[i] == '\n' ? 0 : mark.column + 1;
		mark.line += text.p[i] == '\n';
	}
	return mark;
}

static void
fail_as_parser(struct reader *r)
{
	const yaml_parser_t *p = &r->parser;

	if (p->error == YAML_MEMORY_ERROR)
		fatal("out of memory");
	fail_at(r, p->error == YAML_READER_ERROR ?
	    mark_of(r->text, p->problem_offset) : p->problem_mark,
	    p->problem != NULL ? p->problem : "no YAML", (struct str){ 0 });
}

static struct str
text_of(const yaml_event_t *event)
{
	return (struct str){ (const char *)event->data.scalar.value,
	    event->data.scalar.length };
}

/* Within a map scalars are keys and values in turn. */
static bool
wants_key(const struct reader *r)
{
	return r->depth > 0 && !r->has_key &&
	    r->level[r->depth - 1].node->kind == YAML_MAP;
}

static void
take_key(struct reader *r, const yaml_event_t *event)
{
	struct intern *keys = &r->level[r->depth - 1].keys;
	uint32_t n = keys->n;

	r->key = arena_copy(r->arena, text_of(event));
	r->has_key = true;
	intern_add(keys, r->key);
	if (keys->n == n)
		fail_at(r, event->start_mark, "a key that stands twice:",
		    r->key);
}

/* A new value, put where it belongs. */
static struct yaml *
add_node(struct reader *r, const yaml_event_t *event, enum yaml_kind kind)
{
	struct yaml *node = arena_calloc(r->arena, 1, sizeof(*node));
	struct level *level;

	if (++r->nodes > LIMIT_YAML_NODES)
		fail_at(r, event->start_mark, "more than 131072 values",
		    (struct str){ 0 });
	node->kind = kind;
	node->line = (unsigned)event->start_mark.line + 1;
	node->column = (unsigned)event->start_mark.column + 1;
	node->key = r->key;
	r->key = (struct str){ 0 };
	r->has_key = false;
	if (r->depth == 0) {
		r->root = node;
		return node;
	}
	level = &r->level[r->depth - 1];
	if (level->last == NULL)
		level->node->first = node;
	else
		level->last->next = node;
	level->last = node;
	return node;
}

static void
open_level(struct reader *r, const yaml_event_t *event, enum yaml_kind kind)
{
	struct yaml *node;

	if (wants_key(r)) {
		fail_at(r, event->start_mark, "a key must be a scalar",
		    (struct str){ 0 });
		return;
	}
	if (r->depth == LIMIT_YAML_DEPTH) {
		fail_at(r, event->start_mark, "nested too deeply",
		    (struct str){ 0 });
		return;
	}
	node = add_node(r, event, kind);
	r->level[r->depth++] = (struct level){ .node = node };
}

static void
take_scalar(struct reader *r, const yaml_event_t *event)
{
	struct yaml *node;

	if (wants_key(r)) {
		take_key(r, event);
		return;
	}
	node = add_node(r, event, YAML_SCALAR);
	node->text = arena_copy(r->arena, text_of(event));
	node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

/* Anchors and tags of what has them; NULL for none. */
static void
refuse_properties(struct reader *r, const yaml_event_t *event,
    const yaml_char_t *anchor, const yaml_char_t *tag)
{
	if (anchor != NULL)
		fail_at(r, event->start_mark, "anchors are not read: &",
		    str_of((const char *)anchor));
	if (tag != NULL)
		fail_at(r, event->start_mark, "tags are not read:",
		    str_of((const char *)tag));
}

static void
take(struct reader *r, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		if (r->root != NULL)
			fail_at(r, event->start_mark, "a second document",
			    (struct str){ 0 });
		break;
	case YAML_ALIAS_EVENT:
		fail_at(r, event->start_mark, "aliases are not read: *",
		    str_of((const char *)event->data.alias.anchor));
		break;
	case YAML_SCALAR_EVENT:
		refuse_properties(r, event, event->data.scalar.anchor,
		    event->data.scalar.tag);
		take_scalar(r, event);
		break;
	case YAML_SEQUENCE_START_EVENT:
		refuse_properties(r, event, event->data.sequence_start.anchor,
		    event->data.sequence_start.tag);
		open_level(r, event, YAML_SEQUENCE);
		break;
	case YAML_MAPPING_START_EVENT:
		refuse_properties(r, event, event->data.mapping_start.anchor,
		    event->data.mapping_start.tag);
		open_level(r, event, YAML_MAP);
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		intern_free(&r->level[--r->depth].keys);
		break;
	case YAML_STREAM_END_EVENT:
		r->ended = true;
		break;
	default:
		break;
	}
}

static void
read_events(struct reader *r)
{
	yaml_event_t event;

	while (!r->ended && !r->failed) {
		if (!yaml_parser_parse(&r->parser, &event)) {
			fail_as_parser(r);
			return;
		}
		take(r, &event);
		yaml_event_delete(&event);
	}
	if (!r->failed && r->root == NULL)
		fail_at(r, (yaml_mark_t){ 0 }, "empty", (struct str){ 0 });
}

const struct yaml *
yaml_parse(struct str text, struct arena *arena, struct yaml_error *error)
{
	struct reader r = { .text = text, .arena = arena, .error = error };

	if (text.n > LIMIT_YAML) {
		*error = (struct yaml_error){ .reason =
		    "a YAML file of more than 4 MiB" };
		return NULL;
	}
	if (!yaml_parser_initialize(&r.parser))
		fatal("out of memory");
	yaml_parser_set_input_string(&r.parser,
	    (const unsigned char *)(text.n > 0 ? text.p : ""), text.n);
	yaml_parser_set_encoding(&r.parser, YAML_UTF8_ENCODING);
	read_events(&r);
	yaml_parser_delete(&r.parser);
	while (r.depth > 0)
		intern_free(&r.level[--r.depth].keys);
	return r.failed ? NULL : r.root;
}

/* No more of a file than shows that it is too much. */
static int
read_whole(int fd, struct buf *text)
{
	ssize_t got;

	while (text->n <= LIMIT_YAML) {
		buf_reserve(text, 1 << 16);
		got = read(fd, text->p + text->n, text->cap - text->n);
		if (got == 0)
			return 0;
		if (got == -1 && errno != EINTR)
			return -1;
		text->n += got > 0 ? (size_t)got : 0;
	}
	return 0;
}

const struct yaml *
yaml_load(const char *file, struct arena *arena, struct yaml_error *error)
{
	const struct yaml *root = NULL;
	struct buf text = { 0 };
	int fd = open(file, O_RDONLY | O_CLOEXEC);

	*error = (struct yaml_error){ 0 };
	if (fd == -1 || read_whole(fd, &text) == -1)
		snprintf(error->reason, sizeof(error->reason), "%s",
		    strerror(errno));
	else
		root = yaml_parse(buf_str(&text), arena, error);
	if (fd != -1)
		close(fd);
	buf_free(&text);
	return root;
}

const struct yaml *
yaml_find(const struct yaml *map, struct str key)
{
	const struct yaml *node = map->kind == YAML_MAP ? map->first : NULL;

	while (node != NULL && !str_eq(node->key, key))
		node = node->next;
	return node;
}

void
yaml_fail(struct yaml_error *error, const struct yaml *at, const char *fmt, ...)
{
	va_list ap;

	error->line = at->line;
	error->column = at->column;
	va_start(ap, fmt);
	vsnprintf(error->reason, sizeof(error->reason), fmt, ap);
	va_end(ap);
}

void
yaml_fatal(const char *file, const struct yaml_error *error)
{
	const char *name = shown(str_of(file));

	if (error->line == 0)
		fatal("%s: %s", name, error->reason);
	fatal("%s:%u:%u: %s", name, error->line, error->column, error->reason);
}

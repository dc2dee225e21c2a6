/* yaml: the tree, where things stand, and what is refused. */
#include "yaml.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "limits.h"
#include "unit.h"

static struct arena arena;
static struct yaml_error error;

static const struct yaml *
parse(const char *text)
{
	return yaml_parse(str_of(text), &arena, &error);
}

/* The reason for a text that is refused there; anything else is a failure. */
static bool
refused(const char *text, unsigned line, unsigned column, const char *reason)
{
	error = (struct yaml_error){ 0 };
	if (parse(text) != NULL)
		return false;
	if (error.line == line && error.column == column &&
	    strcmp(error.reason, reason) == 0)
		return true;
	printf("%u:%u: %s\n", error.line, error.column, error.reason);
	return false;
}

static void
test_tree(void)
{
	const struct yaml *root = parse(
	    "# rules\n"
	    "a: 1\n"
	    "b:\n"
	    "  - x\n"
	    "  - 'y: z'\n"
	    "  - {c: null, \"d\\0\": \"\\u00e9\"}\n"
	    "e: |\n"
	    "  two\n"
	    "  lines\n"
	    "f:\n");
	const struct yaml *a, *b, *item, *e;

	CHECK(root != NULL && root->kind == YAML_MAP);
	if (root == NULL)
		return;
	a = root->first;
	CHECK(str_eq(a->key, STR("a")) && str_eq(a->text, STR("1")));
	CHECK(a->plain && a->line == 2 && a->column == 4);
	b = a->next;
	CHECK(b == yaml_find(root, STR("b")) && b->kind == YAML_SEQUENCE);
	item = b->first;
	CHECK(item->line == 4 && item->column == 5 && item->key.n == 0);
	item = item->next;
	CHECK(str_eq(item->text, STR("y: z")) && !item->plain);
	item = item->next;
	CHECK(item->kind == YAML_MAP && item->next == NULL);
	CHECK(str_eq(yaml_find(item, STR("c"))->text, STR("null")));
	CHECK(str_eq(yaml_find(item, STR("d\0"))->text, STR("\xc3\xa9")));
	CHECK(yaml_find(item, STR("d")) == NULL);
	CHECK(yaml_find(b, STR("x")) == NULL);
	e = yaml_find(root, STR("e"));
	CHECK(str_eq(e->text, STR("two\nlines\n")) && !e->plain);
	CHECK(e->next->plain && e->next->text.n == 0 && e->next->next == NULL);
}

static void
test_refused(void)
{
	CHECK(refused("", 1, 1, "empty"));
	CHECK(refused("# only a comment\n", 1, 1, "empty"));
	CHECK(refused("a: &x 1\nb: *x\n", 1, 4, "anchors are not read: & x"));
	CHECK(refused("a: *x\n", 1, 4, "aliases are not read: * x"));
	CHECK(refused("a: !!int 1\n", 1, 4,
	    "tags are not read: tag:yaml.org,2002:int"));
	CHECK(refused("a: ! 1\n", 1, 4, "tags are not read: !"));
	CHECK(refused("- !x [1]\n", 1, 3, "tags are not read: !x"));
	CHECK(refused("- &x {}\n", 1, 3, "anchors are not read: & x"));
	CHECK(refused("a: 1\nb: 2\n\"a\": 3\n", 3, 1,
	    "a key that stands twice: a"));
	CHECK(refused("? [1]\n: 2\n", 1, 3, "a key must be a scalar"));
	CHECK(refused("a: 1\n--- \nb: 2\n", 2, 1, "a second document"));
	CHECK(parse("a: {a: 1}\nb: [{a: 1}, {a: 2}]\n") != NULL);
	/* UTF-8 only; it may begin with its mark. */
	CHECK(parse("\xef\xbb\xbf" "a: 1\n") != NULL);
	CHECK(yaml_parse(STR("\xff\xfe" "a\0:\0 \0" "1\0"), &arena, &error) ==
	    NULL && error.line == 1 && error.column == 1);
	/* libyaml's own words. */
	CHECK(refused("a: [1, 2\n", 2, 1,
	    "did not find expected ',' or ']'"));
	CHECK(refused("a: 1\n b: 2\n", 2, 3,
	    "mapping values are not allowed in this context"));
	CHECK(refused("a: \"\xff\"\n", 1, 5, "invalid leading UTF-8 octet"));
	CHECK(refused("a: 1\nb: \x01\n", 2, 4,
	    "control characters are not allowed"));
}

/* n times `open`, then `close` as often. */
static char *
nested(size_t n, char open, char close)
{
	char *text = xmalloc(2 * n + 1);

	memset(text, open, n);
	memset(text + n, close, n);
	text[2 * n] = '\0';
	return text;
}

static void
test_depth(void)
{
	char *most = nested(LIMIT_YAML_DEPTH, '[', ']');
	char *more = nested(LIMIT_YAML_DEPTH + 1, '[', ']');

	CHECK(parse(most) != NULL);
	CHECK(refused(more, 1, LIMIT_YAML_DEPTH + 1, "nested too deeply"));
	free(most);
	free(more);
}

static void
test_nodes(void)
{
	/* The sequence is a value itself. */
	size_t n = LIMIT_YAML_NODES - 1;
	struct buf text = { 0 };

	for (size_t i = 0; i < n; i++)
		buf_adds(&text, STR("- 1\n"));
	CHECK(yaml_parse(buf_str(&text), &arena, &error) != NULL);
	buf_adds(&text, STR("- 1\n"));
	CHECK(yaml_parse(buf_str(&text), &arena, &error) == NULL);
	CHECK(error.line == n + 1 && error.column == 3);
	CHECK(strcmp(error.reason, "more than 131072 values") == 0);
	buf_free(&text);
}

static const struct yaml *
load(const char *name, struct str text)
{
	FILE *file = fopen(name, "w");

	if (file != NULL) {
		fwrite(text.p, 1, text.n, file);
		fclose(file);
	}
	return yaml_load(name, &arena, &error);
}

static void
test_load(void)
{
	char name[] = "/tmp/hierutils-yaml.XXXXXX";
	char *text = xmalloc(LIMIT_YAML + 1);
	const struct yaml *root;

	memset(text, '#', LIMIT_YAML + 1);
	memcpy(text, "a: 1\n", 5);
	close(mkstemp(name));
	root = load(name, (struct str){ text, LIMIT_YAML });
	CHECK(root != NULL && str_eq(root->first->text, STR("1")));
	CHECK(load(name, (struct str){ text, LIMIT_YAML + 1 }) == NULL);
	CHECK(error.line == 0);
	CHECK(strcmp(error.reason, "a YAML file of more than 4 MiB") == 0);
	CHECK(load(name, (struct str){ text, 2 }) != NULL);
	unlink(name);
	CHECK(yaml_load(name, &arena, &error) == NULL);
	CHECK(strcmp(error.reason, "No such file or directory") == 0);
	CHECK(yaml_load("/", &arena, &error) == NULL);
	CHECK(strcmp(error.reason, "Is a directory") == 0);
	free(text);
}

/* What a program says of a value: at the value. */
static void
test_fail(void)
{
	const struct yaml *root = parse("a:\n  b: 12x\n");
	const struct yaml *b = root == NULL ? NULL :
	    yaml_find(yaml_find(root, STR("a")), STR("b"));

	CHECK(b != NULL);
	if (b == NULL)
		return;
	yaml_fail(&error, b, "not a number: %.*s", (int)b->text.n, b->text.p);
	CHECK(error.line == 2 && error.column == 6);
	CHECK(strcmp(error.reason, "not a number: 12x") == 0);
}

/* Cut anywhere, a file is refused or read: nothing else happens. */
static void
test_cut(void)
{
	static const char text[] =
	    "a: [1, {b: \"x\\n\", c: 'y'}]\n? d\n: - >-\n    e\n%F: \xc3\xa9\n";

	for (size_t n = 0; n < sizeof(text); n++) {
		char *copy = xmalloc(n);

		memcpy(copy, text, n);
		error.reason[0] = '\0';
		CHECK(yaml_parse((struct str){ copy, n }, &arena, &error) !=
		    NULL || error.reason[0] != '\0');
		free(copy);
	}
}

int
main(void)
{
	test_tree();
	test_refused();
	test_depth();
	test_nodes();
	test_load();
	test_fail();
	test_cut();
	arena_free(&arena);
	return unit_done();
}

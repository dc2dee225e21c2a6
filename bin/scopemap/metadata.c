#include "metadata.h"

#include "nodetag.h"
#include "pylist.h"

/* torch/fx/passes/runtime_assert.py and export's _trace.py give it to nodes
 * that no module's forward() made. */
#define NO_MODULE STR("_empty_nn_module_stack_from_metadata_hook")

/* torch.export marks the k-th call of a module `path@k-1`
 * (torch/export/unflatten.py, _call_name); named_modules() knows no `@`. */
static struct str
without_calls(struct str path, struct arena *arena, uint32_t *call)
{
	char *out;
	size_t n = 0;

	*call = 0;
	if (memchr(path.p, '@', path.n) == NULL)
		return path;
	out = arena_alloc(arena, path.n);
	for (size_t i = 0; i < path.n;) {
		size_t j = i + 1;
		uint32_t k = 0;

		if (path.p[i] == '.')
			*call = 0;
		if (path.p[i] == '@') {
			while (j < path.n && j - i < 9 && path.p[j] >= '0' &&
			    path.p[j] <= '9')
				k = k * 10 + (uint32_t)(path.p[j++] - '0');
			if (j > i + 1 && (j == path.n || path.p[j] == '.')) {
				*call = k + 1;
				i = j;
				continue;
			}
		}
		out[n++] = path.p[i++];
	}
	return (struct str){ out, n };
}

/* Paths and classes from the root to the node's module, the op left out. */
static void
take(struct scopes *s, uint32_t node, const struct str *path,
    const struct str *class, uint32_t n)
{
	uint32_t module = NONE, call = 0;

	for (uint32_t i = 0; i < n; i++) {
		struct str p = path[i];
		uint32_t id;

		if (str_eq(p, NO_MODULE))
			return;
		p = without_calls(p, &s->arena, &call);
		/* The tree keeps what it is given: keep the bytes. */
		id = modules_find(&s->tree, p);
		if (id == NONE)
			id = scopes_module(s, arena_copy(&s->arena, p),
			    BY_METADATA);
		if (id == NONE) {
			fault_add(&s->malformed, node);
			return;
		}
		module = id;
		if (class != NULL && class[i].n > 0 &&
		    s->found[id].class.n == 0 && !s->found[id].tabled) {
			s->found[id].class = arena_copy(&s->arena, class[i]);
			s->found[id].class_by = BY_METADATA;
		}
	}
	if (module != NONE) {
		scopes_set(s, node, module, BY_METADATA);
		s->call[node] = call;
	}
}

/* `: m.Model/encoder: m.Encoder/linear: aten.linear.default` */
static bool
read_namespace(struct str text, struct arena *arena, struct pylist *path,
    struct pylist *class)
{
	uint32_t n = 1, i = 0;

	for (size_t k = 0; k < text.n; k++)
		n += text.p[k] == '/';
	path->item = arena_alloc(arena, n * sizeof(*path->item));
	class->item = arena_alloc(arena, n * sizeof(*class->item));
	while (i < n) {
		const char *slash = memchr(text.p, '/', text.n);
		struct str part = { text.p,
		    slash == NULL ? text.n : (size_t)(slash - text.p) };
		struct str tail = str_after_last(part, ' ');

		if (tail.n == part.n || part.n - tail.n < 2 ||
		    tail.p[-2] != ':')
			return false;
		path->item[i] = (struct str){ part.p, part.n - tail.n - 2 };
		class->item[i++] = tail;
		if (slash != NULL)
			text = (struct str){ slash + 1,
			    text.n - part.n - 1 };
	}
	path->n = class->n = n;
	return true;
}

/* False when the lists that are there are none. */
static bool
read_lists(const struct tag_keys *k, struct arena *scratch,
    struct pylist *path, struct pylist *class)
{
	struct str text;

	if (json_to_string(k->value[KEY_NAME_SCOPES], scratch, &text) &&
	    text.n > 0)
		return pylist_read(text, scratch, path) &&
		    (!json_to_string(k->value[KEY_CLASS_HIERARCHY], scratch,
		    &text) || text.n == 0 ||
		    pylist_read(text, scratch, class));
	if (!json_to_string(k->value[KEY_NAMESPACE], scratch, &text) ||
	    !read_namespace(text, scratch, path, class))
		path->n = 0;
	return true;
}

/* In a file that tagwrite wrote the exporter's keys are its word, too. */
static void
read_node(struct scopes *s, uint32_t node, const struct tag_keys *k,
    bool tagged, struct arena *scratch)
{
	bool named = k->value[KEY_NODE].n > 0;
	struct pylist path = { 0 }, class = { 0 };
	bool well = read_lists(k, scratch, &path, &class);

	if (well && path.n > 1)
		take(s, node, path.item,
		    class.n == path.n ? class.item : NULL, path.n - 1);
	if (named && nodetag_take(s, node, k->value[KEY_NODE], scratch))
		named = false;
	else if (tagged && s->scope[node] != NONE)
		scopes_tag(s, node, &s->scope[node], 1, false);
	if (!well || named)
		fault_add(&s->malformed, node);
}

static bool
has_others(const struct tag_keys *k)
{
	bool others = false;

	for (unsigned key = KEY_WINML; key < KEY_COUNT; key++)
		others = others || k->value[key].n > 0;
	return others;
}

void
metadata_scopes(struct scopes *s, struct carriers *carriers)
{
	struct arena scratch = { 0 };

	for (uint32_t i = 0; i < carriers->n; i++) {
		struct carrier *c = &carriers->item[i];
		struct tag_keys keys;

		carriers_keys(carriers, c, &scratch, &keys);
		read_node(s, c->node, &keys, carriers->table.n > 0, &scratch);
		c->others = s->scope[c->node] == NONE && has_others(&keys);
		carriers->others = carriers->others || c->others;
		arena_reset(&scratch);
	}
	arena_free(&scratch);
}

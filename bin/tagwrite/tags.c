#include "tags.h"

#include "attributed.h"
#include "forms.h"
#include "jsonw.h"
#include "limits.h"
#include "message.h"
#include "pyrepr.h"
#include "requirements.h"
#include "selection.h"

#define KEY_NODE STR("hierutils.node")
#define KEY_MODULES STR("hierutils.modules")

struct tags {
	struct attributed a;
	const struct profile *profile;
	const char *target;
	struct selection selection;
	struct forms forms;
	struct buf text;	/* the values of the node last asked for */
	struct jsonw json;	/* to `text` */
	struct tag *tag;	/* of it: the profile's and one more */
	struct tag model;
	struct buf modules;	/* the value of hierutils.modules */
	uint32_t next;		/* the node behind the one last asked for */
};

/* {"kind":"map","stream":1,"target":"doc_string"} */
static void
make_head(struct tags *t)
{
	struct jsonw w;

	jsonw_open_buf(&w, &t->modules);
	record_begin(&w, KIND_MAP);
	record_key(&w, M_STREAM);
	jsonw_uint(&w, 1);
	jsonw_name(&w, STR("target"));
	jsonw_string(&w, str_of(t->target));
	record_end(&w);
	jsonw_finish(&w);
}

static void
make_modules(struct tags *t)
{
	const struct model *m = &t->a.model;

	if (t->target != NULL)
		make_head(t);
	for (uint32_t i = 0; i < m->n_line; i++) {
		if (model_kind(m, i) != KIND_MODULE)
			continue;
		buf_adds(&t->modules, m->line[i]);
		buf_addc(&t->modules, '\n');
	}
	if (t->modules.n > LIMIT_STRING)
		fatal("%s: the module records have %zu bytes, a string in an "
		    "ONNX file at most 64 MiB", shown(str_of(t->a.name)),
		    t->modules.n);
	t->model = (struct tag){ .key = KEY_MODULES,
	    .value = buf_str(&t->modules) };
}

struct tags *
tags_read(const char *stream_name, const struct profile *profile, bool wired,
    const char *target)
{
	struct tags *t = xcalloc(1, sizeof(*t));

	t->profile = profile;
	t->target = target;
	attributed_read(&t->a, stream_name, wired);
	selection_open(&t->selection, &t->a, profile);
	requirements_check(&t->a, profile, &t->selection);
	forms_open(&t->forms, &t->a, profile);
	jsonw_open_buf(&t->json, &t->text);
	t->tag = xcalloc(profile->n_key + 1, sizeof(*t->tag));
	make_modules(t);
	return t;
}

struct str
tags_digest(const struct tags *t)
{
	return t->a.digest;
}

uint64_t
tags_size(const struct tags *t)
{
	return t->a.size;
}

uint32_t
tags_nodes(const struct tags *t)
{
	return t->a.model.n_node;
}

const struct attributed *
tags_attributed(const struct tags *t)
{
	return &t->a;
}

const struct profile *
tags_profile(const struct tags *t)
{
	return t->profile;
}

struct str
tags_target(const struct tags *t)
{
	return t->target == NULL ? STR("metadata") : str_of(t->target);
}

const struct selection *
tags_selection(const struct tags *t)
{
	return &t->selection;
}

bool
tags_tagged(const struct tags *t, uint32_t node)
{
	return selection_has(&t->selection, node) &&
	    !attributed_fallback(&t->a, node);
}

struct tag_list
tags_of_model(struct tags *t)
{
	return (struct tag_list){ &t->model, t->modules.n > 0, false };
}

/* The node of the graph, which is nearly always the next in the stream. */
static uint32_t
find_node(struct tags *t, struct str graph, uint64_t index)
{
	const struct model *m = &t->a.model;
	uint32_t node = t->next, id, low, high;

	if (node < m->n_node && m->node[node].index == index &&
	    str_eq(m->graph[m->node[node].graph].id, graph))
		return node;
	id = intern_find(&m->graph_ids, graph);
	if (id == NONE)
		return NONE;
	low = m->graph[id].node;
	high = low + m->graph[id].n_node;
	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (m->node[mid].index == index)
			return mid;
		if (m->node[mid].index < index)
			low = mid + 1;
		else
			high = mid;
	}
	return NONE;
}

/* scopemap reads a scope list's `path@1` as a call, and a placeholder of
 * torch.export's as no module. */
static bool
is_said(struct str path)
{
	return (path.n == 0 || memchr(path.p, '@', path.n) == NULL) &&
	    !str_starts(path, STR("_empty_nn_module_stack"));
}

static void
write_merged(struct tags *t, const struct entry *e)
{
	struct jsonw *w = &t->json;

	jsonw_name(w, STR("modules"));
	jsonw_begin(w, '[');
	for (uint32_t i = 0; i < e->n_merged; i++)
		jsonw_string(w, modules_path(&t->a.hierarchy.tree,
		    t->a.merged[e->merged + i]));
	jsonw_end(w, ']');
}

/* What hierutils.node says; the module when no other tag does. */
static void
write_node(struct tags *t, uint32_t node, bool says_module)
{
	const struct entry *e = &t->a.entry[node];
	struct str path = modules_path(&t->a.hierarchy.tree, e->module);
	struct jsonw *w = &t->json;
	bool fallback = attributed_fallback(&t->a, node);

	jsonw_begin(w, '{');
	if (fallback || !says_module || !is_said(path)) {
		jsonw_name(w, STR("module"));
		jsonw_string(w, path);
	}
	if (e->n_merged > 0)
		write_merged(t, e);
	if (!e->exact) {
		jsonw_name(w, STR("exact"));
		jsonw_bool(w, false);
	}
	if (fallback) {
		jsonw_name(w, STR("by"));
		jsonw_string(w, STR("root"));
	}
	if (e->call > 1) {
		jsonw_name(w, STR("call"));
		jsonw_uint(w, e->call);
	}
	jsonw_end(w, '}');
	jsonw_flush(w);
}

/* Behind a value: its end is known.  Where it lies is not, while the text
 * grows. */
static void
end_value(struct tags *t, uint32_t node, struct tag *tag, size_t begin)
{
	const struct node *n = &t->a.model.node[node];

	tag->value.n = t->text.n - begin;
	if (tag->value.n > LIMIT_STRING)
		fatal("%s: node %u of %s: %s would have more than 64 MiB",
		    shown(str_of(t->a.name)), n->index,
		    shown(t->a.model.graph[n->graph].id), shown(tag->key));
}

/* False when a form is not known: the key is left out. */
static bool
make_value(struct tags *t, uint32_t node, const struct profile_key *key,
    struct tag *tag)
{
	size_t begin = t->text.n, op = begin;

	*tag = (struct tag){ .key = key->key };
	for (uint32_t i = 0; i < key->value.n; i++) {
		const struct part *part = &key->value.part[i];

		if (part->form == FORM_TEXT) {
			buf_adds(&t->text, part->text);
		} else if (!forms_add(&t->forms, node, part->form, &t->text,
		    &op)) {
			t->text.n = begin;
			return false;
		}
	}
	if (key->value.n == 1)
		tag->op = op - begin;
	end_value(t, node, tag, begin);
	return true;
}

/* The node's tags, their values one behind the other in `text`; how many. */
static uint32_t
make_tags(struct tags *t, uint32_t node, bool selected)
{
	uint32_t n = 0;
	size_t at;

	if (selected && !attributed_fallback(&t->a, node))
		for (uint32_t i = 0; i < t->profile->n_key; i++)
			n += make_value(t, node, &t->profile->key[i],
			    &t->tag[n]);
	at = t->text.n;
	write_node(t, node, selected && t->profile->says_module);
	t->tag[n] = (struct tag){ .key = KEY_NODE };
	end_value(t, node, &t->tag[n], at);
	/* An object with nothing in it says nothing. */
	return n + (t->tag[n].value.n > STR("{}").n);
}

bool
tags_of_node(struct tags *t, struct str graph, uint64_t index,
    struct tag_list *list)
{
	uint32_t node = find_node(t, graph, index);
	size_t at = 0;

	*list = (struct tag_list){ .tag = t->tag };
	if (node == NONE)
		return false;
	t->next = node + 1;
	t->text.n = 0;
	list->renew = !selection_has(&t->selection, node);
	list->n = make_tags(t, node, !list->renew);
	for (uint32_t i = 0; i < list->n; i++) {
		t->tag[i].value.p = t->text.p + at;
		at += t->tag[i].value.n;
	}
	return true;
}

/* What behind the modules' items may differ: one more item, the op. */
bool
tag_says_same(const struct tag *tag, struct str present)
{
	struct str said = { tag->value.p, tag->op }, op;

	if (str_eq(tag->value, present))
		return true;
	if (tag->op == 0 || !str_starts(present, said))
		return false;
	op = (struct str){ present.p + said.n, present.n - said.n };
	if (said.p[0] == '[')
		return pyrepr_is_item(op, STR("]"));
	return op.n > 0 && memchr(op.p, '/', op.n) == NULL &&
	    memmem(op.p, op.n, ": ", 2) != NULL;
}

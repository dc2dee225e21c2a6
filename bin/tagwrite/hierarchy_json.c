/*
 * *_hierarchy.json.  Two tools wrote files of this name, whose members have
 * other names: a notebook (the modules, and what it would put into nodes) and
 * HTP's first form (the nodes and tensors).  This one has them all.
 */
#include <stdio.h>
#include <stdlib.h>

#include "forms.h"
#include "told.h"
#include "version.h"

static struct str
truth(bool yes)
{
	return yes ? STR("True") : STR("False");
}

/* The notebook's, of a module. */
static void
write_module(struct told *d, struct jsonw *w, uint32_t id)
{
	const struct hierarchy *h = &d->a->hierarchy;
	const struct module *m = &h->module[id];
	struct buf scope = { 0 };
	char level[16];

	forms_scope_name(h, id, &scope);
	snprintf(level, sizeof(level), "%u", (unsigned)h->tree.depth[id]);
	jsonw_begin(w, '{');
	/* The notebook's ids were other ones in each run. */
	told_text(w, "module_id", modules_path(&h->tree, id));
	if (scope.n > 0)
		told_text(w, "scope_name", buf_str(&scope));
	told_number(w, "hierarchy_level", h->tree.depth[id]);
	jsonw_name(w, STR("is_leaf_module"));
	jsonw_bool(w, !m->parent);
	if (m->type.n > 0)
		told_text(w, "module_type", m->type);
	if (m->class.n > 0)
		told_text(w, "class_name", class_name(m->class));
	if (scope.n > 0)
		told_text(w, "hf_module_scope", buf_str(&scope));
	told_text(w, "hf_hierarchy_level", str_of(level));
	if (m->type.n > 0)
		told_text(w, "hf_module_type", m->type);
	told_text(w, "hf_is_leaf", truth(!m->parent));
	jsonw_end(w, '}');
	buf_free(&scope);
}

/* What each node got, as it stands in the file. */
static void
write_injected(struct told *d, struct jsonw *w)
{
	const struct model *m = &d->a->model;

	jsonw_name(w, STR("injected"));
	jsonw_begin(w, '{');
	for (uint32_t i = 0; i < m->n_node; i++) {
		const struct node *n = &m->node[i];
		struct tag_list tags;

		tags_of_node(d->tags, m->graph[n->graph].id, n->index, &tags);
		if (tags.n == 0)
			continue;
		jsonw_key(w, labels_get(&d->node, i));
		jsonw_begin(w, '{');
		for (uint32_t k = 0; k < tags.n; k++) {
			jsonw_key(w, tags.tag[k].key);
			jsonw_string(w, tags.tag[k].value);
		}
		jsonw_end(w, '}');
	}
	jsonw_end(w, '}');
}

static void
write_notebook(struct told *d, struct jsonw *w)
{
	const struct hierarchy *h = &d->a->hierarchy;

	jsonw_name(w, STR("hierarchy_metadata"));
	jsonw_begin(w, '[');
	for (uint32_t id = 0; id < h->tree.n; id++)
		if (h->module[id].recorded)
			write_module(d, w, id);
	jsonw_end(w, ']');
	told_number(w, "total_modules", d->n_module);
	told_text(w, "injection_strategy", tags_target(d->tags));
	told_text(w, "implementation_status", STR("complete"));
	write_injected(d, w);
}

/* All modules that are merged into the node. */
static void
write_tags(struct told *d, struct jsonw *w, uint32_t node)
{
	const struct entry *e = &d->a->entry[node];

	jsonw_name(w, STR("tags"));
	jsonw_begin(w, '[');
	if (e->n_merged == 0)
		jsonw_string(w, d->class_path[e->module]);
	for (uint32_t i = 0; i < e->n_merged; i++) {
		struct str tag =
		    d->class_path[d->a->merged[e->merged + i]];

		if (tag.n > 0)
			jsonw_string(w, tag);
	}
	jsonw_end(w, ']');
}

static void
write_names(struct told *d, struct jsonw *w, const char *key, uint32_t first,
    uint32_t n)
{
	const struct model *m = &d->a->model;

	jsonw_name(w, str_of(key));
	jsonw_begin(w, '[');
	for (uint32_t i = 0; i < n; i++) {
		uint32_t v = m->edge[first + i];

		jsonw_string(w, v == NONE ? STR("") :
		    model_name(m, m->value[v].name));
	}
	jsonw_end(w, ']');
}

static void
write_nodes(struct told *d, struct jsonw *w)
{
	const struct model *m = &d->a->model;

	jsonw_name(w, STR("node_tags"));
	jsonw_begin(w, '{');
	for (uint32_t i = 0; i < m->n_node; i++) {
		const struct node *n = &m->node[i];

		if (!tags_tagged(d->tags, i))
			continue;
		jsonw_key(w, labels_get(&d->node, i));
		jsonw_begin(w, '{');
		told_text(w, "op_type", model_name(m, n->op_type));
		write_tags(d, w, i);
		write_names(d, w, "inputs", n->input, n->n_input);
		write_names(d, w, "outputs", n->output, n->n_output);
		jsonw_end(w, '}');
	}
	jsonw_end(w, '}');
}

/* Is it what a tagged node makes? */
static bool
is_tagged(const struct told *d, uint32_t v)
{
	uint32_t producer = d->a->model.value[v].producer;

	return producer != NONE && tags_tagged(d->tags, producer);
}

/* A tensor's name means another in another graph: it is placed by its node. */
static void
label_tensors(const struct told *d, struct labels *l)
{
	const struct model *m = &d->a->model;

	labels_open(l, m->n_value);
	for (uint32_t v = 0; v < m->n_value; v++)
		if (is_tagged(d, v))
			labels_name(l, v, model_name(m, m->value[v].name));
	for (uint32_t v = 0; v < m->n_value; v++)
		if (is_tagged(d, v) && !labels_known(l, v))
			labels_place(l, v, labels_get(&d->node,
			    m->value[v].producer));
}

static void
write_tensors(struct told *d, struct jsonw *w)
{
	const struct model *m = &d->a->model;
	struct labels l;

	label_tensors(d, &l);
	jsonw_name(w, STR("tensor_tags"));
	jsonw_begin(w, '{');
	for (uint32_t v = 0; v < m->n_value; v++) {
		const struct value *value = &m->value[v];

		if (!is_tagged(d, v))
			continue;
		jsonw_key(w, labels_get(&l, v));
		jsonw_begin(w, '{');
		write_tags(d, w, value->producer);
		told_text(w, "producer", labels_get(&d->node,
		    value->producer));
		jsonw_name(w, STR("consumers"));
		jsonw_begin(w, '[');
		for (uint32_t i = 0; i < value->n_use; i++)
			jsonw_string(w, labels_get(&d->node,
			    m->use[value->use + i]));
		jsonw_end(w, ']');
		jsonw_end(w, '}');
	}
	jsonw_end(w, '}');
	labels_free(&l);
}

/* How many nodes have each tag: each has one, sidecar_check saw to that. */
static void
write_counts(struct told *d, struct jsonw *w)
{
	struct intern tags = { 0 };
	uint32_t *n = xcalloc(d->a->hierarchy.tree.n, sizeof(*n));

	for (uint32_t i = 0; i < d->a->n_entry; i++)
		if (tags_tagged(d->tags, i))
			n[intern_add(&tags,
			    d->class_path[d->a->entry[i].module])]++;
	jsonw_name(w, STR("summary"));
	jsonw_begin(w, '{');
	told_number(w, "total_operations", d->a->n_entry);
	told_number(w, "tagged_operations", d->n_tagged);
	told_number(w, "nodes_with_attributes", d->n_tagged);
	told_number(w, "unique_tags", tags.n);
	jsonw_end(w, '}');
	jsonw_name(w, STR("tag_statistics"));
	jsonw_begin(w, '{');
	for (uint32_t i = 0; i < tags.n; i++) {
		jsonw_key(w, tags.str[i]);
		jsonw_uint(w, n[i]);
	}
	jsonw_end(w, '}');
	intern_free(&tags);
	free(n);
}

void
hierarchy_json_write(struct told *d, struct jsonw *w)
{
	jsonw_begin(w, '{');
	told_text(w, "version", STR("1.0"));
	told_text(w, "format", STR("hierarchy"));
	told_text(w, "model_path", str_of(d->onnx));
	told_text(w, "generated_at", str_of(d->date));
	jsonw_name(w, STR("exporter"));
	jsonw_begin(w, '{');
	told_text(w, "name", STR("hierutils"));
	told_text(w, "version", STR(VERSION));
	told_text(w, "strategy", STR("htp"));
	jsonw_end(w, '}');
	write_counts(d, w);
	write_nodes(d, w);
	write_tensors(d, w);
	write_notebook(d, w);
	jsonw_end(w, '}');
}

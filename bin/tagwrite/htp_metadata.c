/* *_htp_metadata.json, as the HTP exporter wrote it (version 1.0). */
#include <math.h>
#include <stdlib.h>

#include "told.h"

/* Cut: what is not whole never looks it. */
static double
hundredths(double n)
{
	return floor(n * 100) / 100;
}

static void
write_context(struct told *d, struct jsonw *w)
{
	jsonw_name(w, STR("export_context"));
	jsonw_begin(w, '{');
	told_text(w, "timestamp", str_of(d->date));
	told_text(w, "strategy", STR("htp"));
	told_text(w, "version", STR("1.0"));
	told_text(w, "exporter", STR("hierutils"));
	jsonw_name(w, STR("embed_hierarchy_attributes"));
	jsonw_bool(w, true);
	told_number(w, "export_time_seconds", 0);
	jsonw_end(w, '}');
}

/* The root's member of this name, as it stands. */
static struct str
root_member(const struct attributed *a, enum member member)
{
	struct record r = { 0 };
	struct str value = { 0 };

	for (uint32_t i = 0; i < a->model.n_line && value.n == 0; i++) {
		if (model_kind(&a->model, i) != KIND_MODULE)
			continue;
		record_scan(&r, a->model.line[i]);
		if (str_eq(record_get(&r, M_PATH), STR("\"\"")))
			value = record_get(&r, member);
	}
	record_free(&r);
	return value;
}

static void
write_model(struct told *d, struct jsonw *w)
{
	struct str file = attributed_model(d->a, M_FILE);
	struct str total = root_member(d->a, M_TOTAL_PARAMS);

	jsonw_name(w, STR("model"));
	jsonw_begin(w, '{');
	jsonw_name(w, STR("name_or_path"));
	jsonw_raw(w, file.n > 0 ? file : STR("\"\""));
	told_text(w, "class_name", class_name(d->a->hierarchy.module[0].class));
	told_number(w, "total_modules", d->n_module);
	jsonw_name(w, STR("total_parameters"));
	jsonw_raw(w, total.n > 0 ? total : STR("null"));
	jsonw_end(w, '}');
}

/* What PyTorch calls a dtype; {0} for one that it has not. */
static struct str
torch_dtype(struct str span)
{
	static const struct {
		struct str onnx, torch;
	} known[] = {
		{ STR("\"FLOAT\""), STR("torch.float32") },
		{ STR("\"DOUBLE\""), STR("torch.float64") },
		{ STR("\"FLOAT16\""), STR("torch.float16") },
		{ STR("\"BFLOAT16\""), STR("torch.bfloat16") },
		{ STR("\"INT8\""), STR("torch.int8") },
		{ STR("\"INT16\""), STR("torch.int16") },
		{ STR("\"INT32\""), STR("torch.int32") },
		{ STR("\"INT64\""), STR("torch.int64") },
		{ STR("\"UINT8\""), STR("torch.uint8") },
		{ STR("\"UINT16\""), STR("torch.uint16") },
		{ STR("\"UINT32\""), STR("torch.uint32") },
		{ STR("\"UINT64\""), STR("torch.uint64") },
		{ STR("\"BOOL\""), STR("torch.bool") },
		{ STR("\"COMPLEX64\""), STR("torch.complex64") },
		{ STR("\"COMPLEX128\""), STR("torch.complex128") },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (str_eq(span, known[i].onnx))
			return known[i].torch;
	return (struct str){ 0 };
}

static void
write_value(struct jsonw *w, const struct record *r)
{
	struct str tensor = json_get(record_get(r, M_TYPE), STR("tensor"));
	struct str shape = json_get(tensor, STR("shape"));
	struct str dtype = torch_dtype(json_get(tensor, STR("dtype")));

	jsonw_begin(w, '{');
	if (shape.n > 0) {
		jsonw_name(w, STR("shape"));
		jsonw_raw(w, shape);
	}
	if (dtype.n > 0)
		told_text(w, "dtype", dtype);
	jsonw_end(w, '}');
}

/* The main graph's inputs, an object, or outputs, a list of names. */
static void
write_values(const struct attributed *a, struct jsonw *w, enum kind kind)
{
	struct arena arena = { 0 };
	struct record r = { 0 };
	struct str name;

	jsonw_begin(w, kind == KIND_INPUT ? '{' : '[');
	for (uint32_t i = 0; i < a->model.n_line; i++) {
		if (model_kind(&a->model, i) != kind)
			continue;
		record_scan(&r, a->model.line[i]);
		if (!str_eq(record_get(&r, M_GRAPH), STR("\"main\"")) ||
		    !json_to_string(record_get(&r, M_NAME), &arena, &name))
			continue;
		if (kind == KIND_OUTPUT) {
			jsonw_string(w, name);
		} else {
			jsonw_key(w, name);
			write_value(w, &r);
		}
	}
	jsonw_end(w, kind == KIND_INPUT ? '}' : ']');
	record_free(&r);
	arena_free(&arena);
}

static bool
is_kept(const struct hierarchy *h, uint32_t id)
{
	return id == 0 || (h->module[id].class.n > 0 &&
	    !class_in(h->module[id].class, &told_without));
}

static void
write_tracing(struct told *d, struct jsonw *w)
{
	const struct hierarchy *h = &d->a->hierarchy;
	uint32_t n = 0;

	for (uint32_t id = 0; id < h->tree.n; id++)
		n += is_kept(h, id);
	jsonw_name(w, STR("tracing"));
	jsonw_begin(w, '{');
	told_text(w, "builder", STR("hierutils"));
	told_number(w, "modules_traced", n);
	told_number(w, "execution_steps", n);
	jsonw_name(w, STR("inputs"));
	write_values(d->a, w, KIND_INPUT);
	jsonw_name(w, STR("outputs"));
	write_values(d->a, w, KIND_OUTPUT);
	jsonw_end(w, '}');
}

/* The modules that stand in the tree, each in the next one round it that does,
 * in order. */
struct kept {
	uint32_t *first, *next, *last;	/* children, by module */
	struct labels label;		/* among siblings */
};

/* Their key is the class, with the index in a list, as in a path of classes.
 * Siblings that would share one have the path from their parent instead. */
static void
label_children(struct told *d, struct kept *k, uint32_t parent)
{
	const struct hierarchy *h = &d->a->hierarchy;
	uint32_t n = 0, i = 0;
	struct str above = modules_path(&h->tree, parent);

	for (uint32_t id = k->first[parent]; id != NONE; id = k->next[id])
		n++;
	labels_open(&k->label, n);
	for (uint32_t id = k->first[parent]; id != NONE; id = k->next[id])
		labels_name(&k->label, i++,
		    str_after_last(d->class_path[id], '/'));
	i = 0;
	for (uint32_t id = k->first[parent]; id != NONE; id = k->next[id]) {
		struct str path = modules_path(&h->tree, id);
		size_t skip = above.n + (above.n > 0);

		if (!labels_known(&k->label, i))
			labels_place(&k->label, i, (struct str){
			    path.p + skip, path.n - skip });
		i++;
	}
}

/* As deep as paths are, LIMIT_MODULE_DEPTH. */
static void
write_module(struct told *d, struct kept *k, uint32_t id, struct jsonw *w)
{
	const struct hierarchy *h = &d->a->hierarchy;
	struct labels label;
	uint32_t i = 0;

	jsonw_begin(w, '{');
	told_text(w, "class_name", class_name(h->module[id].class));
	told_text(w, "traced_tag", d->class_path[id]);
	told_text(w, "scope", modules_path(&h->tree, id));
	jsonw_name(w, STR("children"));
	jsonw_begin(w, '{');
	label_children(d, k, id);
	label = k->label;
	for (uint32_t c = k->first[id]; c != NONE; c = k->next[c]) {
		jsonw_key(w, labels_get(&label, i++));
		write_module(d, k, c, w);
	}
	labels_free(&label);
	jsonw_end(w, '}');
	jsonw_end(w, '}');
}

static void
write_modules(struct told *d, struct jsonw *w)
{
	const struct hierarchy *h = &d->a->hierarchy;
	uint32_t n = h->tree.n;
	struct kept k = { xcalloc(n, sizeof(uint32_t)),
	    xcalloc(n, sizeof(uint32_t)), xcalloc(n, sizeof(uint32_t)),
	    { .label = NULL } };

	for (uint32_t id = 0; id < n; id++)
		k.first[id] = k.next[id] = k.last[id] = NONE;
	for (uint32_t id = 1; id < n; id++) {
		uint32_t up = h->tree.parent[id];

		if (!is_kept(h, id))
			continue;
		while (!is_kept(h, up))
			up = h->tree.parent[up];
		if (k.last[up] == NONE)
			k.first[up] = id;
		else
			k.next[k.last[up]] = id;
		k.last[up] = id;
	}
	jsonw_name(w, STR("modules"));
	write_module(d, &k, 0, w);
	free(k.first);
	free(k.next);
	free(k.last);
}

static void
write_nodes(struct told *d, struct jsonw *w)
{
	jsonw_name(w, STR("nodes"));
	jsonw_begin(w, '{');
	for (uint32_t i = 0; i < d->a->n_entry; i++) {
		if (!tags_tagged(d->tags, i))
			continue;
		jsonw_key(w, labels_get(&d->node, i));
		jsonw_string(w, d->class_path[d->a->entry[i].module]);
	}
	jsonw_end(w, '}');
}

static void
write_outputs(struct told *d, struct jsonw *w)
{
	struct str opset = attributed_model(d->a, M_OPSET_IMPORT);
	struct str version = json_get(opset, STR(""));

	if (version.n == 0)
		version = json_get(opset, STR("ai.onnx"));
	jsonw_name(w, STR("outputs"));
	jsonw_begin(w, '{');
	jsonw_name(w, STR("onnx_model"));
	jsonw_begin(w, '{');
	told_text(w, "path", str_of(d->onnx));
	jsonw_name(w, STR("size_mb"));
	jsonw_float64(w, hundredths((double)d->size / (1 << 20)));
	if (version.n > 0) {
		jsonw_name(w, STR("opset_version"));
		jsonw_raw(w, version);
	}
	jsonw_name(w, STR("output_names"));
	write_values(d->a, w, KIND_OUTPUT);
	jsonw_end(w, '}');
	jsonw_name(w, STR("metadata"));
	jsonw_begin(w, '{');
	told_text(w, "path", str_of(d->sidecar));
	jsonw_end(w, '}');
	jsonw_end(w, '}');
	jsonw_name(w, STR("report"));
	jsonw_begin(w, '{');
	jsonw_name(w, STR("steps"));
	jsonw_begin(w, '{');
	jsonw_end(w, '}');
	jsonw_end(w, '}');
}

static void
write_types(struct told *d, struct jsonw *w)
{
	const struct hierarchy *h = &d->a->hierarchy;
	struct intern seen = { 0 };

	jsonw_name(w, STR("module_types"));
	jsonw_begin(w, '[');
	for (uint32_t id = 0; id < h->tree.n; id++) {
		struct str name = class_name(h->module[id].class);
		uint32_t n = seen.n;

		if (is_kept(h, id) && intern_add(&seen, name) == n)
			jsonw_string(w, name);
	}
	jsonw_end(w, ']');
	intern_free(&seen);
}

static void
write_statistics(struct told *d, struct jsonw *w)
{
	const struct hierarchy *h = &d->a->hierarchy;
	uint32_t kept = 0, n = d->a->n_entry;

	for (uint32_t id = 0; id < h->tree.n; id++)
		kept += is_kept(h, id);
	jsonw_name(w, STR("statistics"));
	jsonw_begin(w, '{');
	told_number(w, "export_time", 0);
	told_number(w, "hierarchy_modules", d->n_module);
	told_number(w, "traced_modules", kept);
	told_number(w, "onnx_nodes", n);
	told_number(w, "tagged_nodes", d->n_tagged);
	told_number(w, "empty_tags", 0);
	jsonw_name(w, STR("coverage_percentage"));
	jsonw_float64(w, n == 0 ? 0 :
	    hundredths(100.0 * d->n_tagged / n));
	write_types(d, w);
	jsonw_end(w, '}');
}

void
htp_metadata_write(struct told *d, struct jsonw *w)
{
	jsonw_begin(w, '{');
	write_context(d, w);
	write_model(d, w);
	write_tracing(d, w);
	write_modules(d, w);
	write_nodes(d, w);
	write_outputs(d, w);
	write_statistics(d, w);
	jsonw_end(w, '}');
}

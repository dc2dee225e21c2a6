/* A graph's or function's own record, then its sections. */
#include "print.h"

static void
function_list(struct print *p, enum member name, const struct message *m,
    struct run run, uint32_t tag)
{
	if (run.n == 0)
		return;
	record_key(p->out, name);
	strings(p, m, run, tag);
}

static void
function_members(struct print *p, const struct onnx_graph *g)
{
	const struct message *m = &g->message;

	member(p, M_DOMAIN, g->in.domain);
	member(p, M_OVERLOAD, g->in.overload);
	function_list(p, M_INPUT, m, g->in.input, FUNCTION_INPUT);
	function_list(p, M_OUTPUT, m, g->in.output, FUNCTION_OUTPUT);
	function_list(p, M_ATTRIBUTE, m, g->in.attribute, FUNCTION_ATTRIBUTE);
	p->node = BODY_ALONE;
	attributes(p, m, g->in.attribute_proto, FUNCTION_ATTRIBUTE_PROTO,
	    M_ATTRIBUTE_PROTO);
	opset_entries(p, m, g->in.opset_import, FUNCTION_OPSET_IMPORT);
}

static void
binding(struct print *p, const struct onnx_graph *g)
{
	if (g->algorithm)
		string_entries(p, &g->training, g->binding,
		    TRAINING_UPDATE_BINDING, M_UPDATE_BINDING,
		    M_UPDATE_BINDING_REPEATED);
	else
		string_entries(p, &g->training, g->binding,
		    TRAINING_INITIALIZATION_BINDING, M_INITIALIZATION_BINDING,
		    M_INITIALIZATION_BINDING_REPEATED);
}

static bool
graph_record(struct print *p, const struct onnx_graph *g)
{
	bool function = g->kind == GRAPH_FUNCTION;

	begin(p, function ? KIND_FUNCTION : KIND_GRAPH);
	record_key(p->out, M_GRAPH);
	jsonw_string(p->out, g->id);
	member(p, M_NAME, g->in.name);
	if (function)
		function_members(p, g);
	member(p, M_DOC_STRING, g->in.doc_string);
	string_entries(p, &g->message, g->in.metadata_props, function ?
	    FUNCTION_METADATA_PROPS : GRAPH_METADATA_PROPS,
	    M_METADATA_PROPS, M_METADATA_PROPS_REPEATED);
	if (g->kind == GRAPH_TRAINING)
		binding(p, g);
	return finish(p);
}

/* The members that every record of a graph begins with. */
static void
item(struct print *p, enum kind kind, struct span s, int64_t index)
{
	p->window->hold = s.at;
	begin(p, kind);
	record_key(p->out, M_GRAPH);
	jsonw_string(p->out, p->graph->id);
	record_key(p->out, M_INDEX);
	jsonw_int(p->out, index);
}

static bool
value_info(struct print *p, enum kind kind, struct span s, int64_t index)
{
	struct message m = message_of(s), type = { .n = 0 };
	struct span name = { 0, 0 }, doc_string = { 0, 0 };
	struct run metadata_props = { 0 };
	struct cursor c;
	struct field f;

	item(p, kind, s, index);
	cursor_open(&c, &m);
	while (wire_next(p->window, &c, &f)) {
		switch (f.tag) {
		case VALUE_INFO_NAME:
			name = f.span;
			break;
		case VALUE_INFO_TYPE:
			message_add(&type, f.span, &p->arena);
			break;
		case VALUE_INFO_DOC_STRING:
			doc_string = f.span;
			break;
		case VALUE_INFO_METADATA_PROPS:
			run_add(&metadata_props, &c, &f);
			break;
		}
	}
	member(p, M_NAME, name);
	type_member(p, &type);
	member(p, M_DOC_STRING, doc_string);
	string_entries(p, &m, metadata_props, VALUE_INFO_METADATA_PROPS,
	    M_METADATA_PROPS, M_METADATA_PROPS_REPEATED);
	return finish(p);
}

static bool
initializer(struct print *p, enum kind kind, struct span s, int64_t index)
{
	struct message m = message_of(s);

	item(p, kind, s, index);
	initializer_members(p, &m);
	return finish(p);
}

static bool
sparse(struct print *p, enum kind kind, struct span s, int64_t index)
{
	struct message m = message_of(s);

	/* One sequence of indices, the dense ones first. */
	item(p, kind, s, (int64_t)p->graph->in.initializer.n + index);
	sparse_members(p, &m, true);
	return finish(p);
}

static bool
quantization(struct print *p, enum kind kind, struct span s, int64_t index)
{
	struct message m = message_of(s);
	struct run parameters = { 0 };
	struct span name = { 0, 0 };
	struct cursor c;
	struct field f;

	item(p, kind, s, index);
	cursor_open(&c, &m);
	while (wire_next(p->window, &c, &f)) {
		if (f.tag == QUANTIZATION_TENSOR_NAME)
			name = f.span;
		else if (f.tag == QUANTIZATION_PARAMETERS)
			run_add(&parameters, &c, &f);
	}
	member(p, M_TENSOR_NAME, name);
	string_entries(p, &m, parameters, QUANTIZATION_PARAMETERS,
	    M_PARAMETERS, M_PARAMETERS_REPEATED);
	return finish(p);
}

static bool
node(struct print *p, enum kind kind, struct span s, int64_t index)
{
	item(p, kind, s, index);
	p->node = index;
	node_members(p, s);
	return finish(p);
}

/* A section: a record for each field of the run. */
static bool
section(struct print *p, struct run run, uint32_t tag, enum kind kind,
    bool (*print)(struct print *, enum kind, struct span, int64_t index))
{
	struct run_cursor rc;
	struct field f;
	int64_t i;

	run_open(&rc, &p->graph->message, run, tag);
	for (i = 0; run_next(p->window, &rc, &f); i++)
		if (!print(p, kind, f.span, i))
			return false;
	return p->window->error == NULL;
}

bool
print_graph(void *arg, const struct onnx_graph *g)
{
	bool function = g->kind == GRAPH_FUNCTION;
	struct print *p = arg;

	p->graph = g;
	return graph_record(p, g) &&
	    section(p, g->in.graph_input, GRAPH_INPUT, KIND_INPUT,
	    value_info) &&
	    section(p, g->in.graph_output, GRAPH_OUTPUT, KIND_OUTPUT,
	    value_info) &&
	    section(p, g->in.initializer, GRAPH_INITIALIZER, KIND_INITIALIZER,
	    initializer) &&
	    section(p, g->in.sparse_initializer, GRAPH_SPARSE_INITIALIZER,
	    KIND_INITIALIZER, sparse) &&
	    section(p, g->in.quantization_annotation,
	    GRAPH_QUANTIZATION_ANNOTATION, KIND_QUANTIZATION, quantization) &&
	    section(p, g->in.value_info, function ? FUNCTION_VALUE_INFO :
	    GRAPH_VALUE_INFO, KIND_VALUE_INFO, value_info) &&
	    section(p, g->in.node, function ? FUNCTION_NODE : GRAPH_NODE,
	    KIND_NODE, node);
}

#include "onnx.h"
#include "sections.h"

void
sections_graph(struct sections *s, const struct cursor *c,
    const struct field *f)
{
	switch (f->tag) {
	case GRAPH_NODE:
		run_add(&s->node, c, f);
		break;
	case GRAPH_NAME:
		s->name = f->span;
		break;
	case GRAPH_INITIALIZER:
		run_add(&s->initializer, c, f);
		break;
	case GRAPH_DOC_STRING:
		s->doc_string = f->span;
		break;
	case GRAPH_INPUT:
		run_add(&s->graph_input, c, f);
		break;
	case GRAPH_OUTPUT:
		run_add(&s->graph_output, c, f);
		break;
	case GRAPH_VALUE_INFO:
		run_add(&s->value_info, c, f);
		break;
	case GRAPH_QUANTIZATION_ANNOTATION:
		run_add(&s->quantization_annotation, c, f);
		break;
	case GRAPH_SPARSE_INITIALIZER:
		run_add(&s->sparse_initializer, c, f);
		break;
	case GRAPH_METADATA_PROPS:
		run_add(&s->metadata_props, c, f);
		break;
	}
}

void
sections_function(struct sections *s, const struct cursor *c,
    const struct field *f)
{
	switch (f->tag) {
	case FUNCTION_NAME:
		s->name = f->span;
		break;
	case FUNCTION_INPUT:
		run_add(&s->input, c, f);
		break;
	case FUNCTION_OUTPUT:
		run_add(&s->output, c, f);
		break;
	case FUNCTION_ATTRIBUTE:
		run_add(&s->attribute, c, f);
		break;
	case FUNCTION_NODE:
		run_add(&s->node, c, f);
		break;
	case FUNCTION_DOC_STRING:
		s->doc_string = f->span;
		break;
	case FUNCTION_OPSET_IMPORT:
		run_add(&s->opset_import, c, f);
		break;
	case FUNCTION_DOMAIN:
		s->domain = f->span;
		break;
	case FUNCTION_ATTRIBUTE_PROTO:
		run_add(&s->attribute_proto, c, f);
		break;
	case FUNCTION_VALUE_INFO:
		run_add(&s->value_info, c, f);
		break;
	case FUNCTION_OVERLOAD:
		s->overload = f->span;
		break;
	case FUNCTION_METADATA_PROPS:
		run_add(&s->metadata_props, c, f);
		break;
	}
}

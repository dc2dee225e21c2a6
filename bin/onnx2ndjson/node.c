#include "print.h"

struct node_fields {
	struct span name, op_type, domain, overload, doc_string;
	struct run input, output, attribute, metadata_props;
	struct run device_configurations;
};

static void
node_read(struct print *p, const struct message *m, struct node_fields *n)
{
	struct cursor c;
	struct field f;

	*n = (struct node_fields){ 0 };
	cursor_open(&c, m);
	while (wire_next(p->window, &c, &f)) {
		switch (f.tag) {
		case NODE_INPUT:
			run_add(&n->input, &c, &f);
			break;
		case NODE_OUTPUT:
			run_add(&n->output, &c, &f);
			break;
		case NODE_NAME:
			n->name = f.span;
			break;
		case NODE_OP_TYPE:
			n->op_type = f.span;
			break;
		case NODE_ATTRIBUTE:
			run_add(&n->attribute, &c, &f);
			break;
		case NODE_DOC_STRING:
			n->doc_string = f.span;
			break;
		case NODE_DOMAIN:
			n->domain = f.span;
			break;
		case NODE_OVERLOAD:
			n->overload = f.span;
			break;
		case NODE_METADATA_PROPS:
			run_add(&n->metadata_props, &c, &f);
			break;
		case NODE_DEVICE_CONFIGURATIONS:
			run_add(&n->device_configurations, &c, &f);
			break;
		}
	}
}

void
node_members(struct print *p, struct span s)
{
	struct message m = message_of(s);
	struct node_fields n;

	node_read(p, &m, &n);
	record_key(p->out, M_NAME);
	string(p, n.name);
	record_key(p->out, M_OP_TYPE);
	string(p, n.op_type);
	member(p, M_DOMAIN, n.domain);
	member(p, M_OVERLOAD, n.overload);
	record_key(p->out, M_INPUT);
	strings(p, &m, n.input, NODE_INPUT);
	record_key(p->out, M_OUTPUT);
	strings(p, &m, n.output, NODE_OUTPUT);
	attributes(p, &m, n.attribute, NODE_ATTRIBUTE, M_ATTRIBUTE);
	member(p, M_DOC_STRING, n.doc_string);
	string_entries(p, &m, n.metadata_props, NODE_METADATA_PROPS,
	    M_METADATA_PROPS, M_METADATA_PROPS_REPEATED);
	device_configurations(p, &m, n.device_configurations);
}

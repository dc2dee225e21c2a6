#include "origin.h"

static bool
holds(struct str json, struct str text)
{
	return json.n >= text.n &&
	    memmem(json.p, json.n, text.p, text.n) != NULL;
}

/* Tools write their own name as producer; ONNX Runtime keeps it and imports
 * its domains. */
void
origin_record(struct origin *o, const struct record *r)
{
	if (r->kind == KIND_MODEL) {
		struct str producer = record_get(r, M_PRODUCER_NAME);
		o->rewritten = !str_eq(producer, STR("\"pytorch\"")) ||
		    holds(record_get(r, M_OPSET_IMPORT),
		    STR("\"com.microsoft\""));
		o->tagged = str_eq(record_get(r, M_TAGGED), STR("true"));
	} else if (r->kind == KIND_MODULE) {
		o->mapped = o->mapped || str_eq(record_get(r, M_BY),
		    STR("\"map\""));
	} else if (r->kind == KIND_NODE) {
		o->scoped += record_get(r, M_SCOPE).n > 0 &&
		    !str_eq(record_get(r, M_SCOPE_BY), STR("\"root\""));
		/* tagwrite writes the exporter's keys into any file. */
		if (!o->metadata && !o->tagged)
			o->metadata = holds(record_get(r, M_METADATA_PROPS),
			    STR("\"pkg.torch.onnx."));
	}
}

/* /scope/Op, its first output /scope/Op_output_0. */
static bool
is_torchscript(const struct model *m, const struct node *n)
{
	struct str output;

	if (n->name.n == 0 || n->name.p[0] != '/' || n->n_output == 0 ||
	    node_output(m, n, 0) == NONE)
		return false;
	output = model_name(m, m->value[node_output(m, n, 0)].name);
	return str_starts(output, n->name) && str_eq(STR("_output_0"),
	    (struct str){ output.p + n->name.n, output.n - n->name.n });
}

void
origin_settle(struct origin *o, const struct model *m)
{
	uint32_t torchscript = 0, dynamo = 0;

	for (uint32_t i = 0; i < m->n_node; i++) {
		const struct node *n = &m->node[i];

		torchscript += is_torchscript(m, n);
		dynamo += str_starts(n->name, STR("node_"));
	}
	if (o->metadata || dynamo > torchscript)
		o->exporter = EXPORTER_DYNAMO;
	else if (torchscript > 0)
		o->exporter = EXPORTER_TORCHSCRIPT;
	if (o->scoped >= m->n_node - o->scoped)
		o->kind = o->rewritten ? ORIGIN_REWRITTEN : ORIGIN_EXPORT;
	else if (o->mapped)
		o->kind = ORIGIN_MAPPED;
	else
		o->kind = o->rewritten ? ORIGIN_REWRITTEN_STRIPPED :
		    ORIGIN_STRIPPED;
}

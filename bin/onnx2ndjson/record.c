#include <inttypes.h>
#include <stdio.h>

#include "limits.h"
#include "print.h"

void
begin(struct print *p, enum kind kind)
{
	p->line = p->out->written;
	p->records[kind]++;
	record_begin(p->out, kind);
}

/* False when nothing more should be printed. */
bool
finish(struct print *p)
{
	uint64_t end;

	arena_reset(&p->arena);
	p->window->hold = UINT64_MAX;
	if (p->window->error != NULL)
		return false;
	record_end(p->out);
	end = p->out->written;
	if (end - p->line > LIMIT_LINE) {
		onnx_fail(p->onnx, "a record is longer than 256 MiB");
		return false;
	}
	return p->out->error == 0;
}

void
string(struct print *p, struct span s)
{
	jsonw_string(p->out, window_str(p->window, s));
}

void
member(struct print *p, enum member m, struct span s)
{
	if (s.at == s.end)
		return;
	record_key(p->out, m);
	string(p, s);
}

void
strings(struct print *p, const struct message *m, struct run run, uint32_t tag)
{
	struct run_cursor rc;
	struct field f;

	jsonw_begin(p->out, '[');
	run_open(&rc, m, run, tag);
	while (run_next(p->window, &rc, &f))
		string(p, f.span);
	jsonw_end(p->out, ']');
}

void
float_bits(struct print *p, uint64_t bits)
{
	uint32_t low = (uint32_t)bits;
	float f;

	memcpy(&f, &low, sizeof(f));
	jsonw_float32(p->out, f);
}

/* The name of a dtype, or the number of one that we do not know. */
void
dtype(struct print *p, int32_t number)
{
	const struct dtype *d = dtype_of(number);

	if (d != NULL)
		jsonw_string(p->out, d->name);
	else
		jsonw_int(p->out, number);
}

struct model_fields {
	int64_t ir_version, model_version;
	struct span producer_name, producer_version, domain, doc_string;
	struct run opset_import, metadata_props, configuration;
};

static void
model_read(struct print *p, const struct message *root, struct model_fields *m)
{
	struct cursor c;
	struct field f;

	*m = (struct model_fields){ 0 };
	cursor_open(&c, root);
	while (wire_next(p->window, &c, &f)) {
		switch (f.tag) {
		case MODEL_IR_VERSION:
			m->ir_version = (int64_t)f.value;
			break;
		case MODEL_PRODUCER_NAME:
			m->producer_name = f.span;
			break;
		case MODEL_PRODUCER_VERSION:
			m->producer_version = f.span;
			break;
		case MODEL_DOMAIN:
			m->domain = f.span;
			break;
		case MODEL_MODEL_VERSION:
			m->model_version = (int64_t)f.value;
			break;
		case MODEL_DOC_STRING:
			m->doc_string = f.span;
			break;
		case MODEL_OPSET_IMPORT:
			run_add(&m->opset_import, &c, &f);
			break;
		case MODEL_METADATA_PROPS:
			run_add(&m->metadata_props, &c, &f);
			break;
		case MODEL_CONFIGURATION:
			run_add(&m->configuration, &c, &f);
			break;
		}
	}
}

static void
number(struct print *p, enum member m, int64_t n)
{
	if (n == 0)
		return;
	record_key(p->out, m);
	jsonw_int(p->out, n);
}

static bool
model(struct print *p, const char *file)
{
	struct message root = onnx_root(p->onnx);
	struct model_fields m;

	model_read(p, &root, &m);
	begin(p, KIND_MODEL);
	number(p, M_STREAM, 1);
	if (strcmp(file, "-") != 0) {
		record_key(p->out, M_FILE);
		jsonw_string(p->out, str_of(file));
	}
	record_key(p->out, M_SIZE);
	jsonw_uint(p->out, p->window->size);
	record_key(p->out, M_DIGEST);
	jsonw_string(p->out, str_of(p->onnx->digest));
	number(p, M_IR_VERSION, m.ir_version);
	member(p, M_PRODUCER_NAME, m.producer_name);
	member(p, M_PRODUCER_VERSION, m.producer_version);
	member(p, M_DOMAIN, m.domain);
	number(p, M_MODEL_VERSION, m.model_version);
	member(p, M_DOC_STRING, m.doc_string);
	opset_entries(p, &root, m.opset_import, MODEL_OPSET_IMPORT);
	string_entries(p, &root, m.metadata_props, MODEL_METADATA_PROPS,
	    M_METADATA_PROPS, M_METADATA_PROPS_REPEATED);
	configuration(p, &root, m.configuration);
	return finish(p);
}

static bool
end(struct print *p)
{
	static const enum kind order[] = { KIND_MODEL, KIND_GRAPH,
	    KIND_FUNCTION, KIND_INPUT, KIND_OUTPUT, KIND_INITIALIZER,
	    KIND_QUANTIZATION, KIND_VALUE_INFO, KIND_NODE };
	unsigned i;

	begin(p, KIND_END);
	record_key(p->out, M_RECORDS);
	jsonw_begin(p->out, '{');
	for (i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		if (p->records[order[i]] == 0)
			continue;
		jsonw_name(p->out, kind_name[order[i]]);
		jsonw_uint(p->out, p->records[order[i]]);
	}
	jsonw_end(p->out, '}');
	return finish(p);
}

bool
print_model(struct print *p, const char *file)
{
	bool ok = model(p, file) && graphs_walk(p->onnx, print_graph, p) &&
	    onnx_unchanged(p->onnx) && end(p);

	arena_free(&p->arena);
	buf_free(&p->id);
	return ok;
}

#include "initializers.h"

#include <stdlib.h>

#include "claims.h"
#include "fusedname.h"
#include "parameters.h"

struct finding {
	struct initializers *x;
	const struct verdicts *t;
	const struct model *m;
	struct claims claims;
	uint32_t *stored;	/* by name: the initializer that has it */
	struct intern params;	/* inferred, ... */
	uint32_t *first;	/* ... and by which initializer first */
};

/* ---- what records say ---- */

void
initializers_open(struct initializers *x, const struct model *m)
{
	*x = (struct initializers){ .m = m };
}

void
initializers_free(struct initializers *x)
{
	free(x->found);
	free(x->number);
	intern_free(&x->words);
	pairs_free(&x->told);
	free(x->told_as);
	arena_free(&x->arena);
	*x = (struct initializers){ 0 };
}

/* "['a.weight']": a Python list of one string without escapes. */
static struct str
single(struct str list)
{
	char quote;

	if (list.n < 5 || list.p[0] != '[' || list.p[list.n - 1] != ']')
		return (struct str){ 0 };
	quote = list.p[1];
	list = (struct str){ list.p + 2, list.n - 4 };
	if ((quote != '\'' && quote != '"') || list.p[list.n] != quote ||
	    memchr(list.p, quote, list.n) != NULL ||
	    memchr(list.p, '\\', list.n) != NULL)
		return (struct str){ 0 };
	return list;
}

static void
keep_told(struct initializers *x, const struct record *r,
    const struct told *told)
{
	struct str graph, name;
	uint32_t n = x->told.n;

	if (!json_to_string(record_get(r, M_GRAPH), &x->arena, &graph) ||
	    !json_to_string(record_get(r, M_NAME), &x->arena, &name))
		return;
	if (pairs_add(&x->told, intern_add(&x->words, graph),
	    intern_add(&x->words, name)) != n)
		return;
	GROW(x->told_as, n, x->cap_told);
	x->told_as[n] = *told;
}

static void
read_told(struct initializers *x, const struct record *r)
{
	struct told told = { 0 };
	struct str props = record_get(r, M_METADATA_PROPS), key, text;
	struct json j;

	if (props.n == 0)
		return;
	json_open(&j, props);
	json_enter(&j, '{');
	while (json_member(&j, &key)) {
		struct str span = json_skip(&j);
		if (!json_to_string(span, &x->arena, &text))
			continue;
		if (json_key_is(key,
		    STR("pkg.onnxscript.optimizer.folded_from")))
			told.folded_from = single(text);
		else if (json_key_is(key, STR("pkg.torch.export."
		    "graph_signature.InputSpec.kind")))
			told.signature = str_eq(text, STR("PARAMETER")) ||
			    str_eq(text, STR("BUFFER"));
	}
	if (told.folded_from.n > 0 || told.signature)
		keep_told(x, r, &told);
}

static void
read_initializer(struct initializers *x, const struct record *r)
{
	struct str dtype = record_get(r, M_DTYPE);

	GROW(x->number, x->m->n_initializer - 1, x->cap);
	x->number[x->m->n_initializer - 1] = str_starts(dtype,
	    STR("\"FLOAT")) || str_eq(dtype, STR("\"DOUBLE\"")) ||
	    str_eq(dtype, STR("\"BFLOAT16\""));
}

void
initializers_record(struct initializers *x, const struct record *r)
{
	if (r->kind == KIND_VALUE_INFO)
		read_told(x, r);
	else if (r->kind == KIND_INITIALIZER)
		read_initializer(x, r);
}

static const struct told *
told_of(const struct initializers *x, uint32_t i)
{
	const struct model *m = x->m;
	const struct initializer *init = &m->initializer[i];
	uint32_t graph = intern_find(&x->words, m->graph[init->graph].id);
	uint32_t name = intern_find(&x->words,
	    model_name(m, m->value[init->value].name));
	uint32_t id = graph == NONE || name == NONE ? NONE :
	    pairs_find(&x->told, graph, name);

	return id == NONE ? NULL : &x->told_as[id];
}

/* ---- by name ---- */

/* The initializer of that name, or NONE. */
static uint32_t
stored(const struct finding *f, struct str base, struct str suffix)
{
	struct buf b = { 0 };
	uint32_t id;

	buf_adds(&b, base);
	buf_adds(&b, suffix);
	id = intern_find(&f->m->names, buf_str(&b));
	buf_free(&b);
	return id == NONE ? NONE : f->stored[id];
}

/* What a quantizer made of a tensor W: W_quantized, beside W_scale and
 * W_zero_point (onnxruntime/python/tools/quantization/onnx_model.py); W_Q4,
 * beside W_scales. */
static const struct derived {
	struct str suffix, beside;
	enum derived_as { ITSELF, ITS_SCALES } as;
} derived[] = {
	{ STR("_quantized"), STR("_scale"), ITSELF },
	{ STR("_quantized"), STR("_quantized_scale"), ITSELF },
	{ STR("_quantized_scale"), STR("_quantized"), ITS_SCALES },
	{ STR("_quantized_zero_point"), STR("_quantized"), ITS_SCALES },
	{ STR("_scale"), STR("_quantized"), ITS_SCALES },
	{ STR("_zero_point"), STR("_quantized"), ITS_SCALES },
	{ STR("_Q4"), STR("_scales"), ITSELF },
	{ STR("_Q8"), STR("_scales"), ITSELF },
	{ STR("_scales"), STR("_Q4"), ITS_SCALES },
	{ STR("_scales"), STR("_Q8"), ITS_SCALES },
	{ STR("_zero_points"), STR("_Q4"), ITS_SCALES },
	{ STR("_zero_points"), STR("_Q8"), ITS_SCALES },
};

/* Cuts the name to W; NULL when it is none of these. */
static const struct derived *
cut_quantized(const struct finding *f, struct str *name)
{
	for (size_t k = 0; k < sizeof(derived) / sizeof(derived[0]); k++) {
		struct str base = *name;

		if (name_cut(&base, derived[k].suffix) &&
		    stored(f, base, derived[k].beside) != NONE) {
			*name = base;
			return &derived[k];
		}
	}
	return NULL;
}

static bool
is_identifier(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c != '_' && !(c >= 'a' && c <= 'z') &&
		    !(c >= 'A' && c <= 'Z') && !(i > 0 && c >= '0' && c <= '9'))
			return false;
	}
	return s.n > 0;
}

/* Is it made of several parameters, by its name?  onnxscript's rewriter makes
 * `.weight_bias` of a BatchNormalization that it folds into a Conv
 * (rewriter/rules/common/_fuse_batchnorm.py). */
static bool
is_made(struct str name)
{
	return str_ends(name, STR(".weight_bias")) ||
	    fusedname_source(name).n < name.n;
}

static void
find_by_name(struct finding *f, uint32_t i, const struct origin *origin)
{
	struct parameter *p = &f->x->found[i];
	struct str name = model_name(f->m,
	    f->m->value[f->m->initializer[i].value].name), base = name;
	const struct told *told = told_of(f->x, i);
	const struct derived *from = cut_quantized(f, &base);

	if (told != NULL && told->folded_from.n > 0) {
		p->module = name_owner(&f->t->tree, told->folded_from);
		p->param = told->folded_from;
		if (p->module == NONE)
			p->param.n = 0;
		return;
	}
	p->module = name_owner(&f->t->tree, base);
	/* A parameter of the root has no dot.  The TorchScript exporter makes
	 * no such names itself; the other one does, and says which are. */
	if (p->module == NONE && is_identifier(base) && f->x->number[i] &&
	    ((told != NULL && told->signature) ||
	    (origin->exporter == EXPORTER_TORCHSCRIPT &&
	    origin->kind == ORIGIN_EXPORT)))
		p->module = 0;
	/* The quantizer makes MatMuls of Gemms that have transB. */
	if (p->module != NONE && (from == NULL || from->as == ITSELF)) {
		p->transposed = name_cut(&base, STR("_Transposed"));
		p->param = base;
	}
	if (p->module != NONE && is_made(base)) {
		*p = (struct parameter){ .module = NONE };
		f->claims.claim[i].made = true;
	}
}

/* Two that claim to be the same parameter in the same call are none. */
static void
settle(struct finding *f, uint32_t i)
{
	struct parameter *p = &f->x->found[i];
	const struct claim *c = &f->claims.claim[i];
	uint32_t n = f->params.n, id;

	if (!c->any || c->several)
		return;
	if (p->module != NONE) {
		/* By its name: only folding can have transposed it. */
		const struct told *told = told_of(f->x, i);
		if (told != NULL && told->folded_from.n > 0)
			p->transposed = c->transposed;
		return;
	}
	p->module = c->module;
	if (c->made || c->param.n == 0 || stored(f, c->param, STR("")) != NONE)
		return;
	p->param = c->param;
	p->transposed = c->transposed;
	p->inferred = true;
	id = intern_add(&f->params, c->param);
	if (id == n) {
		f->first[id] = i;
	} else if (f->claims.claim[f->first[id]].call == c->call) {
		f->x->found[f->first[id]].param.n = p->param.n = 0;
	}
}

/* The scales of a tensor that lost its name are its module's. */
static void
settle_scales(struct finding *f, uint32_t i)
{
	struct parameter *p = &f->x->found[i];
	struct str base = model_name(f->m,
	    f->m->value[f->m->initializer[i].value].name);
	const struct derived *from;
	uint32_t of;

	if (p->module == NONE && (from = cut_quantized(f, &base)) != NULL &&
	    from->as == ITS_SCALES &&
	    (of = stored(f, base, from->beside)) != NONE)
		p->module = f->x->found[of].module;
	if (p->param.n == 0)
		p->transposed = p->inferred = false;
}

/* What it was in the reference.  Whether it is transposed is left to the nodes
 * that read it, where they found the same name. */
static void
settle_known(struct finding *f, uint32_t i)
{
	struct parameter *p = &f->x->found[i];
	const struct known *k = &f->t->known[i];
	struct str name = model_name(f->m,
	    f->m->value[f->m->initializer[i].value].name);

	if (k->module == NONE || (p->module == k->module && p->param.n > 0 &&
	    str_eq(p->param, k->param)))
		return;
	*p = (struct parameter){ k->module, k->param, k->transposed,
	    k->param.n > 0 && !str_eq(k->param, name) };
}

static void
find_all(struct finding *f, const struct origin *origin)
{
	const struct model *m = f->m;

	for (uint32_t id = 0; id < m->names.n; id++)
		f->stored[id] = NONE;
	for (uint32_t i = m->n_initializer; i-- > 0;)
		f->stored[m->value[m->initializer[i].value].name] = i;
	for (uint32_t i = 0; i < m->n_initializer; i++)
		find_by_name(f, i, origin);
	claims_make(&f->claims);
	for (uint32_t i = 0; i < m->n_initializer; i++)
		settle(f, i);
	for (uint32_t i = 0; i < m->n_initializer && f->t->known != NULL; i++)
		settle_known(f, i);
	for (uint32_t i = 0; i < m->n_initializer; i++)
		settle_scales(f, i);
}

void
initializers_find(struct initializers *x, const struct verdicts *t,
    const struct origin *origin)
{
	const struct model *m = t->m;
	struct finding f = { .x = x, .t = t, .m = m };

	x->found = xcalloc(m->n_initializer + 1, sizeof(*x->found));
	for (uint32_t i = 0; i < m->n_initializer; i++)
		x->found[i].module = NONE;
	claims_open(&f.claims, x, t);
	f.stored = xcalloc(m->names.n + 1, sizeof(*f.stored));
	f.first = xcalloc(m->n_initializer + 1, sizeof(*f.first));
	find_all(&f, origin);
	claims_free(&f.claims);
	free(f.stored);
	free(f.first);
	intern_free(&f.params);
}

#include "parameters.h"

#include <stdlib.h>

#include "bare.h"
#include "claims.h"
#include "fusedname.h"
#include "limits.h"
#include "shared.h"
#include "users.h"

bool
parameters_passes_on(const struct model *m, const struct node *n)
{
	static const struct str ops[] = {
		STR("Identity"), STR("Transpose"), STR("Cast"),
		STR("Reshape"), STR("Unsqueeze"), STR("Squeeze"),
		STR("QuantizeLinear"), STR("DequantizeLinear"),
	};

	return node_is_any(m, n, ops, sizeof(ops) / sizeof(ops[0]));
}

uint32_t
name_owner(const struct modules *tree, struct str name)
{
	name = fusedname_source(name);
	while (name.n > 0 && name.p[name.n - 1] != '.')
		name.n--;
	if (name.n <= 1)
		return NONE;
	name.n--;
	return modules_find(tree, name);
}

/* onnxscript's rewriter folds a BatchNormalization into the Conv before it,
 * names the new bias after the weight (rewriter/rules/common/
 * _fuse_batchnorm.py) and gives the node the BatchNormalization's metadata: the
 * node is that module's, which has left no name.  So is the node that reads the
 * weight alone, as a quantized Conv does, whose bias is added behind it. */
static bool
is_folded(const struct model *m, struct str name, struct buf *bias)
{
	static const struct str quantized[] = {
		STR("_quantized"), STR("_scale"), STR("_zero_point"),
	};
	bool found = str_ends(name, STR(".weight_bias"));

	for (size_t i = 0; i < sizeof(quantized) / sizeof(quantized[0]); i++)
		if (name_cut(&name, quantized[i]))
			break;
	if (str_ends(name, STR(".weight"))) {
		bias->n = 0;
		buf_adds(bias, name);
		buf_adds(bias, STR("_bias"));
		found = intern_find(&m->names, buf_str(bias)) != NONE;
	}
	return found;
}

/* Do several nodes read the value? */
static bool
is_shared(const struct model *m, const struct value *v)
{
	for (uint32_t k = 1; k < v->n_use; k++)
		if (m->use[v->use + k] != m->use[v->use])
			return true;
	return false;
}

static void
follow(struct parameters *p, const struct model *m, const struct node *n)
{
	uint32_t from = n->n_input == 0 ? NONE : node_input(m, n, 0);
	bool constant = true;

	for (uint32_t j = 0; j < n->n_input; j++) {
		uint32_t v = node_input(m, n, j);
		constant = constant && (v == NONE || p->constant[v]);
	}
	for (uint32_t j = 0; j < n->n_output; j++) {
		uint32_t v = node_output(m, n, j);
		if (v == NONE)
			continue;
		p->constant[v] = constant;
		if (j == 0 && from != NONE && p->owner[from] != NONE &&
		    parameters_passes_on(m, n)) {
			if (p->owner[v] == NONE)
				p->owner[v] = p->owner[from];
			p->shared[v] = p->shared[v] || p->shared[from];
			p->folded[v] = p->folded[from];
		}
	}
}

/* What a call gives to a function's inputs is theirs, as long as all its calls
 * agree.  True when something is new. */
static bool
give_call(struct parameters *p, const struct model *m, const struct node *n,
    bool *mixed)
{
	const struct graph *g = &m->graph[n->function];
	bool new = false;

	for (uint32_t k = 0; k < n->n_input && k < g->n_input; k++) {
		uint32_t v = node_input(m, n, k), f = m->edge[g->input + k];

		if (v == NONE || f == NONE || p->owner[v] == NONE || mixed[f] ||
		    p->owner[f] == p->owner[v])
			continue;
		mixed[f] = p->owner[f] != NONE;
		p->owner[f] = mixed[f] ? NONE : p->owner[v];
		p->constant[f] = p->constant[v];
		new = true;
	}
	return new;
}

/* Functions call functions: a round for each step, and no more than exporters
 * nest modules. */
static void
give_calls(struct parameters *p, const struct model *m)
{
	bool *mixed = xcalloc(m->n_value + 1, sizeof(*mixed)), new = true;

	for (int round = 0; new && round < LIMIT_MODULE_DEPTH / 4; round++) {
		new = false;
		for (uint32_t i = 0; i < m->n_node; i++)
			if (m->node[i].function != NONE &&
			    give_call(p, m, &m->node[i], mixed))
				new = true;
		for (uint32_t i = 0; new && i < m->n_node; i++)
			if (m->graph[m->node[i].graph].function)
				follow(p, m, &m->node[i]);
	}
	free(mixed);
}

void
parameters_open(struct parameters *p, const struct verdicts *t)
{
	const struct model *m = t->m;
	struct buf bias = { 0 };

	p->owner = xreallocarray(NULL, m->n_value + 1, sizeof(*p->owner));
	p->constant = xcalloc(m->n_value + 1, sizeof(*p->constant));
	p->shared = xcalloc(m->n_value + 1, sizeof(*p->shared));
	p->folded = xcalloc(m->n_value + 1, sizeof(*p->folded));
	for (uint32_t v = 0; v < m->n_value; v++) {
		p->owner[v] = NONE;
		p->shared[v] = is_shared(m, &m->value[v]);
		if (m->value[v].initializer == NONE)
			continue;
		p->constant[v] = true;
		p->owner[v] = name_owner(&t->tree,
		    model_name(m, m->value[v].name));
		if (p->shared[v] && p->owner[v] != NONE)
			p->shared[v] = !shared_is_one(t, v, p->owner[v]);
		p->folded[v] = is_folded(m, model_name(m, m->value[v].name),
		    &bias);
	}
	buf_free(&bias);
	p->user = users_find(t, p->owner);
	for (uint32_t i = 0; i < m->n_node; i++)
		follow(p, m, &m->node[i]);
	give_calls(p, m);
}

void
parameters_free(struct parameters *p)
{
	free(p->owner);
	free(p->user);
	free(p->constant);
	free(p->shared);
	free(p->folded);
	*p = (struct parameters){ 0 };
}

/* The user of the first parameter of its own that the node reads. */
static uint32_t
parameters_own(const struct parameters *p, const struct model *m,
    const struct node *n)
{
	for (uint32_t j = 0; j < n->n_input; j++) {
		uint32_t v = node_input(m, n, j);
		if (v != NONE && p->owner[v] != NONE && !p->shared[v])
			return p->user[p->owner[v]];
	}
	return NONE;
}

bool
parameters_anonymous(const struct parameters *p, const struct model *m,
    const struct node *n)
{
	for (uint32_t j = 0; j < n->n_input; j++) {
		uint32_t v = node_input(m, n, j);
		if (v != NONE && m->value[v].initializer != NONE &&
		    p->owner[v] == NONE && initializer_rank(
		    &m->initializer[m->value[v].initializer]) >= 2)
			return true;
	}
	return false;
}

bool
parameters_constant(const struct parameters *p, const struct model *m,
    const struct node *n)
{
	for (uint32_t j = 0; j < n->n_output; j++) {
		uint32_t v = node_output(m, n, j);
		if (v != NONE && !p->constant[v])
			return false;
	}
	return true;
}

static bool
reads_folded(const struct parameters *p, const struct model *m,
    const struct node *n)
{
	for (uint32_t j = 0; j < n->n_input; j++) {
		uint32_t v = node_input(m, n, j);
		if (v != NONE && p->folded[v])
			return true;
	}
	return false;
}

/* With a map: the next of the Conv's siblings that is of such a class. */
static uint32_t
batchnorm_behind(const struct verdicts *t, uint32_t conv)
{
	uint32_t parent = t->tree.parent[conv], k = t->position[conv];

	/* Not where another Conv comes first: conv1, conv2, bn1, bn2. */
	for (k = k == NONE ? t->n_order : k + 1; k < t->n_order; k++) {
		uint32_t id = t->order[k];
		if (t->tree.parent[id] != parent ||
		    str_starts(bare_class(t, id), STR("Conv")))
			return NONE;
		if (str_starts(bare_class(t, id), STR("BatchNorm")))
			return id;
	}
	return NONE;
}

/* In a list the BatchNormalization is the Conv's next neighbour. */
static void
decide_folded(struct verdicts *t, uint32_t node, uint32_t conv)
{
	uint32_t list = t->tree.parent[conv], id;
	long number = modules_number(&t->tree, conv);

	if ((number < 0 || t->class[conv].n > 0) &&
	    (id = batchnorm_behind(t, conv)) != NONE) {
		verdicts_decide(t, node, id, BY_INITIALIZER);
		return;
	}
	if (number >= 0) {
		verdicts_decide(t, node, verdicts_member(t, list, number + 1),
		    BY_INITIALIZER);
		return;
	}
	verdicts_decide(t, node, list, BY_INITIALIZER);
	t->node[node].inexact = true;
}

/* Does an op's name end in the module's last atom, as that of a function of
 * PyTorch 2.1 to 2.5's dynamo_export does: class, variable, number of the call,
 * `torch_nn_modules_conv_Conv2d_conv1_1` (torch/onnx/_internal/fx)? */
static bool
is_named_after(struct str op_type, struct str atom)
{
	while (op_type.n > 0 && op_type.p[op_type.n - 1] >= '0' &&
	    op_type.p[op_type.n - 1] <= '9')
		op_type.n--;
	if (op_type.n == 0 || op_type.p[op_type.n - 1] != '_')
		return false;
	op_type.n--;
	return str_ends(op_type, atom) && op_type.n > atom.n &&
	    op_type.p[op_type.n - atom.n - 1] == '_';
}

/* A module that became a function: of what all the parameters that it is given
 * have in common, or the module round that which its name says. */
static uint32_t
called_module(const struct verdicts *t, const struct parameters *p,
    const struct node *n)
{
	const struct model *m = t->m;
	uint32_t module = NONE;

	for (uint32_t j = 0; j < n->n_input; j++) {
		uint32_t v = node_input(m, n, j);
		if (v != NONE && p->owner[v] != NONE)
			module = module == NONE ? p->owner[v] :
			    modules_common(&t->tree, module, p->owner[v]);
	}
	for (uint32_t id = module; id != NONE && id != 0;
	    id = t->tree.parent[id])
		if (is_named_after(model_name(m, n->op_type),
		    modules_atom(&t->tree, id)))
			return id;
	return module;
}

void
verdicts_parameters(struct verdicts *t, const struct parameters *p)
{
	const struct model *m = t->m;

	for (uint32_t i = 0; i < m->n_node; i++) {
		struct verdict *v = &t->node[i];
		uint32_t own;

		if (v->tagged || parameters_constant(p, m, &m->node[i]))
			continue;
		own = m->node[i].function != NONE ?
		    called_module(t, p, &m->node[i]) :
		    parameters_own(p, m, &m->node[i]);
		if (v->module == NONE && own != NONE && own != 0 &&
		    reads_folded(p, m, &m->node[i])) {
			decide_folded(t, i, own);
		} else if (v->module == NONE) {
			verdicts_decide(t, i, own, BY_INITIALIZER);
		} else if (own != NONE && reads_folded(p, m, &m->node[i])) {
			verdicts_merge(t, i, own);
		} else if (own != NONE && m->node[i].function != NONE &&
		    modules_within(&t->tree, v->module, own)) {
			/* export_modules_as_functions names the call after
			 * the last scope in it. */
			v->by = own == v->module ? v->by : BY_INITIALIZER;
			v->module = own;
		} else if (own != NONE && v->merged && own != v->module) {
			uint32_t named = v->module;
			v->module = own;
			v->call = 0;
			v->by = BY_INITIALIZER;
			verdicts_merge(t, i, named);
		} else if (own != NONE &&
		    !modules_within(&t->tree, own, v->module)) {
			/* A module may well use its children's parameters. */
			v->conflict = own;
			v->conflict_by = BY_INITIALIZER;
		}
	}
}

/*
 * joins: ops that are one module's because only it takes a layer apart so: a
 * Linear whose weight lost its name, or that an optimizer made a Gemm, a norm.
 */
#include "parameters.h"

struct joining {
	struct verdicts *t;
	const struct model *m;
	const struct parameters *p;
};

/* The node is of the module that the other is of, as surely. */
static void
join(struct joining *s, uint32_t node, uint32_t of)
{
	if (!verdicts_open_to(s->t, node))
		return;
	verdicts_decide(s->t, node, s->t->node[of].module, BY_DATAFLOW);
	s->t->node[node].inexact = s->t->node[of].inexact;
}

/* The nodes of a product, the last that which writes it.  ONNX Runtime's
 * dynamic quantization (onnxruntime/python/tools/quantization/operators,
 * matmul.py and conv.py) makes four of one: a product of integers, its Cast,
 * and the Mul by what one more Mul makes of both scales. */
enum { PARTS = 4 };

static uint32_t
find_parts(const struct model *m, uint32_t node, uint32_t part[PARTS])
{
	uint32_t n = 0, cast, mul, scales = NONE;

	part[n++] = node;
	if ((!node_is(m, &m->node[node], STR("MatMulInteger")) &&
	    !node_is(m, &m->node[node], STR("ConvInteger"))) ||
	    (cast = node_only_reader(m, node)) == NONE ||
	    !node_is(m, &m->node[cast], STR("Cast")) ||
	    (mul = node_only_reader(m, cast)) == NONE ||
	    !node_is(m, &m->node[mul], STR("Mul")))
		return n;
	for (uint32_t j = 0; j < m->node[mul].n_input; j++) {
		uint32_t v = node_input(m, &m->node[mul], j), from;
		if (v != NONE && (from = m->value[v].producer) != NONE &&
		    node_is(m, &m->node[from], STR("Mul")) &&
		    node_only_reader(m, from) == mul)
			scales = from;
	}
	part[n++] = cast;
	if (scales != NONE)
		part[n++] = scales;
	part[n++] = mul;
	return n;
}

static bool
adds_constant(const struct joining *s, uint32_t node)
{
	const struct node *n = &s->m->node[node];

	for (uint32_t j = 0; j < n->n_input; j++) {
		uint32_t v = node_input(s->m, n, j);
		if (v != NONE && s->p->constant[v])
			return node_is(s->m, n, STR("Add"));
	}
	return false;
}

/* A layer's product is known by its weight.  Where that was folded and lost its
 * name, what the product goes to alone, to have its bias added, is the same
 * module (torch.nn.Linear as MatMul and Add). */
static void
join_product(struct joining *s, uint32_t node)
{
	struct verdicts *t = s->t;
	uint32_t part[PARTS], n = find_parts(s->m, node, part), of = node;

	if (t->node[node].module == NONE &&
	    parameters_anonymous(s->p, s->m, &s->m->node[node]))
		of = node_only_reader(s->m, part[n - 1]);
	if (of == NONE || t->node[of].module == NONE ||
	    t->node[of].by > BY_INITIALIZER ||
	    (of != node && !adds_constant(s, of)))
		return;
	for (uint32_t i = 0; i < n; i++)
		join(s, part[i], of);
}

/* Is the name `name`, or that with the number that ONNX Runtime puts behind one
 * that is taken, `_token_12` (Graph::GenerateNodeName, core/graph/graph.cc)? */
static bool
is_minted(struct str s, struct str name)
{
	size_t n = s.n;

	while (n > 0 && s.p[n - 1] >= '0' && s.p[n - 1] <= '9')
		n--;
	if (n < s.n && str_ends((struct str){ s.p, n }, STR("_token_")))
		s.n = n - STR("_token_").n;
	return str_eq(s, name);
}

/* What makes a Gemm of a Linear on more than two axes brings its output into
 * form again behind it: ONNX Runtime's matmul_add_fusion.cc (core/optimizer),
 * onnxslim's core/pattern/fusion/gemm.py.  That is as much the Linear's.  Not
 * so a `gemm_output_reshape_new_reshape`: reshape_fusion.cc makes one Reshape
 * of a run of them, which ends where the caller's did. */
static void
join_reshape(struct joining *s, uint32_t node)
{
	const struct model *m = s->m;
	const struct node *n = &m->node[node];
	uint32_t in = n->n_input == 0 ? NONE : node_input(m, n, 0), from;

	if (in == NONE || (from = m->value[in].producer) == NONE ||
	    !node_is(m, n, STR("Reshape")) ||
	    !node_is(m, &m->node[from], STR("Gemm")) ||
	    (!is_minted(n->name, STR("gemm_output_reshape")) &&
	    !str_ends(n->name, STR("_post_reshape"))))
		return;
	join(s, node, from);
}

static bool
is_norm_op(const struct model *m, const struct node *n)
{
	static const struct str ops[] = {
		STR("Mul"), STR("Div"), STR("Sub"), STR("Add"), STR("Sqrt"),
		STR("Reciprocal"), STR("Pow"), STR("ReduceMean"), STR("Cast"),
	};

	return node_is_any(m, n, ops, sizeof(ops) / sizeof(ops[0]));
}

/* A norm adds an epsilon to a variance.  The sum of two values is what it is
 * given: the end of a skip connection. */
static bool
is_sum(const struct joining *s, uint32_t node)
{
	const struct node *n = &s->m->node[node];

	if (!node_is(s->m, n, STR("Add")))
		return false;
	for (uint32_t j = 0; j < n->n_input; j++) {
		uint32_t v = node_input(s->m, n, j);
		if (v == NONE || s->p->constant[v])
			return false;
	}
	return true;
}

/* Is every reader of the node's output of this module already? */
static bool
flows_into(const struct joining *s, uint32_t node, uint32_t module)
{
	const struct node *n = &s->m->node[node];
	bool any = false;

	for (uint32_t j = 0; j < n->n_output; j++) {
		uint32_t v = node_output(s->m, n, j);
		for (uint32_t k = 0; v != NONE && k < s->m->value[v].n_use;
		    k++) {
			uint32_t to = s->m->use[s->m->value[v].use + k];
			if (s->t->node[to].module != module)
				return false;
			any = true;
		}
	}
	return any;
}

/* A norm that the exporter took apart: the product with its weight comes last,
 * and the mean that is taken of its input is what makes it a norm
 * (torch.nn.RMSNorm, and every hand-written one). */
static void
join_norm(struct joining *s, uint32_t node)
{
	const struct model *m = s->m;
	uint32_t chain[16], n_chain = 0, module = s->t->node[node].module;
	uint32_t n_mean = 0, at = 0;

	if (s->t->node[node].by != BY_INITIALIZER ||
	    !node_is(m, &m->node[node], STR("Mul")))
		return;
	chain[n_chain++] = node;
	for (; at < n_chain; at++) {
		const struct node *n = &m->node[chain[at]];
		for (uint32_t j = 0; j < n->n_input; j++) {
			uint32_t v = node_input(m, n, j), from;
			if (v == NONE || s->p->constant[v] ||
			    (from = m->value[v].producer) == NONE ||
			    n_chain == sizeof(chain) / sizeof(chain[0]) ||
			    !verdicts_open_to(s->t, from) ||
			    !is_norm_op(m, &m->node[from]) ||
			    is_sum(s, from) ||
			    !flows_into(s, from, module))
				continue;
			s->t->node[from].module = module;
			n_mean += node_is(m, &m->node[from],
			    STR("ReduceMean"));
			chain[n_chain++] = from;
		}
	}
	for (uint32_t i = 1; i < n_chain; i++) {
		s->t->node[chain[i]].module = n_mean > 0 ? module : NONE;
		s->t->node[chain[i]].by = n_mean > 0 ? BY_STRUCTURE :
		    BY_NOTHING;
	}
}

void
verdicts_joins(struct verdicts *t, const struct parameters *p)
{
	struct joining s = { t, t->m, p };

	for (uint32_t i = 0; i < t->m->n_node; i++)
		join_product(&s, i);
	for (uint32_t i = 0; i < t->m->n_node; i++)
		join_reshape(&s, i);
	for (uint32_t i = 0; i < t->m->n_node; i++)
		join_norm(&s, i);
}

#include "infer.h"

#include <stdlib.h>

#include "leafrules.h"
#include "torchscript.h"

/* What is known of a module that may be inferred. */
struct leaf {
	uint64_t ops;
	uint32_t head;		/* the last product in its first call, else the
				 * first node there that is not PLAIN */
	uint32_t last;		/* the last node counted */
	uint32_t count;		/* such nodes of the first call */
	bool open;		/* a leaf without a class */
	bool scoped;		/* it has nodes of its own */
};

struct inferring {
	struct scopes *s;
	const struct model *m;
	uint8_t *op;		/* by name: enum op */
	struct leaf *leaf;	/* by module */
	struct record record;	/* the one last looked at */
};

static void
open_leaves(struct inferring *in)
{
	const struct scopes *s = in->s;

	in->leaf = xcalloc(s->tree.n, sizeof(*in->leaf));
	for (uint32_t id = s->tree.n; id-- > 0;) {
		struct leaf *leaf = &in->leaf[id];

		leaf->head = leaf->last = NONE;
		leaf->open = !leaf->scoped && !s->found[id].tabled &&
		    s->found[id].by != BY_NOTHING && s->found[id].class.n == 0;
		/* For what is round it `scoped` says, for now: no leaf. */
		if (s->found[id].by != BY_NOTHING && id != 0)
			in->leaf[s->tree.parent[id]].scoped = true;
	}
	for (uint32_t id = 0; id < s->tree.n; id++)
		in->leaf[id].scoped = false;
}

static void
find_ops(struct inferring *in)
{
	in->op = xcalloc(in->m->names.n + 1, 1);
	for (unsigned op = OP_OTHER + 1; op < OP_COUNT; op++) {
		uint32_t name = intern_find(&in->m->names,
		    leafrules_op[op]);

		if (name != NONE)
			in->op[name] = (uint8_t)op;
	}
}

static void
count_node(struct inferring *in, struct leaf *leaf, uint32_t node)
{
	unsigned op = in->op[in->m->node[node].op_type];
	uint64_t bit = UINT64_C(1) << op;

	if (leaf->last == node)
		return;
	leaf->last = node;
	leaf->ops |= bit;
	if ((bit & PLAIN) != 0 || in->s->call[node] > 1)
		return;
	leaf->count++;
	/* A product is the head, whatever is before it. */
	if (leaf->head == NONE || (bit & (BIT(CONV_INTEGER) | BIT(GEMM) |
	    BIT(MATMUL) | BIT(MATMUL_INTEGER))) != 0)
		leaf->head = node;
}

static void
count_scoped(struct inferring *in)
{
	for (uint32_t i = 0; i < in->m->n_node; i++) {
		uint32_t module = in->s->scope[i];

		if (module == NONE || !in->leaf[module].open)
			continue;
		in->leaf[module].scoped = true;
		count_node(in, &in->leaf[module], i);
	}
}

static void
count_readers(struct inferring *in)
{
	const struct model *m = in->m;

	for (uint32_t i = 0; i < m->n_node; i++) {
		const struct node *n = &m->node[i];

		for (uint32_t j = 0; j < n->n_input; j++) {
			uint32_t v = node_input(m, n, j), module = NONE;
			struct str name, path = { 0 };

			if (v != NONE && m->value[v].initializer != NONE) {
				name = model_name(m, m->value[v].name);
				path = torchscript_owner(name);
			}
			/* What a fusion made is read as another's. */
			if (path.n > 0 && path.p == name.p)
				module = modules_find(&in->s->tree, path);
			if (module != NONE && in->leaf[module].open &&
			    !in->leaf[module].scoped)
				count_node(in, &in->leaf[module], i);
		}
	}
}

/* The number of items in a JSON array; -1 when it is none. */
static int
count_items(struct str span)
{
	struct json j;
	int n = 0;

	json_open(&j, span);
	if (json_peek(&j) != JSON_ARRAY || !json_enter(&j, '['))
		return -1;
	for (; json_item(&j) && n < 64; n++)
		json_skip(&j);
	return n;
}

/* The dimensions of an input that is an initializer, perhaps cast, quantized
 * or transposed before; -1 when it is none. */
static int
weight_rank(struct inferring *in, const struct node *n, uint32_t input)
{
	const struct model *m = in->m;
	uint32_t v = input < n->n_input ? node_input(m, n, input) : NONE;

	for (int hops = 0; hops < 4 && v != NONE; hops++) {
		const struct value *value = &m->value[v];
		uint64_t bit;

		if (value->initializer != NONE) {
			record_scan(&in->record,
			    m->line[m->initializer[value->initializer].line]);
			return count_items(record_get(&in->record, M_SHAPE));
		}
		if (value->producer == NONE)
			return -1;
		n = &m->node[value->producer];
		bit = UINT64_C(1) << in->op[n->op_type];
		if ((bit & (PLAIN | BIT(TRANSPOSE))) == 0 || n->n_input == 0)
			return -1;
		v = node_input(m, n, 0);
	}
	return -1;
}

/* A node's attribute as it stands, {0} when it is not there. */
static struct str
attribute(struct inferring *in, const struct node *n, struct str name)
{
	record_scan(&in->record, in->m->line[n->line]);
	return json_get(record_get(&in->record, M_ATTRIBUTE), name);
}

static bool
is_of_domain(struct inferring *in, const struct node *n, bool microsoft)
{
	struct str domain;

	record_scan(&in->record, in->m->line[n->line]);
	domain = record_get(&in->record, M_DOMAIN);
	if (microsoft)
		return str_eq(domain, STR("\"com.microsoft\""));
	return domain.n == 0 || str_eq(domain, STR("\"ai.onnx\""));
}

/* Ops whose output has the dimensions of their first input. */
#define ALIKE (BIT(ADD) | BIT(BATCH_NORM) | BIT(CAST) | BIT(CONCAT) |	\
	BIT(DEQUANTIZE) | BIT(ELU) | BIT(HARD_SIGMOID) | BIT(HARD_SWISH) | \
	BIT(IDENTITY) | BIT(INSTANCE_NORM) | BIT(LEAKY_RELU) | BIT(MUL) | \
	BIT(PRELU) | BIT(QUANTIZE) | BIT(RELU) | BIT(SIGMOID) | BIT(TANH))

/* How many dimensions a value has, by the ops that made it; -1 when they do not
 * say. */
static int
value_rank(struct inferring *in, uint32_t v)
{
	const struct model *m = in->m;

	for (int hops = 0; hops < 16; hops++) {
		const struct node *n;
		unsigned op;

		if (v == NONE || m->value[v].producer == NONE)
			return -1;
		n = &m->node[m->value[v].producer];
		op = in->op[n->op_type];
		if (op == OP_CONV || op == OP_CONV_TRANSPOSE)
			return weight_rank(in, n, 1);
		if (op == OP_GEMM)
			return 2;
		if (op == OP_MAX_POOL || op == OP_AVERAGE_POOL)
			return 2 + count_items(attribute(in, n,
			    STR("kernel_shape")));
		if ((UINT64_C(1) << op & ALIKE) == 0 || n->n_input == 0)
			return -1;
		v = node_input(m, n, 0);
	}
	return -1;
}

/* How many dimensions a kernel spans; -1 for one of a single element, which
 * only leaves out what is between. */
static int
kernel_rank(struct inferring *in, const struct node *n)
{
	struct str kernel = attribute(in, n, STR("kernel_shape"));

	for (size_t i = 0; i < kernel.n; i++)
		if (kernel.p[i] >= '0' && kernel.p[i] <= '9' &&
		    (kernel.p[i] != '1' || (kernel.p[i + 1] >= '0' &&
		    kernel.p[i + 1] <= '9')))
			return count_items(kernel);
	return -1;
}

/* Is the sum that of a bias and a product with weights? */
static bool
adds_bias(struct inferring *in, const struct node *n)
{
	const struct model *m = in->m;

	for (uint32_t j = 0; j < n->n_input; j++) {
		uint32_t v = node_input(m, n, j);
		const struct node *made;

		if (v == NONE || m->value[v].producer == NONE)
			continue;
		made = &m->node[m->value[v].producer];
		if (in->op[made->op_type] == OP_MATMUL)
			return weight_rank(in, made, 1) == 2 &&
			    weight_rank(in, n, 1 - j) == 1;
	}
	return false;
}

/* -1 when it is not so, else what `#` stands for. */
static int
check(struct inferring *in, const struct rule *rule, const struct node *n)
{
	int rank;

	switch (rule->check) {
	case CHECK_NOTHING:
		return 0;
	case CHECK_WEIGHT:
		return weight_rank(in, n, 1) == 2 ? 0 : -1;
	case CHECK_WEIGHT_B:
		return weight_rank(in, n, 1) == 2 &&
		    str_eq(attribute(in, n, STR("transB")), STR("1")) ? 0 : -1;
	case CHECK_KERNEL:
		rank = weight_rank(in, n, 1) - 2;
		return rank >= 1 && rank <= 3 ? rank : -1;
	case CHECK_POOL:
		rank = kernel_rank(in, n);
		return rank >= 1 && rank <= 3 ? rank : -1;
	case CHECK_WHOLE:
		rank = n->n_input == 0 ? -1 :
		    value_rank(in, node_input(in->m, n, 0)) - 2;
		return rank >= 1 && rank <= 3 ? rank : 2;
	case CHECK_TABLE:
		return weight_rank(in, n, 0) == 2 ? 0 : -1;
	case CHECK_SCALE:
		return weight_rank(in, n, 1) >= 1 ? 0 : -1;
	case CHECK_CHANNELS:
		if (weight_rank(in, n, 1) != 1)
			return -1;
		rank = value_rank(in, node_input(in->m, n, 0));
		/* BatchNorm1d takes a matrix, too. */
		return rank >= 2 && rank <= 5 ? rank - 2 + (rank == 2) : -1;
	case CHECK_BIAS:
		return adds_bias(in, n) ? 0 : -1;
	}
	return -1;
}

static bool
fits(const struct rule *rule, const struct leaf *leaf)
{
	return (leaf->ops & rule->head) != 0 &&
	    (leaf->ops & rule->all) == rule->all &&
	    (leaf->ops & ~(rule->head | rule->all | rule->may | PLAIN)) == 0 &&
	    (rule->most == 0 || leaf->count <= rule->most);
}

static void
set_class(struct inferring *in, uint32_t module, const char *class, int rank)
{
	struct str copy = arena_copy(&in->s->arena, str_of(class));
	char *digit = memchr(copy.p, '#', copy.n);

	if (digit != NULL)
		*digit = (char)('0' + rank);
	in->s->found[module].class = copy;
	in->s->found[module].class_by = BY_INFERRED;
}

static void
apply(struct inferring *in, uint32_t module, const struct rules *rules)
{
	const struct leaf *leaf = &in->leaf[module];
	const struct node *head = &in->m->node[leaf->head];

	for (uint32_t i = 0; i < rules->n; i++) {
		const struct rule *rule = &rules->rule[i];
		int rank;

		if (!fits(rule, leaf) ||
		    !is_of_domain(in, head, rule->microsoft))
			continue;
		rank = check(in, rule, head);
		if (rank >= 0) {
			set_class(in, module, rule->class, rank);
			return;
		}
	}
}

void
infer_classes(struct scopes *s)
{
	struct inferring in = { .s = s, .m = s->m };

	open_leaves(&in);
	find_ops(&in);
	count_scoped(&in);
	count_readers(&in);
	for (uint32_t id = 0; id < s->tree.n; id++) {
		const struct leaf *leaf = &in.leaf[id];

		if (!leaf->open || leaf->head == NONE)
			continue;
		apply(&in, id, leaf->scoped ? &leafrules_own :
		    &leafrules_read);
	}
	record_free(&in.record);
	free(in.op);
	free(in.leaf);
}

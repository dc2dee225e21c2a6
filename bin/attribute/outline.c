#include "outline.h"

#include <stdlib.h>

static void
follow(struct outline *s, const struct node *n)
{
	const struct model *m = s->m;
	uint32_t source = NONE;
	bool constant = true;

	for (uint32_t j = 0; j < n->n_input; j++) {
		uint32_t v = node_input(m, n, j);
		if (v == NONE)
			continue;
		constant = constant && s->constant[v];
		if (source == NONE)
			source = s->source[v];
	}
	for (uint32_t j = 0; j < n->n_output; j++) {
		uint32_t v = node_output(m, n, j);
		if (v == NONE || s->constant[v])
			continue;
		s->constant[v] = constant;
		s->source[v] = constant ? source : NONE;
		s->runs[n - m->node] = !constant;
	}
}

static void
find_constants(struct outline *s)
{
	const struct model *m = s->m;

	s->runs = xcalloc(m->n_node + 1, sizeof(*s->runs));
	s->constant = xcalloc(m->n_value + 1, sizeof(*s->constant));
	s->source = xreallocarray(NULL, m->n_value + 1, sizeof(*s->source));
	for (uint32_t v = 0; v < m->n_value; v++) {
		s->source[v] = m->value[v].initializer;
		s->constant[v] = s->source[v] != NONE;
	}
	for (uint32_t i = 0; i < m->n_node; i++)
		follow(s, &m->node[i]);
}

static int
by_size(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

int
outline_dims(const struct initializer *t, int64_t dim[8])
{
	struct json j;
	int n = 0;

	json_open(&j, t->shape);
	if (t->shape.n == 0 || !json_enter(&j, '['))
		return 0;
	while (json_item(&j) && n < 8)
		if (json_to_int(json_skip(&j), &dim[n]) && dim[n] != 1)
			n++;
	qsort(dim, (size_t)n, sizeof(*dim), by_size);
	return n;
}

static uint32_t
add_size(struct vocabulary *words, const int64_t *dim, int n)
{
	struct str s = { (const char *)dim, (size_t)n * sizeof(*dim) };

	return intern_copy(&words->size, &words->arena, s);
}

/* The size of the largest parameter of the node, the first of such.  A
 * Gather's second input picks, and is no parameter. */
static uint32_t
size_of(const struct outline *s, struct vocabulary *words, const struct node *n,
    bool gather)
{
	int64_t dim[8];
	int most = 0;
	uint32_t size = NONE;

	for (uint32_t j = 0; j < n->n_input && (j == 0 || !gather); j++) {
		uint32_t v = node_input(s->m, n, j);
		int rank;

		if (v == NONE || !s->constant[v] || s->source[v] == NONE)
			continue;
		rank = outline_dims(&s->m->initializer[s->source[v]], dim);
		if (rank > most) {
			most = rank;
			size = add_size(words, dim, rank);
		}
	}
	return gather && most < 2 ? NONE : size;
}

struct kind_of_op {
	uint32_t class;		/* NONE: not looked up yet */
	enum weight weight;
	bool helper, parameters, gather;
};

static void
look_up(struct kind_of_op *k, struct vocabulary *words, struct str op_type)
{
	struct str name = opclass_name(op_type);

	k->class = intern_copy(&words->class, &words->arena, name);
	k->weight = opclass_weight(name);
	k->helper = opclass_is_inserted(op_type);
	k->parameters = opclass_has_parameters(name);
	k->gather = str_eq(name, STR("Gather"));
}

static void
classify(struct outline *s, struct vocabulary *words)
{
	const struct model *m = s->m;
	struct kind_of_op *kinds = xreallocarray(NULL, m->names.n + 1,
	    sizeof(*kinds));

	s->class = xreallocarray(NULL, m->n_node + 1, sizeof(*s->class));
	s->size = xreallocarray(NULL, m->n_node + 1, sizeof(*s->size));
	s->weight = xcalloc(m->n_node + 1, sizeof(*s->weight));
	s->helper = xcalloc(m->n_node + 1, sizeof(*s->helper));
	for (uint32_t i = 0; i < m->names.n; i++)
		kinds[i].class = NONE;
	for (uint32_t i = 0; i < m->n_node; i++) {
		const struct node *n = &m->node[i];
		struct kind_of_op *k = &kinds[n->op_type];

		if (k->class == NONE)
			look_up(k, words, model_name(m, n->op_type));
		s->class[i] = k->class;
		s->weight[i] = (uint8_t)k->weight;
		s->helper[i] = k->helper;
		s->size[i] = k->parameters ? size_of(s, words, n, k->gather) :
		    NONE;
	}
	free(kinds);
}

void
outline_open(struct outline *s, const struct model *m, struct vocabulary *words)
{
	*s = (struct outline){ .m = m };
	find_constants(s);
	classify(s, words);
	outline_put_in_order(s);
}

void
outline_free(struct outline *s)
{
	free(s->runs);
	free(s->constant);
	free(s->source);
	free(s->class);
	free(s->size);
	free(s->weight);
	free(s->helper);
	free(s->body);
	free(s->next);
	free(s->input.value);
	free(s->input.first);
	free(s->output.value);
	free(s->output.first);
	free(s->order);
	free(s->rank);
	*s = (struct outline){ 0 };
}

uint32_t
outline_producer(const struct outline *s, uint32_t value)
{
	return value == NONE ? NONE : s->m->value[value].producer;
}

uint32_t
outline_passed_on(const struct outline *s, uint32_t node)
{
	const struct node *n = &s->m->node[node];

	return n->n_input == 0 ? NONE : node_input(s->m, n, 0);
}

uint32_t
outline_reader(const struct outline *s, uint32_t node)
{
	const struct node *n = &s->m->node[node];
	uint32_t v = n->n_output == 0 ? NONE : node_output(s->m, n, 0);

	if (v == NONE || s->m->value[v].n_use != 1)
		return NONE;
	return s->m->use[s->m->value[v].use];
}

bool
outline_is_overruled(const struct outline *s, uint32_t node)
{
	uint32_t reader = s->helper[node] ? outline_reader(s, node) : NONE;

	return reader != NONE && s->class[reader] == s->class[node];
}

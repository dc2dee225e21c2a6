#include "pairing.h"

#include <stdlib.h>

#include "align.h"

bool
pairing_add(struct pairing *p, uint32_t i, uint32_t j)
{
	if (p->to[i] != NONE || p->from[j] != NONE)
		return false;
	p->to[i] = j;
	p->from[j] = i;
	p->last[i] = j;
	p->queue[p->tail++] = i;
	return true;
}

bool
pairing_same_op(const struct pairing *p, uint32_t i, uint32_t j)
{
	return p->a->class[i] == p->b->class[j] &&
	    str_eq(model_name(p->a->m, p->a->m->node[i].op_type),
	    model_name(p->b->m, p->b->m->node[j].op_type));
}

/* ---- parameters ---- */

struct sequence {
	uint32_t *node, *token, n;
};

struct two {
	struct pairing *p;
	const struct sequence *a, *b;
};

static void
pair(void *context, uint32_t i, uint32_t j)
{
	struct two *two = context;

	pairing_add(two->p, two->a->node[i], two->b->node[j]);
}

static void
add_item(struct sequence *s, uint32_t node, uint32_t token)
{
	s->node[s->n] = node;
	s->token[s->n++] = token;
}

static void
sequence_open(struct sequence *s, const struct outline *v)
{
	*s = (struct sequence){ 0 };
	s->node = xreallocarray(NULL, v->n + 1, sizeof(*s->node));
	s->token = xreallocarray(NULL, v->n + 1, sizeof(*s->token));
}

static void
sequence_free(struct sequence *s)
{
	free(s->node);
	free(s->token);
}

/* Nodes that read parameters, and pairs, in order.  Even tokens say class and
 * size, odd ones a pair. */
static void
list_anchors(struct sequence *s, const struct outline *v,
    struct vocabulary *words, const uint32_t *to, bool is_a)
{
	for (uint32_t k = 0; k < v->n; k++) {
		uint32_t node = v->order[k];

		if (to[node] != NONE)
			add_item(s, node, (is_a ? node : to[node]) * 2 + 1);
		else if (v->size[node] != NONE)
			add_item(s, node, pairs_add(&words->token,
			    v->class[node], v->size[node]) * 2);
	}
}

static void
run_align(struct pairing *p, const struct sequence *a,
    const struct sequence *b, struct align *s)
{
	struct two two = { p, a, b };

	s->a = a->token;
	s->n = a->n;
	s->b = b->token;
	s->m = b->n;
	s->pair = pair;
	s->context = &two;
	align(s);
}

static void
pairing_parameters(struct pairing *p, struct vocabulary *words)
{
	struct sequence a, b;
	struct align s = { 0 };

	sequence_open(&a, p->a);
	sequence_open(&b, p->b);
	list_anchors(&a, p->a, words, p->to, true);
	list_anchors(&b, p->b, words, p->from, false);
	run_align(p, &a, &b, &s);
	sequence_free(&a);
	sequence_free(&b);
	align_free(&s);
}

/* ---- biases ---- */

static bool
is_constant(const struct outline *o, uint32_t node, uint32_t port)
{
	const struct node *n = &o->m->node[node];
	uint32_t v = port < n->n_input ? node_input(o->m, n, port) : NONE;

	return v != NONE && o->constant[v];
}

/* A product that adds a bias, where the reference's has an Add behind it
 * (onnxruntime MatMulAddFusion, onnxslim): the Add is merged in. */
static void
pairing_biases(struct pairing *p)
{
	const struct model *m = p->a->m;

	for (uint32_t i = 0; i < m->n_node; i++) {
		uint32_t j = p->to[i], add;

		if (j == NONE || p->a->weight[i] != WEIGHT_HEAVY ||
		    !is_constant(p->a, i, 2) || is_constant(p->b, j, 2) ||
		    (!str_ends(model_name(m, m->node[i].op_type),
		    STR("Gemm")) && !str_ends(model_name(m,
		    m->node[i].op_type), STR("Conv"))))
			continue;
		add = outline_reader(p->b, j);
		if (add == NONE || p->from[add] != NONE ||
		    !node_is(p->b->m, &p->b->m->node[add], STR("Add")) ||
		    (!is_constant(p->b, add, 0) && !is_constant(p->b, add, 1)))
			continue;
		p->from[add] = i;
		p->last[i] = add;
	}
}

/* ---- gaps ---- */

/* The pairs that stand in one order in both: a longest rising run of ranks
 * (patience sorting).  Marks them in `kept`, by rank in a. */
static void
keep_order(const struct pairing *p, bool *kept)
{
	uint32_t n = p->a->n, top = 0;
	uint32_t *pile = xreallocarray(NULL, n + 1, sizeof(*pile));
	uint32_t *back = xreallocarray(NULL, n + 1, sizeof(*back));

	for (uint32_t k = 0; k < n; k++) {
		uint32_t to = p->to[p->a->order[k]], low = 0, high = top;
		uint32_t rank = to == NONE ? NONE : p->b->rank[to];

		if (rank == NONE)
			continue;
		while (low < high) {
			uint32_t mid = low + (high - low) / 2;
			if (p->b->rank[p->to[p->a->order[pile[mid]]]] < rank)
				low = mid + 1;
			else
				high = mid;
		}
		back[k] = low == 0 ? NONE : pile[low - 1];
		pile[low] = k;
		top += low == top;
	}
	for (uint32_t k = top == 0 ? NONE : pile[top - 1]; k != NONE;
	    k = back[k])
		kept[k] = true;
	free(pile);
	free(back);
}

/* The nodes without a pair from rank k up to `end`. */
static void
list_gap(struct sequence *s, const struct outline *v, const uint32_t *to,
    uint32_t k, uint32_t end)
{
	s->n = 0;
	for (; k < end; k++) {
		uint32_t node = v->order[k];
		if (to[node] == NONE && !outline_is_overruled(v, node))
			add_item(s, node, v->class[node]);
	}
}

static void
pairing_gaps(struct pairing *p)
{
	bool *kept = xcalloc(p->a->n + 1, sizeof(*kept));
	struct sequence a, b;
	struct align s = { 0 };
	uint32_t i = 0, j = 0;

	sequence_open(&a, p->a);
	sequence_open(&b, p->b);
	keep_order(p, kept);
	for (uint32_t k = 0; k <= p->a->n; k++) {
		uint32_t end = p->b->n;

		if (k < p->a->n && !kept[k])
			continue;
		if (k < p->a->n)
			end = p->b->rank[p->to[p->a->order[k]]];
		list_gap(&a, p->a, p->to, i, k);
		list_gap(&b, p->b, p->from, j, end);
		if (a.n > 0 && b.n > 0)
			run_align(p, &a, &b, &s);
		i = k + 1;
		j = end + 1;
	}
	sequence_free(&a);
	sequence_free(&b);
	align_free(&s);
	free(kept);
}

void
pairing_open(struct pairing *p, const struct outline *a,
    const struct outline *b, struct vocabulary *words)
{
	uint32_t n = a->m->n_node, n_b = b->m->n_node;

	*p = (struct pairing){ .a = a, .b = b };
	p->to = xreallocarray(NULL, n + 1, sizeof(*p->to));
	p->from = xreallocarray(NULL, n_b + 1, sizeof(*p->from));
	p->value = xreallocarray(NULL, a->m->n_value + 1, sizeof(*p->value));
	p->named = xcalloc(a->m->n_value + 1, sizeof(*p->named));
	p->last = xreallocarray(NULL, n + 1, sizeof(*p->last));
	p->queue = xreallocarray(NULL, n + 1, sizeof(*p->queue));
	memset(p->to, 0xff, n * sizeof(*p->to));
	memset(p->last, 0xff, n * sizeof(*p->last));
	memset(p->from, 0xff, n_b * sizeof(*p->from));
	memset(p->value, 0xff, a->m->n_value * sizeof(*p->value));
	pairing_names(p);
	pairing_parameters(p, words);
	pairing_neighbours(p);
	pairing_biases(p);
	pairing_gaps(p);
	pairing_neighbours(p);
	pairing_values(p);
}

void
pairing_free(struct pairing *p)
{
	free(p->to);
	free(p->from);
	free(p->last);
	free(p->of_name);
	free(p->value);
	free(p->named);
	free(p->queue);
	*p = (struct pairing){ 0 };
}

/*
 * Neighbours of pairs are pairs: what two nodes that are the same read is the
 * same, and what reads what they write.  Nodes that tools put between are
 * stepped over.
 */
#include <stdlib.h>

#include "pairing.h"

enum {
	STEPS = 8,		/* nodes stepped over, one behind another */
	PORTS = 16,		/* inputs told apart */
};

/* Have the two the same inputs at the same places? */
static bool
has_port(const struct pairing *p, uint32_t i, uint32_t j, uint32_t port)
{
	const struct node *a = &p->a->m->node[i], *b = &p->b->m->node[j];

	if (port >= a->n_input || port >= b->n_input)
		return false;
	return pairing_same_op(p, i, j) || (port < 2 &&
	    p->a->weight[i] == WEIGHT_HEAVY);
}

static bool
may_pair(const struct pairing *p, uint32_t i, uint32_t j)
{
	return p->to[i] == NONE && p->from[j] == NONE &&
	    p->a->class[i] == p->b->class[j];
}

/* The nodes that write two values that are the same. */
static void
climb(struct pairing *p, uint32_t v, uint32_t u)
{
	for (int step = 0; step < STEPS; step++) {
		uint32_t i = outline_producer(p->a, v);
		uint32_t j = outline_producer(p->b, u);

		if (i == NONE || j == NONE)
			return;
		if (may_pair(p, i, j)) {
			pairing_add(p, i, j);
			return;
		}
		if (p->to[i] == NONE && p->a->helper[i])
			v = outline_passed_on(p->a, i);
		else if (p->from[j] == NONE && p->b->helper[j])
			u = outline_passed_on(p->b, j);
		else
			return;
	}
}

/* A reader of a value, at which input, itself or behind a helper. */
struct reader {
	uint32_t class, port, rank, node;
};

struct readers {
	struct reader *reader;
	uint32_t n, cap;
};

/* At which input the node reads the value; all past the first ones are one. */
static uint32_t
port_of(const struct model *m, const struct node *n, uint32_t value)
{
	uint32_t port = 0;

	while (port < n->n_input && port < PORTS &&
	    node_input(m, n, port) != value)
		port++;
	return port;
}

static void
list_readers(struct readers *r, const struct outline *s,
    const uint32_t *paired, uint32_t value)
{
	const struct value *v = &s->m->value[value];
	uint32_t last = NONE;

	for (uint32_t k = 0; k < v->n_use; k++) {
		uint32_t i = s->m->use[v->use + k];
		uint32_t port = port_of(s->m, &s->m->node[i], value);

		if (i == last)
			continue;
		last = i;
		for (int step = 0; step < STEPS && outline_is_overruled(s, i);
		    step++)
			i = outline_reader(s, i);
		if (paired[i] != NONE)
			continue;
		GROW(r->reader, r->n, r->cap);
		r->reader[r->n++] = (struct reader){ s->class[i], port,
		    s->rank[i], i };
	}
}

static int
by_class(const void *a, const void *b)
{
	const struct reader *x = a, *y = b;

	if (x->class != y->class)
		return x->class < y->class ? -1 : 1;
	if (x->port != y->port)
		return x->port < y->port ? -1 : 1;
	return x->rank < y->rank ? -1 : x->rank > y->rank;
}

static uint32_t
group(const struct readers *r, uint32_t k)
{
	uint32_t end = k;

	while (end < r->n && r->reader[end].class == r->reader[k].class &&
	    r->reader[end].port == r->reader[k].port)
		end++;
	return end - k;
}

/* The only reader of a class at an input; as many as there are in the other
 * model are the same in order. */
static void
pair_readers(struct pairing *p, struct readers *a, struct readers *b)
{
	uint32_t i = 0, j = 0;

	qsort(a->reader, a->n, sizeof(*a->reader), by_class);
	qsort(b->reader, b->n, sizeof(*b->reader), by_class);
	while (i < a->n && j < b->n) {
		const struct reader *x = &a->reader[i], *y = &b->reader[j];
		uint32_t n = group(a, i), m = group(b, j);

		if (x->class == y->class && x->port == y->port) {
			for (uint32_t k = 0; n == m && k < n; k++)
				if (may_pair(p, x[k].node, y[k].node))
					pairing_add(p, x[k].node, y[k].node);
			i += n;
			j += m;
		} else if (x->class < y->class || (x->class == y->class &&
		    x->port < y->port)) {
			i += n;
		} else {
			j += m;
		}
	}
}

static void
descend(struct pairing *p, uint32_t v, uint32_t u, struct readers *a,
    struct readers *b)
{
	a->n = b->n = 0;
	list_readers(a, p->a, p->to, v);
	if (a->n == 0)
		return;
	list_readers(b, p->b, p->from, u);
	if (b->n > 0)
		pair_readers(p, a, b);
}

/* The same graph, and so the same inputs and outputs, when there are as many:
 * tools keep what programs call a model by. */
static void
pair_ports(struct pairing *p, uint32_t g, uint32_t h, struct readers *a,
    struct readers *b)
{
	const struct ports *in = &p->a->input, *of = &p->b->input;

	for (int k = 0; k < 2; k++) {
		uint32_t i = in->first[g], j = of->first[h];
		uint32_t n = in->first[g + 1] - i;

		for (; n == of->first[h + 1] - of->first[h] &&
		    i < in->first[g + 1]; i++, j++) {
			uint32_t v = in->value[i], u = of->value[j];
			if (p->value[v] == NONE)
				p->value[v] = u;
			if (k == 0)
				descend(p, v, u, a, b);
			else
				climb(p, v, u);
		}
		in = &p->a->output;
		of = &p->b->output;
	}
}

static void
pair_bodies(struct pairing *p, uint32_t i, uint32_t j, struct readers *a,
    struct readers *b)
{
	uint32_t g = p->a->body[i], h = p->b->body[j];

	for (; g != NONE && h != NONE; g = p->a->next[g], h = p->b->next[h])
		pair_ports(p, g, h, a, b);
}

void
pairing_neighbours(struct pairing *p)
{
	struct readers a = { 0 }, b = { 0 };

	if (p->a->m->n_graph > 0 && p->b->m->n_graph > 0)
		pair_ports(p, 0, 0, &a, &b);
	for (; p->head < p->tail; p->head++) {
		uint32_t i = p->queue[p->head], j = p->to[i];
		const struct node *n = &p->a->m->node[i];
		const struct node *o = &p->b->m->node[j];

		for (uint32_t k = 0; has_port(p, i, j, k); k++) {
			uint32_t v = node_input(p->a->m, n, k);
			uint32_t u = node_input(p->b->m, o, k);
			if (v != NONE && u != NONE)
				climb(p, v, u);
		}
		for (uint32_t k = 0; k < n->n_output && k < o->n_output; k++) {
			uint32_t v = node_output(p->a->m, n, k);
			uint32_t u = node_output(p->b->m, o, k);
			if (v != NONE && u != NONE)
				descend(p, v, u, &a, &b);
		}
		pair_bodies(p, i, j, &a, &b);
	}
	free(a.reader);
	free(b.reader);
}

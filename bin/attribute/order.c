/*
 * An order of a model's nodes that follows from its graph alone, whatever the
 * order in the file: depth first from the outputs, inputs in their order, each
 * node behind what it reads.  What an If or Loop runs stands before it.
 */
#include <stdlib.h>

#include "outline.h"

/* ---- what graphs read and write ---- */

/* By name: the first value of that name. */
static uint32_t *
first_values(const struct model *m)
{
	uint32_t *of = xreallocarray(NULL, m->names.n + 1, sizeof(*of));

	memset(of, 0xff, m->names.n * sizeof(*of));
	for (uint32_t v = m->n_value; v-- > 0;)
		of[m->value[v].name] = v;
	return of;
}

struct port {
	uint32_t graph, value;
};

/* The ports in order, by graph. */
static void
sort_ports(struct ports *ports, const struct port *port, uint32_t n,
    uint32_t n_graph)
{
	uint32_t *first = xcalloc((size_t)n_graph + 2, sizeof(*first));

	ports->value = xreallocarray(NULL, n + 1, sizeof(*ports->value));
	for (uint32_t i = 0; i < n; i++)
		first[port[i].graph + 2]++;
	for (uint32_t g = 2; g < n_graph + 2; g++)
		first[g] += first[g - 1];
	for (uint32_t i = 0; i < n; i++)
		ports->value[first[port[i].graph + 1]++] = port[i].value;
	ports->first = first;
}

/* What the records of a kind name; initializers that are inputs too are
 * none. */
static void
read_ports(struct outline *s, enum kind kind, const uint32_t *of_name)
{
	const struct model *m = s->m;
	struct port *port = xreallocarray(NULL, m->n_line + 1, sizeof(*port));
	struct arena arena = { 0 };
	struct record r = { 0 };
	uint32_t n = 0;

	for (uint32_t i = 0; i < m->n_line; i++) {
		struct str name, id;
		uint32_t k, g;

		if (model_kind(m, i) != kind)
			continue;
		record_scan(&r, m->line[i]);
		if (!json_to_string(record_get(&r, M_NAME), &arena, &name) ||
		    !json_to_string(record_get(&r, M_GRAPH), &arena, &id) ||
		    (k = intern_find(&m->names, name)) == NONE ||
		    (g = intern_find(&m->graph_ids, id)) == NONE ||
		    of_name[k] == NONE || s->constant[of_name[k]])
			continue;
		port[n++] = (struct port){ g, of_name[k] };
	}
	sort_ports(kind == KIND_INPUT ? &s->input : &s->output, port, n,
	    m->n_graph);
	record_free(&r);
	arena_free(&arena);
	free(port);
}

/* ---- the walk ---- */

struct frame {
	uint32_t node, input;
	uint32_t body, port;	/* the graph that the node runs, where in it */
};

struct walk {
	struct outline *s;
	struct frame *stack;
	uint32_t depth;
};

static void
push(struct walk *w, uint32_t node)
{
	/* A rank of 0 while it is on the stack, or cycles would never end. */
	if (node == NONE || w->s->rank[node] != NONE || !w->s->runs[node])
		return;
	w->s->rank[node] = 0;
	w->stack[w->depth++] = (struct frame){ node, 0, w->s->body[node], 0 };
}

/* The next value that the node needs, NONE for an omitted one; false when there
 * is none. */
static bool
next_need(const struct outline *s, struct frame *f, uint32_t *value)
{
	const struct node *n = &s->m->node[f->node];

	if (f->input < n->n_input) {
		*value = node_input(s->m, n, f->input++);
		return true;
	}
	for (; f->body != NONE; f->body = s->next[f->body], f->port = 0) {
		uint32_t at = s->output.first[f->body] + f->port++;
		if (at < s->output.first[f->body + 1]) {
			*value = s->output.value[at];
			return true;
		}
	}
	return false;
}

static void
walk_from(struct walk *w, uint32_t node)
{
	struct outline *s = w->s;

	push(w, node);
	while (w->depth > 0) {
		struct frame *f = &w->stack[w->depth - 1];
		uint32_t need;

		if (next_need(s, f, &need)) {
			push(w, outline_producer(s, need));
			continue;
		}
		s->order[s->n++] = f->node;
		w->depth--;
	}
}

/* From what graphs that stand alone write, in order; then from what writes
 * nothing that is read. */
static void
walk_all(struct walk *w)
{
	const struct model *m = w->s->m;
	const struct ports *out = &w->s->output;

	for (uint32_t g = 0; g < m->n_graph; g++)
		for (uint32_t k = out->first[g]; m->graph[g].holder == NONE &&
		    k < out->first[g + 1]; k++)
			walk_from(w, outline_producer(w->s, out->value[k]));
	for (uint32_t i = 0; i < m->n_node; i++) {
		uint32_t v = m->node[i].n_output == 0 ? NONE :
		    node_output(m, &m->node[i], 0);
		if (v != NONE && m->value[v].n_use == 0)
			walk_from(w, i);
	}
}

static void
find_bodies(struct outline *s)
{
	const struct model *m = s->m;

	s->body = xreallocarray(NULL, m->n_node + 1, sizeof(*s->body));
	s->next = xreallocarray(NULL, m->n_graph + 1, sizeof(*s->next));
	memset(s->body, 0xff, m->n_node * sizeof(*s->body));
	for (uint32_t g = m->n_graph; g-- > 0;) {
		uint32_t holder = m->graph[g].holder;
		s->next[g] = holder == NONE ? NONE : s->body[holder];
		if (holder != NONE)
			s->body[holder] = g;
	}
}

/* ---- depth ---- */

/*
 * An op that was merged into another reads what both read, and so may turn
 * round the order of what it reads.  Not so how many ops with parameters stand
 * one behind another above it: nodes with the same number keep together.
 */
static void
sort_by_depth(struct outline *s)
{
	const struct model *m = s->m;
	uint32_t *depth = xcalloc(m->n_value + 1, sizeof(*depth));
	uint32_t *of = xcalloc(s->n + 1, sizeof(*of));
	uint32_t *first = xcalloc((size_t)s->n + 2, sizeof(*first));
	uint32_t *order = xreallocarray(NULL, s->n + 1, sizeof(*order));

	for (uint32_t k = 0; k < s->n; k++) {
		const struct node *n = &m->node[s->order[k]];
		uint32_t most = 0;

		for (uint32_t j = 0; j < n->n_input; j++) {
			uint32_t v = node_input(m, n, j);
			if (v != NONE && depth[v] > most)
				most = depth[v];
		}
		most += s->weight[s->order[k]] == WEIGHT_HEAVY &&
		    s->size[s->order[k]] != NONE;
		for (uint32_t j = 0; j < n->n_output; j++)
			if (node_output(m, n, j) != NONE)
				depth[node_output(m, n, j)] = most;
		of[k] = most;
		first[most + 1]++;
	}
	for (uint32_t d = 1; d <= s->n + 1; d++)
		first[d] += first[d - 1];
	for (uint32_t k = 0; k < s->n; k++)
		order[first[of[k]]++] = s->order[k];
	for (uint32_t k = 0; k < s->n; k++)
		s->rank[order[k]] = k;
	free(s->order);
	s->order = order;
	free(depth);
	free(of);
	free(first);
}

void
outline_put_in_order(struct outline *s)
{
	const struct model *m = s->m;
	struct walk w = { .s = s };
	uint32_t *of_name = first_values(m);

	find_bodies(s);
	read_ports(s, KIND_INPUT, of_name);
	read_ports(s, KIND_OUTPUT, of_name);
	s->rank = xreallocarray(NULL, m->n_node + 1, sizeof(*s->rank));
	s->order = xreallocarray(NULL, m->n_node + 1, sizeof(*s->order));
	memset(s->rank, 0xff, m->n_node * sizeof(*s->rank));
	w.stack = xreallocarray(NULL, m->n_node + 1, sizeof(*w.stack));
	walk_all(&w);
	sort_by_depth(s);
	free(w.stack);
	free(of_name);
}

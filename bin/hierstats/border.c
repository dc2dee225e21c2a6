#include "border.h"

#include <stdlib.h>

struct maker {
	struct border *b;
	const struct named *d;
	const struct model *m;
	struct str module;
	uint32_t main;		/* graph */
	uint32_t *body, *next;	/* by node of the main graph: the first node
				 * that is within it; by node: the next one */
	uint32_t *stack;	/* nodes */
	uint32_t n_stack;
	bool *seen;		/* by value */
	bool *after, *before;	/* by node: reached from inside; reaches it */
};

/* Is the path the module's, or one below it? */
static bool
is_within(struct str path, struct str module)
{
	return module.n == 0 || (str_starts(path, module) &&
	    (path.n == module.n || path.p[module.n] == '.'));
}

static bool
node_within(const struct maker *k, uint32_t node)
{
	return is_within(named_text(k->d, k->d->node[node].module),
	    k->module);
}

/* A body's graph comes behind that of its holder. */
static void
find_tops(struct maker *k)
{
	const struct model *m = k->m;

	for (uint32_t i = 0; i < m->n_node; i++) {
		uint32_t graph = m->node[i].graph, holder;

		k->next[i] = k->body[i] = k->b->top[i] = NONE;
		holder = m->graph[graph].holder;
		if (graph == k->main)
			k->b->top[i] = i;
		else if (holder < i)
			k->b->top[i] = k->b->top[holder];
	}
	for (uint32_t i = m->n_node; i-- > 0; ) {
		uint32_t top = k->b->top[i];

		if (top == NONE)
			continue;
		k->next[i] = k->body[top];
		k->body[top] = i;
	}
}

/* Do some of the modules merged into the node stand on either side? */
static bool
is_merged(const struct maker *k, const struct named_node *n)
{
	uint32_t within = 0;

	for (uint32_t i = 0; i < n->n_merged; i++)
		within += is_within(named_text(k->d,
		    k->d->list[n->merged + i]), k->module);
	return within > 0 && within < n->n_merged;
}

static void
find_inside(struct maker *k)
{
	struct border *b = k->b;

	for (uint32_t i = 0; i < k->m->n_node; i++) {
		b->inside[i] = b->top[i] == i && node_within(k, i);
		b->n_inside += b->inside[i];
	}
	for (uint32_t i = 0; i < k->m->n_node; i++) {
		const struct named_node *n = &k->d->node[i];

		b->n_merged += is_merged(k, n);
		if (b->top[i] == NONE) {
			b->n_function += node_within(k, i);
			continue;
		}
		if (b->inside[b->top[i]])
			continue;
		b->n_elsewhere += node_within(k, i);
		b->n_maybe += !n->exact && k->module.n > 0 &&
		    is_within(k->module, named_text(k->d, n->module));
	}
}

static bool
of_main(const struct maker *k, uint32_t value)
{
	return value != NONE && k->m->value[value].graph == k->main;
}

static void
find_inputs(struct maker *k, uint32_t top)
{
	const struct model *m = k->m;

	for (uint32_t i = k->body[top]; i != NONE; i = k->next[i])
		for (uint32_t j = 0; j < m->node[i].n_input; j++) {
			uint32_t v = node_input(m, &m->node[i], j), p;

			if (!of_main(k, v) || k->seen[v] ||
			    m->value[v].initializer != NONE)
				continue;
			k->seen[v] = true;
			p = m->value[v].producer;
			if (p == NONE || !k->b->inside[p])
				k->b->in[k->b->n_in++] = v;
		}
}

static bool
is_read_outside(const struct maker *k, uint32_t value)
{
	const struct value *v = &k->m->value[value];
	const struct typed *t = named_type(k->d, k->m, v);

	if (t != NULL && t->output)
		return true;
	for (uint32_t i = 0; i < v->n_use; i++) {
		uint32_t top = k->b->top[k->m->use[v->use + i]];

		if (top != NONE && !k->b->inside[top])
			return true;
	}
	return false;
}

static void
find_outputs(struct maker *k, uint32_t node)
{
	const struct node *n = &k->m->node[node];

	for (uint32_t j = 0; j < n->n_output; j++) {
		uint32_t v = node_output(k->m, n, j);

		if (v != NONE && k->m->value[v].producer == node &&
		    is_read_outside(k, v))
			k->b->out[k->b->n_out++] = v;
	}
}

static void
reach(struct maker *k, uint32_t top, bool *reached)
{
	if (top == NONE || reached[top] || k->b->inside[top])
		return;
	reached[top] = true;
	k->stack[k->n_stack++] = top;
}

static void
reach_readers(struct maker *k, uint32_t node)
{
	const struct model *m = k->m;

	for (uint32_t j = 0; j < m->node[node].n_output; j++) {
		uint32_t v = node_output(m, &m->node[node], j);

		for (uint32_t i = 0; v != NONE && i < m->value[v].n_use; i++)
			reach(k, k->b->top[m->use[m->value[v].use + i]],
			    k->after);
	}
}

static void
reach_makers(struct maker *k, uint32_t top)
{
	const struct model *m = k->m;

	for (uint32_t i = k->body[top]; i != NONE; i = k->next[i])
		for (uint32_t j = 0; j < m->node[i].n_input; j++) {
			uint32_t v = node_input(m, &m->node[i], j);

			if (of_main(k, v))
				reach(k, m->value[v].producer, k->before);
		}
}

/* What lies on a way out of the module and into it again. */
static void
find_between(struct maker *k)
{
	struct border *b = k->b;

	for (uint32_t i = 0; i < k->m->n_node; i++)
		if (b->inside[i])
			reach_readers(k, i);
	while (k->n_stack > 0)
		reach_readers(k, k->stack[--k->n_stack]);
	for (uint32_t i = 0; i < k->m->n_node; i++)
		if (b->inside[i])
			reach_makers(k, i);
	while (k->n_stack > 0)
		reach_makers(k, k->stack[--k->n_stack]);
	for (uint32_t i = k->m->n_node; i-- > 0; )
		if (k->after[i] && k->before[i]) {
			b->n_between++;
			b->between = i;
		}
}

void
border_make(struct border *b, const struct named *d, const struct model *m,
    struct str module)
{
	struct maker k = { .b = b, .d = d, .m = m, .module = module,
	    .main = intern_find(&m->graph_ids, STR("main")) };

	*b = (struct border){ .between = NONE };
	b->in = xcalloc(m->n_value, sizeof(*b->in));
	b->out = xcalloc(m->n_value, sizeof(*b->out));
	b->top = xcalloc(m->n_node, sizeof(*b->top));
	b->inside = xcalloc(m->n_node, sizeof(*b->inside));
	k.body = xcalloc(m->n_node, sizeof(*k.body));
	k.next = xcalloc(m->n_node, sizeof(*k.next));
	k.stack = xcalloc(m->n_node, sizeof(*k.stack));
	k.seen = xcalloc(m->n_value, sizeof(*k.seen));
	k.after = xcalloc(m->n_node, sizeof(*k.after));
	k.before = xcalloc(m->n_node, sizeof(*k.before));
	find_tops(&k);
	find_inside(&k);
	for (uint32_t i = 0; i < m->n_node; i++)
		if (b->inside[i]) {
			find_inputs(&k, i);
			find_outputs(&k, i);
		}
	find_between(&k);
	free(k.body);
	free(k.next);
	free(k.stack);
	free(k.seen);
	free(k.after);
	free(k.before);
}

void
border_free(struct border *b)
{
	free(b->in);
	free(b->out);
	free(b->top);
	free(b->inside);
	*b = (struct border){ 0 };
}

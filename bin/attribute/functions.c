/*
 * Local functions: a function's body runs where it is called.  Called from one
 * module, what in it shows nothing of itself is that module's; called from
 * several, it is of what they have in common, and all of them are listed.
 */
#include "verdict.h"

#include <stdlib.h>

#include "limits.h"

struct functions {
	struct verdicts *t;
	const struct model *m;
	uint32_t *waits;	/* by graph: calls not placed yet */
	uint32_t *module;	/* by graph: what its calls have in common */
	uint32_t *caller;	/* by graph: nodes that call it: a list ... */
	uint32_t *next;		/* ... by node */
	uint32_t *inner;	/* by graph: calls in its body: a list ... */
	uint32_t *next_inner;	/* ... by node */
	uint32_t *queue, n_queue;
};

/* The function that a graph is of, itself or as a body within it. */
static uint32_t
function_of(const struct model *m, uint32_t graph)
{
	while (graph != NONE && !m->graph[graph].function)
		graph = m->graph[graph].parent;
	return graph;
}

static void
collect_calls(struct functions *f)
{
	const struct model *m = f->m;

	for (uint32_t i = m->n_node; i-- > 0;) {
		uint32_t callee = m->node[i].function, body;
		if (callee == NONE)
			continue;
		f->next[i] = f->caller[callee];
		f->caller[callee] = i;
		if ((body = function_of(m, m->node[i].graph)) != NONE) {
			f->next_inner[i] = f->inner[body];
			f->inner[body] = i;
			f->waits[callee]++;
		}
	}
	for (uint32_t g = 0; g < m->n_graph; g++)
		if (m->graph[g].function && f->waits[g] == 0)
			f->queue[f->n_queue++] = g;
}

/* Where a node runs when it shows nothing: in its body's node's module, or in
 * its function's. */
static uint32_t
module_round(const struct functions *f, uint32_t node)
{
	uint32_t graph = f->m->node[node].graph;

	while (f->t->node[node].module == NONE) {
		graph = f->m->node[node].graph;
		node = f->m->graph[graph].holder;
		if (node == NONE)
			return f->m->graph[graph].function ?
			    f->module[graph] : NONE;
	}
	return f->t->node[node].module;
}

/* What a function's calls have in common, and what they are, without
 * repetition and as many as a node may list. */
static uint32_t
place_calls(struct functions *f, uint32_t graph, uint32_t *list)
{
	uint32_t n = 0;

	for (uint32_t call = f->caller[graph]; call != NONE;
	    call = f->next[call]) {
		uint32_t module = module_round(f, call), i;

		if (module == NONE)
			continue;
		f->module[graph] = f->module[graph] == NONE ? module :
		    modules_common(&f->t->tree, f->module[graph], module);
		for (i = 0; i < n && list[i] != module; i++)
			;
		if (i == n && n < LIMIT_MERGED)
			list[n++] = module;
	}
	return n;
}

static void
place_function(struct functions *f, uint32_t graph)
{
	const struct graph *g = &f->m->graph[graph];
	uint32_t list[LIMIT_MERGED], n = place_calls(f, graph, list);

	for (uint32_t i = g->node; i < g->node + g->n_node; i++) {
		if (!verdicts_open_to(f->t, i))
			continue;
		verdicts_decide(f->t, i, f->module[graph], BY_PARENT);
		for (uint32_t k = 0; k < n; k++)
			verdicts_merge(f->t, i, list[k]);
	}
	for (uint32_t call = f->inner[graph]; call != NONE;
	    call = f->next_inner[call])
		if (--f->waits[f->m->node[call].function] == 0)
			f->queue[f->n_queue++] = f->m->node[call].function;
}

void
verdicts_functions(struct verdicts *t)
{
	const struct model *m = t->m;
	struct functions f = { .t = t, .m = m };

	f.waits = xcalloc(m->n_graph + 1, sizeof(*f.waits));
	f.module = xcalloc(m->n_graph + 1, sizeof(*f.module));
	f.caller = xcalloc(m->n_graph + 1, sizeof(*f.caller));
	f.inner = xcalloc(m->n_graph + 1, sizeof(*f.inner));
	f.queue = xcalloc(m->n_graph + 1, sizeof(*f.queue));
	f.next = xcalloc(m->n_node + 1, sizeof(*f.next));
	f.next_inner = xcalloc(m->n_node + 1, sizeof(*f.next_inner));
	for (uint32_t g = 0; g < m->n_graph; g++)
		f.module[g] = f.caller[g] = f.inner[g] = NONE;
	collect_calls(&f);
	/* Callers first; functions that call each other round in a circle
	 * stay unplaced. */
	for (uint32_t q = 0; q < f.n_queue; q++)
		place_function(&f, f.queue[q]);
	free(f.waits);
	free(f.module);
	free(f.caller);
	free(f.inner);
	free(f.queue);
	free(f.next);
	free(f.next_inner);
}

#include "graphid.h"

/* The node `index` of a graph; its nodes stand in the order of their index. */
static uint32_t
node_at(const struct model *m, const struct graph *g, uint32_t index)
{
	uint32_t low = g->node, high = g->node + g->n_node;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;
		if (m->node[mid].index < index)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == g->node + g->n_node || m->node[low].index != index)
		return NONE;
	return low;
}

void
graphid_holder(const struct model *m, struct graph *g)
{
	int tries = 16;

	for (size_t cut = g->id.n; cut > 0 && tries > 0; cut--) {
		struct str tail = { g->id.p + cut, g->id.n - cut };
		uint32_t outer;
		uint64_t index = 0;
		size_t i = 0;

		if (g->id.p[cut - 1] != '/')
			continue;
		tries--;
		while (i < tail.n && i < 10 && tail.p[i] >= '0' &&
		    tail.p[i] <= '9')
			index = index * 10 + (uint64_t)(tail.p[i++] - '0');
		if (i == 0 || i == tail.n || tail.p[i] != '/' ||
		    index >= NONE)
			continue;
		outer = intern_find(&m->graph_ids,
		    (struct str){ g->id.p, cut - 1 });
		if (outer == NONE || &m->graph[outer] == g)
			continue;
		g->parent = outer;
		g->holder = node_at(m, &m->graph[outer], (uint32_t)index);
		return;
	}
}

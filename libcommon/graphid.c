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

/* "12/then_branch": the node's index; NONE when it is not of this form. */
static uint32_t
index_of(struct str tail)
{
	uint64_t index = 0;
	size_t i = 0;

	while (i < tail.n && i < 10 && tail.p[i] >= '0' && tail.p[i] <= '9')
		index = index * 10 + (uint64_t)(tail.p[i++] - '0');
	return i == 0 || i == tail.n || tail.p[i] != '/' || index >= NONE ?
	    NONE : (uint32_t)index;
}

struct graphid_place
graphid_outer(const struct intern *graphs, struct str id)
{
	int tries = 16;

	for (size_t cut = id.n; cut > 0 && tries > 0; cut--) {
		struct graphid_place place;

		if (id.p[cut - 1] != '/')
			continue;
		tries--;
		place.index = index_of((struct str){ id.p + cut, id.n - cut });
		if (place.index == NONE)
			continue;
		place.graph = intern_find(graphs,
		    (struct str){ id.p, cut - 1 });
		if (place.graph != NONE)
			return place;
	}
	return (struct graphid_place){ NONE, NONE };
}

void
graphid_holder(const struct model *m, struct graph *g)
{
	struct graphid_place place = graphid_outer(&m->graph_ids, g->id);

	if (place.graph == NONE)
		return;
	g->parent = place.graph;
	g->depth = m->graph[place.graph].depth + 1;
	g->holder = node_at(m, &m->graph[place.graph], place.index);
}

void
graphid_function(struct buf *id, struct str domain, struct str name,
    struct str overload)
{
	id->n = 0;
	buf_adds(id, STR("function/"));
	buf_adds(id, domain);
	buf_addc(id, ':');
	buf_adds(id, name);
	if (overload.n > 0) {
		buf_addc(id, ':');
		buf_adds(id, overload);
	}
}

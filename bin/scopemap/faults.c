#include "faults.h"

#include "message.h"

static void
tell(const char *stream, uint32_t count, const char *what)
{
	if (count > 0)
		warning("%s: %s: %u", stream, what, count);
}

/* Names of nodes that another node of the file has, too.  ONNX Runtime refuses
 * such a file; a node without a name is none. */
static uint32_t
count_repeated(const struct model *m)
{
	struct intern names = { 0 };
	uint32_t named = 0, count;

	for (uint32_t i = 0; i < m->n_node; i++) {
		if (m->node[i].name.n == 0)
			continue;
		named++;
		intern_add(&names, m->node[i].name);
	}
	count = named - names.n;
	intern_free(&names);
	return count;
}

/* Nodes that read what a later node of their graph makes, or they themselves:
 * the order of ONNX's graphs is topological. */
static uint32_t
count_early(const struct model *m)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < m->n_node; i++) {
		const struct node *n = &m->node[i];
		bool early = false;

		for (uint32_t j = 0; j < n->n_input && !early; j++) {
			uint32_t v = node_input(m, n, j), from;
			from = v == NONE ? NONE : m->value[v].producer;
			early = from != NONE && from >= i &&
			    m->node[from].graph == n->graph;
		}
		count += early;
	}
	return count;
}

void
faults_tell(const struct scopes *s, const char *stream)
{
	tell(stream, s->malformed, "nodes whose scopes cannot be read");
	tell(stream, s->unplaced,
	    "nodes with another tool's tag, of no module or of several");
	tell(stream, s->empty, "node names with an empty component");
	tell(stream, count_repeated(s->m),
	    "nodes with a name that another node has");
	tell(stream, s->m->doubled, "values that are defined twice");
	tell(stream, count_early(s->m),
	    "nodes that read a value before it is made");
}

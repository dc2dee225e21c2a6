#include "faults.h"

#include "message.h"

/* A node without a name is told by its place. */
static void
tell(const struct model *m, const struct fault *f, const char *what)
{
	const struct node *n;

	if (f->count == 0)
		return;
	n = &m->node[f->first];
	if (n->name.n > 0)
		warning("%s: %s: %u; the first is \"%s\"", shown(m->file),
		    what, f->count, shown(n->name));
	else
		warning("%s: %s: %u; the first is node %u of %s",
		    shown(m->file), what, f->count, n->index,
		    shown(m->graph[n->graph].id));
}

static void
tell_doubled(const struct model *m)
{
	if (m->doubled > 0)
		warning("%s: values that are defined twice: %u; the first is "
		    "\"%s\"", shown(m->file), m->doubled,
		    shown(model_name(m, m->value[m->twice].name)));
}

/* Names of nodes that another node of the file has, too.  ONNX Runtime refuses
 * such a file; a node without a name is none. */
static struct fault
find_repeated(const struct model *m)
{
	struct fault f = { 0 };
	struct intern names = { 0 };

	for (uint32_t i = 0; i < m->n_node; i++) {
		uint32_t n = names.n;

		if (m->node[i].name.n > 0 &&
		    intern_add(&names, m->node[i].name) < n)
			fault_add(&f, i);
	}
	intern_free(&names);
	return f;
}

static bool
is_early(const struct model *m, uint32_t node)
{
	const struct node *n = &m->node[node];

	for (uint32_t j = 0; j < n->n_input; j++) {
		uint32_t v = node_input(m, n, j);
		uint32_t from = v == NONE ? NONE : m->value[v].producer;

		if (from != NONE && from >= node &&
		    m->node[from].graph == n->graph)
			return true;
	}
	return false;
}

/* Nodes that read what a later node of their graph makes, or they themselves:
 * the order of ONNX's graphs is topological. */
static struct fault
find_early(const struct model *m)
{
	struct fault f = { 0 };

	for (uint32_t i = 0; i < m->n_node; i++)
		if (is_early(m, i))
			fault_add(&f, i);
	return f;
}

void
faults_tell(const struct scopes *s)
{
	struct fault repeated = find_repeated(s->m), early = find_early(s->m);

	tell(s->m, &s->malformed, "nodes whose scopes cannot be read");
	tell(s->m, &s->unplaced,
	    "nodes with another tool's tag, of no module or of several");
	tell(s->m, &s->empty, "node names with an empty component");
	tell(s->m, &repeated, "nodes with a name that another node has");
	tell_doubled(s->m);
	tell(s->m, &early, "nodes that read a value before it is made");
}

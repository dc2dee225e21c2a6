/* Members of a container that left no trace; see inverse.h. */
#include "inverse.h"
#include "limits.h"

/* What the nodes round a scope's are within, as far as they agree. */
struct surroundings {
	struct inverse *in;
	uint32_t parent, above;	/* the scope round it; and its module */
	uint32_t container;
	bool before, behind;
};

/* The component below the scope `parent` that a node is in. */
static uint32_t
part_below(const struct inverse *in, uint32_t node, uint32_t parent)
{
	uint32_t part = in->parts.of[node];
	int up = 0;

	while (part != NONE && part != 0 && up++ < LIMIT_MODULE_DEPTH) {
		uint32_t above = parts_parent(&in->parts, part);
		if (above == parent)
			return part;
		part = above;
	}
	return NONE;
}

/* The module that directly holds the one that a component stands for, when
 * initializers know one alone: what holds its list, `layer.0`. */
static uint32_t
holder_of(struct inverse *in, uint32_t parent, uint32_t above,
    struct str component)
{
	const struct modules *tree = &in->s->tree;
	uint32_t at = below_first(&in->below, above, component), module;

	if (at == NONE || below_next(&in->below, at) != NONE)
		return NONE;
	module = below_module(&in->below, at);
	if (is_called_between(in, parent, above, module))
		return NONE;
	module = tree->parent[module];
	for (size_t i = 0; i < component.n; i++)
		if (component.p[i] == '.')
			module = tree->parent[module];
	return module;
}

/* Is a node in a member of the container that the others are in? */
static bool
agrees(struct surroundings *s, uint32_t node)
{
	struct inverse *in = s->in;
	uint32_t part = part_below(in, node, s->parent), holder;
	struct str component, plain;

	if (part == NONE)
		return false;
	component = parts_component(&in->parts, part);
	holder = holder_of(in, s->parent, s->above, component);
	if (holder == NONE && parts_split(component, &plain) > 0)
		holder = holder_of(in, s->parent, s->above, plain);
	if (holder == NONE || holder == s->above ||
	    (s->container != NONE && holder != s->container))
		return false;
	s->container = holder;
	return true;
}

/* The node, or behind what a tool put before it: `gemm_input_reshape`. */
static uint32_t
next_named(const struct inverse *in, uint32_t node)
{
	for (int hops = 0; hops < 4 && in->parts.of[node] == NONE; hops++) {
		uint32_t reader = node_only_reader(in->m, node);
		if (reader == NONE)
			break;
		node = reader;
	}
	return node;
}

static bool
agrees_before(struct surroundings *s, uint32_t part, const struct node *n)
{
	const struct model *m = s->in->m;

	for (uint32_t j = 0; j < n->n_input; j++) {
		uint32_t v = node_input(m, n, j), from;
		if (v == NONE || m->value[v].initializer != NONE)
			continue;
		from = m->value[v].producer;
		if (from != NONE && (m->node[from].n_input == 0 ||
		    s->in->parts.of[from] == part))
			continue;
		if (from == NONE || !agrees(s, from))
			return false;
		s->before = true;
	}
	return true;
}

static bool
agrees_behind(struct surroundings *s, uint32_t part, const struct node *n)
{
	const struct model *m = s->in->m;

	for (uint32_t j = 0; j < n->n_output; j++) {
		uint32_t v = node_output(m, n, j);
		for (uint32_t k = 0; v != NONE && k < m->value[v].n_use; k++) {
			uint32_t to = next_named(s->in,
			    m->use[m->value[v].use + k]);
			if (s->in->parts.of[to] == part)
				continue;
			if (!agrees(s, to))
				return false;
			s->behind = true;
		}
	}
	return true;
}

uint32_t
lost_container(struct inverse *in, uint32_t part, uint32_t above)
{
	struct surroundings s = { .in = in, .above = above,
	    .parent = parts_parent(&in->parts, part), .container = NONE };
	const struct part *p = &in->parts.part[part];

	if (p->repeated)
		return above;
	for (uint32_t i = 0; i < p->n_own; i++) {
		const struct node *n =
		    &in->m->node[in->parts.node[p->own + i]];
		if (!agrees_before(&s, part, n) || !agrees_behind(&s, part, n))
			return above;
	}
	return s.before && s.behind ? s.container : above;
}

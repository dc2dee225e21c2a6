#include "fusedname.h"
#include "inverse.h"
#include "ops.h"
#include "torchscript.h"

/* A parameter's own name: an identifier, or a ParameterList's number.
 * `1_scale` is neither: a quantizer's, of the exporter's value `input.1`. */
static bool
is_parameter(struct str atom)
{
	bool number = atom.n > 0 && atom.p[0] >= '0' && atom.p[0] <= '9';

	for (size_t i = 0; number && i < atom.n; i++)
		if (atom.p[i] < '0' || atom.p[i] > '9')
			return false;
	return true;
}

struct str
torchscript_owner(struct str name)
{
	size_t dot;

	name = fusedname_source(name);
	dot = name.n;
	for (size_t i = 0; i < name.n; i++) {
		if (name.p[i] == '/' || name.p[i] == ':' || name.p[i] == ' ')
			return (struct str){ 0 };
		if (name.p[i] == '.')
			dot = i;
	}
	if (dot == name.n || !is_parameter((struct str){ name.p + dot + 1,
	    name.n - dot - 1 }))
		return (struct str){ 0 };
	return (struct str){ name.p, dot };
}

struct str
torchscript_owner_in(const struct scopes *s, struct str name)
{
	struct str path = torchscript_owner(name);
	size_t dot = path.n, end;

	if (!str_eq(s->producer, STR("onnxruntime-genai")))
		return path;
	while (dot > 0 && path.p[dot - 1] != '.')
		dot--;
	for (end = dot; end < path.n && path.p[end] != '_'; end++)
		;
	if (dot > 1 && ops_has((struct str){ path.p + dot, end - dot }))
		path.n = dot - 1;
	return path;
}

/* Every value that is a parameter under some name knows its module: also an
 * Identity's output that bears the name that its initializer lost. */
void
find_owners(struct inverse *in)
{
	const struct model *m = in->m;

	in->owner = xreallocarray(NULL, m->n_value + 1, sizeof(*in->owner));
	for (uint32_t v = 0; v < m->n_value; v++) {
		struct str path = { 0 };

		in->owner[v] = NONE;
		if (parts_initializer(m, v) != NONE)
			path = torchscript_owner_in(in->s,
			    model_name(m, m->value[v].name));
		if (path.n > 0)
			in->owner[v] = modules_find(&in->s->tree, path);
	}
}

/* The component of a part, and the plain one when it may be a repeat. */
static bool
is_component(struct inverse *in, uint32_t part, struct str variable)
{
	struct str component = parts_component(&in->parts, part), plain;

	return str_eq(component, variable) ||
	    (parts_split(component, &plain) > 0 && str_eq(plain, variable));
}

/* A parameter read in a scope names its module, and upward the modules whose
 * variables the scopes round it are.  Readings that differ annul each other. */
static void
vote_upward(struct inverse *in, uint32_t part, uint32_t module)
{
	const struct modules *tree = &in->s->tree;
	bool first = true;

	while (part != 0 && module != 0 && module != NONE) {
		struct str variable = modules_variable(tree, module);

		if (first ? !is_component(in, part, variable) :
		    !str_eq(parts_component(&in->parts, part), variable))
			break;
		if (in->vote[part] == NONE)
			in->vote[part] = module;
		else if (in->vote[part] != module)
			in->vote[part] = 0;
		part = parts_parent(&in->parts, part);
		first = false;
		/* Containers between the two are not called. */
		for (int up = 0; up < 4 && module != 0; up++) {
			module = tree->parent[module];
			if (part == 0 || str_eq(modules_variable(tree, module),
			    parts_component(&in->parts, part)))
				break;
		}
	}
}

void
collect_votes(struct inverse *in)
{
	for (uint32_t i = 0; i < in->m->n_node; i++) {
		const struct node *n = &in->m->node[i];

		if (in->parts.of[i] == NONE)
			continue;
		for (uint32_t j = 0; j < n->n_input; j++) {
			uint32_t v = node_input(in->m, n, j);
			if (v != NONE && in->owner[v] != NONE)
				vote_upward(in, in->parts.of[i], in->owner[v]);
		}
	}
}

/* Which modules of this variable do the part's own nodes read? */
bool
reads_module_called(const struct inverse *in, uint32_t part,
    struct str variable)
{
	const struct part *p = &in->parts.part[part];

	for (uint32_t i = 0; i < p->n_own; i++) {
		const struct node *n =
		    &in->m->node[in->parts.node[p->own + i]];
		for (uint32_t j = 0; j < n->n_input; j++) {
			uint32_t v = node_input(in->m, n, j);
			if (v != NONE && in->owner[v] != NONE && str_eq(
			    modules_variable(&in->s->tree, in->owner[v]),
			    variable))
				return true;
		}
	}
	return false;
}

/* Among a scope's candidates, the one whose parameter the node reads. */
uint32_t
read_by_node(const struct inverse *in, uint32_t node,
    const struct candidates *c)
{
	const struct node *n = &in->m->node[node];

	for (uint32_t j = 0; j < n->n_input; j++) {
		uint32_t v = node_input(in->m, n, j);
		for (uint32_t i = 0; v != NONE && i < c->n; i++)
			if (in->owner[v] == in->pool[c->first + i])
				return in->owner[v];
	}
	return NONE;
}

bool
reads_module(const struct inverse *in, uint32_t node, uint32_t module)
{
	const struct node *n = &in->m->node[node];

	for (uint32_t j = 0; j < n->n_input; j++) {
		uint32_t v = node_input(in->m, n, j);
		if (v != NONE && in->owner[v] == module)
			return true;
	}
	return false;
}

/* A constant that was folded, `/fc/Add_output_0`, is no parameter. */
static bool
is_nameless(const struct inverse *in, uint32_t value)
{
	const struct model *m = in->m;
	uint32_t v = parts_initializer(m, value);

	return v != NONE && in->owner[v] == NONE && initializer_rank(
	    &m->initializer[m->value[v].initializer]) >= 2 &&
	    !str_starts(model_name(m, m->value[v].name), STR("/"));
}

bool
reads_nameless(const struct inverse *in, uint32_t part)
{
	const struct part *p = &in->parts.part[part];

	for (uint32_t i = 0; i < p->n_own; i++) {
		const struct node *n =
		    &in->m->node[in->parts.node[p->own + i]];
		for (uint32_t j = 0; j < n->n_input; j++)
			if (is_nameless(in, node_input(in->m, n, j)))
				return true;
	}
	return false;
}

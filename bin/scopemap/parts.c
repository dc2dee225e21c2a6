#include "parts.h"

#include <stdlib.h>

#include "ops.h"

/* Any mixing of ids to 64 bits will do: sums of these are compared. */
static uint64_t
mix(uint64_t x)
{
	x = (x + intern_seed()) * UINT64_C(0x9e3779b97f4a7c15);
	x ^= x >> 29;
	x *= UINT64_C(0xbf58476d1ce4e5b9);
	return x ^ x >> 32;
}

uint32_t
parts_split(struct str component, struct str *plain)
{
	size_t at = component.n;
	uint64_t k = 0, unit = 1;

	*plain = component;
	while (at > 0 && component.p[at - 1] >= '0' &&
	    component.p[at - 1] <= '9' && component.n - at < 9) {
		k += (uint64_t)(component.p[--at] - '0') * unit;
		unit *= 10;
	}
	if (k == 0 || at < 2 || component.p[at - 1] != '_' ||
	    component.p[at] == '0')
		return 0;
	plain->n = at - 1;
	return (uint32_t)k;
}

uint32_t
parts_initializer(const struct model *m, uint32_t value)
{
	for (int hops = 0; hops < 8 && value != NONE; hops++) {
		const struct value *v = &m->value[value];
		const struct node *n;

		if (v->initializer != NONE)
			return value;
		if (v->producer == NONE)
			return NONE;
		n = &m->node[v->producer];
		if (n->n_input == 0 || (!node_is(m, n, STR("Identity")) &&
		    !node_is(m, n, STR("DequantizeLinear")) &&
		    !node_is(m, n, STR("Cast"))))
			return NONE;
		value = node_input(m, n, 0);
	}
	return NONE;
}

uint32_t
parts_add(struct parts *t, uint32_t parent, uint32_t component)
{
	uint32_t id = pairs_add(&t->tree, parent, component);

	if (id < t->n)
		return id;
	GROW(t->part, t->n, t->cap);
	t->part[t->n++] = (struct part){ .first = NONE,
	    .first_op = NONE };
	if (parent != NONE)
		t->part[parent].inner = true;
	return id;
}

uint32_t
parts_find(const struct parts *t, uint32_t parent, struct str component)
{
	uint32_t id = intern_find(&t->component, component);

	return id == NONE ? NONE : pairs_find(&t->tree, parent, id);
}

uint32_t
parts_parent(const struct parts *t, uint32_t part)
{
	return t->tree.pair[part].a;
}

struct str
parts_component(const struct parts *t, uint32_t part)
{
	return t->component.str[t->tree.pair[part].b];
}

struct str
parts_container(struct str component)
{
	size_t n = component.n;

	while (n > 0 && component.p[n - 1] >= '0' && component.p[n - 1] <= '9')
		n--;
	if (n == component.n || n < 2 || component.p[n - 1] != '.')
		return (struct str){ 0 };
	return (struct str){ component.p, n - 1 };
}

/* A component's id; what it may be a call of, or be in, is interned too, so
 * that these can be looked up. */
static uint32_t
intern_component(struct parts *t, struct str component)
{
	uint32_t n = t->component.n, id = intern_add(&t->component, component);
	struct str plain;

	if (id < n)
		return id;
	if (parts_split(component, &plain) > 0)
		intern_add(&t->component, plain);
	plain = parts_container(plain);
	if (plain.n > 0)
		intern_add(&t->component, plain);
	return id;
}

/* Where the component that ends at `end` begins. */
static const char *
component_before(const char *begin, const char *end)
{
	while (end > begin && end[-1] != '/')
		end--;
	return end;
}

/* Is the component the node's op, bare or numbered, as the exporter ends every
 * name? */
static bool
is_op(struct str component, struct str op_type)
{
	struct str plain;

	return str_eq(component, op_type) ||
	    (parts_split(component, &plain) > 0 && str_eq(plain, op_type));
}

/* Does it begin with an operator, as what tools make of such a name does? */
static bool
begins_with_op(struct str component)
{
	const char *end = memchr(component.p, '_', component.n);

	if (end != NULL)
		component.n = (size_t)(end - component.p);
	return ops_has(component);
}

/* Where the scope of a name ends, that of a node with this op_type, or of any
 * when op_type is empty; NULL when it has none. */
static const char *
scope_end(const char *begin, const char *end, struct str op_type)
{
	while (end > begin) {
		const char *at = component_before(begin, end);
		struct str component = { at, (size_t)(end - at) };

		if (at == begin)
			return NULL;
		if (op_type.n > 0)
			return is_op(component, op_type) ? at - 1 : NULL;
		if (begins_with_op(component))
			return at - 1;
		end = at - 1;
	}
	return NULL;
}

/* The part that a name spells; NONE when it spells none. */
static uint32_t
read_name(struct parts *t, uint32_t node, struct str name,
    struct str op_type)
{
	const char *begin, *end, *at, *slash;
	uint32_t part = 0;

	begin = name.n == 0 ? NULL : memchr(name.p, '/', name.n);
	/* At the name's beginning, or as in ONNX Runtime's `fused /fc/Gemm`. */
	if (begin == NULL || (begin != name.p &&
	    (op_type.n > 0 || begin[-1] != ' ')))
		return NONE;
	end = scope_end(begin, name.p + name.n, op_type);
	if (end == NULL)
		return NONE;
	for (at = begin; at < end; at = slash) {
		at++;
		slash = memchr(at, '/', (size_t)(end - at));
		if (slash == NULL)
			slash = end;
		if (slash == at) {
			if (op_type.n > 0)
				fault_add(&t->empty, node);
			return NONE;
		}
		part = parts_add(t, part, intern_component(t,
		    (struct str){ at, (size_t)(slash - at) }));
	}
	return part;
}

/* What a node's name says, else its last output's; and what that says besides.
 * Tools that merge nodes give the new one the first's name and the last's
 * output. */
static void
read_node(struct parts *t, const struct model *m, uint32_t node)
{
	const struct node *n = &m->node[node];
	uint32_t named = read_name(t, node, n->name,
	    model_name(m, n->op_type));
	uint32_t valued = NONE;

	if (named == NONE)
		named = read_name(t, node, n->name, (struct str){ 0 });
	for (uint32_t j = n->n_output; j-- > 0 && valued == NONE;) {
		uint32_t v = node_output(m, n, j);
		if (v != NONE)
			valued = read_name(t, node,
			    model_name(m, m->value[v].name),
			    (struct str){ 0 });
	}
	t->of[node] = named != NONE ? named : valued;
	t->also[node] = named != valued && named != NONE ? valued : NONE;
	t->by_value[node] = named == NONE;
}

/* Does the node read nothing but constants?  Then what it makes is one. */
static bool
is_constant(const struct model *m, const struct node *n, bool *constant)
{
	for (uint32_t j = 0; j < n->n_input; j++) {
		uint32_t v = node_input(m, n, j);
		if (v != NONE && m->value[v].initializer == NONE &&
		    !constant[v])
			return false;
	}
	for (uint32_t j = 0; j < n->n_output; j++)
		if (node_output(m, n, j) != NONE)
			constant[node_output(m, n, j)] = true;
	return true;
}

/* Nodes by part, and what the nodes of each part read and do. */
static void
group_nodes(struct parts *t, const struct model *m)
{
	bool *constant = xcalloc(m->n_value + 1, sizeof(*constant));
	uint32_t at = 0;

	for (uint32_t p = 0; p < t->n; p++) {
		t->part[p].own = at;
		at += t->part[p].n_own;
		t->part[p].n_own = 0;
	}
	t->node = xreallocarray(NULL, at + 1, sizeof(*t->node));
	for (uint32_t i = 0; i < m->n_node; i++) {
		const struct node *n = &m->node[i];
		bool running = !is_constant(m, n, constant);
		/* What has a name, and not the exporter's: a tool's. */
		bool tools = t->by_value[i] && n->name.n > 0;
		struct part *p;

		if (t->of[i] == NONE)
			continue;
		p = &t->part[t->of[i]];
		t->node[p->own + p->n_own++] = i;
		/* What a function reads and does is its nodes'. */
		if (n->function != NONE)
			continue;
		/* Constants are cached and folded: they tell calls apart
		 * that are alike.  So do nodes that tools have made. */
		if (!t->by_value[i] && !node_is(m, n, STR("Constant")) &&
		    !node_is(m, n, STR("Identity"))) {
			p->ops += mix(n->op_type);
			if (p->first_op == NONE)
				p->first_op = n->op_type;
		}
		if (running && !t->by_value[i] && p->first == NONE)
			p->first = i;
		for (uint32_t j = 0; !tools && j < n->n_input; j++) {
			uint32_t v = parts_initializer(m, node_input(m, n, j));
			if (v == NONE || str_starts(model_name(m,
			    m->value[v].name), STR("/")))
				continue;
			p->weights += mix(v);
			p->n_weights++;
		}
	}
	free(constant);
}

static void
find_repeats(struct parts *t)
{
	for (uint32_t p = 1; p < t->n; p++) {
		struct str plain;
		uint32_t of;

		if (parts_split(parts_component(t, p), &plain) > 0 &&
		    (of = parts_find(t, parts_parent(t, p), plain)) != NONE)
			t->part[of].repeated = true;
	}
}

void
parts_open(struct parts *t, const struct model *m)
{
	*t = (struct parts){ 0 };
	parts_add(t, NONE, intern_add(&t->component, STR("")));
	t->of = xreallocarray(NULL, m->n_node + 1, sizeof(*t->of));
	t->also = xreallocarray(NULL, m->n_node + 1, sizeof(*t->also));
	t->by_value = xreallocarray(NULL, m->n_node + 1, 1);
	for (uint32_t i = 0; i < m->n_node; i++) {
		read_node(t, m, i);
		if (t->of[i] != NONE)
			t->part[t->of[i]].n_own++;
	}
	find_repeats(t);
	group_nodes(t, m);
}

void
parts_free(struct parts *t)
{
	intern_free(&t->component);
	pairs_free(&t->tree);
	free(t->part);
	free(t->of);
	free(t->also);
	free(t->by_value);
	free(t->node);
	*t = (struct parts){ 0 };
}

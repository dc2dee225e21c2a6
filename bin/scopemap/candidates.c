#include "inverse.h"

#include "limits.h"

static void
add_candidate(struct inverse *in, struct candidates *c, uint32_t module)
{
	for (uint32_t i = 0; i < c->n; i++)
		if (in->pool[c->first + i] == module)
			return;
	if (c->n == LIMIT_CANDIDATES)
		return;
	GROW(in->pool, in->n_pool, in->cap_pool);
	in->pool[in->n_pool++] = module;
	c->n++;
}

bool
is_called_between(struct inverse *in, uint32_t part, uint32_t above,
    uint32_t module)
{
	const struct modules *tree = &in->s->tree;

	for (module = tree->parent[module]; module != above && module != NONE;
	    module = tree->parent[module])
		if (parts_find(&in->parts, part,
		    modules_variable(tree, module)) != NONE)
			return true;
	return false;
}

/* The modules known by initializers that a component below a scope can be. */
struct candidates
known_below(struct inverse *in, uint32_t part, struct str component)
{
	struct candidates found = { in->n_pool, 0 };
	const struct candidates *from = &in->plain[part];

	for (uint32_t i = 0; i < from->n; i++) {
		uint32_t above = in->pool[from->first + i];
		uint32_t at = below_first(&in->below, above, component);

		for (; at != NONE; at = below_next(&in->below, at)) {
			uint32_t module = below_module(&in->below, at);
			if (!is_called_between(in, part, above, module))
				add_candidate(in, &found, module);
		}
	}
	return found;
}

/* Siblings of a list differ in numbers only. */
static bool
are_siblings(struct str a, struct str b)
{
	while (a.n > 0 && a.p[a.n - 1] >= '0' && a.p[a.n - 1] <= '9')
		a.n--;
	while (b.n > 0 && b.p[b.n - 1] >= '0' && b.p[b.n - 1] <= '9')
		b.n--;
	return str_eq(a, b);
}

/* What the parameters read in a scope say it is, when its place does not: a
 * module that lives elsewhere.  But a parameter of the neighbouring block is
 * one that was merged because its value is the same. */
static uint32_t
voted(struct inverse *in, uint32_t part, struct str component)
{
	const struct modules *tree = &in->s->tree;
	uint32_t module = in->vote[part], parent, holder;

	if (module == NONE || module == 0 ||
	    !str_eq(modules_variable(tree, module), component))
		return NONE;
	parent = parts_parent(&in->parts, part);
	holder = tree->parent[module];
	if (parent != 0 && holder != 0 && are_siblings(
	    parts_component(&in->parts, parent),
	    modules_variable(tree, holder)))
		return NONE;
	return module;
}

/* Is s the prefix, then atoms that are numbers: `.0`, `.0.1`? */
static bool
continues(struct str s, struct str prefix)
{
	if (s.n <= prefix.n || !str_starts(s, prefix))
		return false;
	if (prefix.n > 0 && s.p[prefix.n] != '.')
		return false;
	for (size_t i = prefix.n; i < s.n; i++)
		if (s.p[i] != '.' && (s.p[i] < '0' || s.p[i] > '9'))
			return false;
	return true;
}

/* A module without parameters, called from scope `part`: its path by the
 * exporter's rule.  It may be in a list that other modules name; a called
 * Sequential repeats its variable; else it is an attribute of the module round
 * it. */
static uint32_t
name_module(struct inverse *in, uint32_t part, uint32_t above,
    struct str component)
{
	struct modules *tree = &in->s->tree;
	struct str container = parts_container(component), tail = component;
	uint32_t holder = above;
	struct buf path = { 0 };
	struct str kept;

	if (container.n > 0) {
		uint32_t at = below_first(&in->below, above, container);
		struct str variable = modules_variable(tree, above);
		if (at != NONE && is_called_between(in, part, above,
		    below_module(&in->below, at)))
			at = NONE;
		if (at != NONE) {
			holder = below_module(&in->below, at);
			tail.p += container.n + 1;
			tail.n -= container.n + 1;
		} else if (above != 0 && continues(component, variable)) {
			tail.p += variable.n + 1;
			tail.n -= variable.n + 1;
		}
	}
	buf_adds(&path, modules_path(tree, holder));
	if (path.n > 0)
		buf_addc(&path, '.');
	buf_adds(&path, tail);
	holder = modules_find(tree, buf_str(&path));
	if (holder == NONE) {
		kept = arena_copy(&in->s->arena, buf_str(&path));
		holder = scopes_module(in->s, kept, BY_NOTHING);
	}
	buf_free(&path);
	return holder;
}

/* The modules that a plain scope stands for, several when a container that
 * left no trace may be between. */
void
resolve_plain(struct inverse *in, uint32_t part)
{
	uint32_t parent = parts_parent(&in->parts, part), module;
	struct str component = parts_component(&in->parts, part);
	struct candidates found = known_below(in, parent, component);
	struct candidates from = in->plain[parent];

	if (found.n == 0 && (module = voted(in, part, component)) != NONE)
		add_candidate(in, &found, module);
	for (uint32_t i = 0, none = found.n; none == 0 && i < from.n; i++) {
		uint32_t above = in->pool[from.first + i];
		if (from.n == 1)
			above = lost_container(in, part, above);
		module = name_module(in, parent, above, component);
		if (module != NONE)
			add_candidate(in, &found, module);
	}
	in->plain[part] = found;
}

void
resolve_root(struct inverse *in)
{
	struct candidates root = { in->n_pool, 0 };

	add_candidate(in, &root, 0);
	in->plain[0] = root;
}

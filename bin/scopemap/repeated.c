/* Calls after the first, which the exporter numbers; see inverse.h. */
#include <string.h>

#include "inverse.h"

/* Without parameters that name one: is `fc_1` like another call of `fc`? */
static bool
is_like_a_call(struct inverse *in, uint32_t part, uint32_t plain_part,
    struct str plain)
{
	const struct part *p = &in->parts.part[part];
	const struct part *q = &in->parts.part[plain_part];
	uint32_t parent = parts_parent(&in->parts, part);
	struct candidates known = known_below(in, parent, plain);
	bool itself = known_below(in, parent,
	    parts_component(&in->parts, part)).n > 0;

	if (q->n_own == 0)
		return !itself;
	if (p->n_weights > 0 && q->n_weights > 0)
		return p->weights == q->weights ||
		    (known.n > 1 && !itself);
	if (itself || p->inner || (p->n_weights > 0) != (q->n_weights > 0))
		return false;
	/* Below a container that left no trace it may be another's module. */
	if (in->plain[parent].n > 1)
		return true;
	return p->ops == q->ops || p->first_op == q->first_op || known.n > 0;
}

/* The plain scope; made, when its repeats are all that is left. */
static uint32_t
plain_scope(struct inverse *in, uint32_t repeat, uint32_t parent,
    struct str plain)
{
	uint32_t part = parts_find(&in->parts, parent, plain);

	if (part != NONE)
		return part;
	part = parts_add(&in->parts, parent,
	    intern_add(&in->parts.component, plain));
	inverse_grow(in);
	in->vote[part] = in->vote[repeat];
	return part;
}

/* Does the first node of a part run before another part's, as far as the order
 * of nodes tells?  Constants may stand anywhere, and so may the body of a
 * function. */
static bool
comes_before(const struct inverse *in, uint32_t part, uint32_t other)
{
	const struct part *p = &in->parts.part[part];
	const struct part *q = &in->parts.part[other];

	return in->traced && p->first != NONE && q->first != NONE &&
	    p->first < q->first &&
	    in->m->node[p->first].graph == in->m->node[q->first].graph;
}

uint32_t
find_repeated(struct inverse *in, uint32_t part)
{
	struct str component = parts_component(&in->parts, part), plain;
	uint32_t parent = parts_parent(&in->parts, part), plain_part;

	if (parts_split(component, &plain) == 0)
		return NONE;
	plain_part = parts_find(&in->parts, parent, plain);
	if (in->parts.part[part].n_own == 0 && (plain_part == NONE ||
	    in->parts.part[part].inner ||
	    known_below(in, parent, component).n > 0))
		return NONE;
	/* Behind its first dot a variable has numbers alone (modules.h):
	 * `layer.0_1` is none. */
	if (memchr(plain.p, '.', plain.n) != NULL)
		return plain_scope(in, part, parent, plain);
	if (reads_module_called(in, part, component))
		return NONE;
	if (reads_module_called(in, part, plain))
		return plain_scope(in, part, parent, plain);
	/* What is itself repeated, `fc_1` by `fc_1_1`, is a module's variable;
	 * and no call comes before the first. */
	if (plain_part == NONE || in->parts.part[part].repeated ||
	    comes_before(in, part, plain_part) ||
	    !is_like_a_call(in, part, plain_part, plain))
		return NONE;
	return plain_part;
}

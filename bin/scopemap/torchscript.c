#include "torchscript.h"

#include <stdlib.h>

#include "inverse.h"

/* Nodes being given to modules, in the order of the graph. */
struct giving {
	struct inverse *in;
	struct pairs used;	/* (plain part, module) that was given */
	struct pairs call;	/* (part, module): a scope of its own */
	uint32_t *number;	/* by call: which of the module's */
	uint32_t cap_number;
	uint32_t *calls;	/* by module: how many so far */
	uint32_t *from;		/* by module: the plain part of its calls */
	uint32_t *choice;	/* by part: its module */
	uint32_t *other;	/* by part: the one that shares its name */
	uint8_t *mark;		/* by node: enum mark */
};

enum { SEVERAL = NONE - 1 };

/* A name that two scopes share: which of them is a node's? */
enum mark { UNMARKED, PRINTED, REPEAT };

void
inverse_grow(struct inverse *in)
{
	uint32_t old = in->cap_part;

	if (in->parts.n <= old)
		return;
	in->cap_part = in->parts.cap;
	in->plain = xreallocarray(in->plain, in->cap_part, sizeof(*in->plain));
	in->vote = xreallocarray(in->vote, in->cap_part, sizeof(*in->vote));
	in->repeats = xreallocarray(in->repeats, in->cap_part,
	    sizeof(*in->repeats));
	in->current = xreallocarray(in->current, in->cap_part,
	    sizeof(*in->current));
	for (uint32_t p = old; p < in->cap_part; p++) {
		in->plain[p] = (struct candidates){ 0 };
		in->vote[p] = in->repeats[p] = in->current[p] = NONE;
	}
}

/* Every scope, the ones round it first: repeat or plain, and then which
 * modules.  A repeat whose plain scope is not there adds it, at the end. */
static void
resolve_parts(struct inverse *in)
{
	resolve_root(in);
	for (uint32_t p = 1; p < in->parts.n; p++) {
		uint32_t repeated = find_repeated(in, p);

		in->repeats[p] = repeated;
		if (repeated == NONE || in->parts.part[p].inner ||
		    in->parts.part[p].repeated)
			resolve_plain(in, p);
	}
}

/* Is a module within what the scope round a part is working in right now? */
static bool
fits_current(const struct inverse *in, uint32_t part, uint32_t module)
{
	uint32_t parent = parts_parent(&in->parts, part);

	return in->current[parent] != NONE &&
	    modules_within(&in->s->tree, module, in->current[parent]);
}

/* Is a weight without a name read in the part?  Then, of candidates that differ
 * in this, it is none that a map knows to have no parameters: a Dropout in the
 * container beside the Linear's. */
static bool
needs_weights(const struct inverse *in, uint32_t part, struct candidates c)
{
	uint32_t weightless = 0;

	for (uint32_t i = 0; i < c.n; i++)
		weightless += in->s->found[in->pool[c.first + i]].weightless;
	return weightless > 0 && weightless < c.n && reads_nameless(in, part);
}

/* One scope is one module, even where its plain form may mean several: the
 * one whose parameters are read in it, else the next one of the module that
 * the model is in, else the next. */
static uint32_t
choose(const struct giving *g, uint32_t part, uint32_t plain)
{
	const struct inverse *in = g->in;
	struct candidates c = in->plain[plain];
	const struct part *p = &in->parts.part[part];
	uint32_t fresh = NONE, module;
	bool weights;

	if (c.n <= 1)
		return c.n == 0 ? NONE : in->pool[c.first];
	for (uint32_t i = 0; i < p->n_own; i++) {
		module = read_by_node(in, in->parts.node[p->own + i], &c);
		if (module != NONE)
			return module;
	}
	for (uint32_t i = 0; i < c.n; i++)
		if (in->pool[c.first + i] == in->vote[part])
			return in->vote[part];
	weights = needs_weights(in, part, c);
	for (uint32_t i = 0; i < c.n; i++) {
		module = in->pool[c.first + i];
		if (pairs_find(&g->used, plain, module) != NONE ||
		    (weights && in->s->found[module].weightless))
			continue;
		if (fits_current(in, plain, module))
			return module;
		if (fresh == NONE)
			fresh = module;
	}
	return fresh != NONE ? fresh : in->pool[c.first];
}

static uint32_t
plain_of(const struct inverse *in, uint32_t part)
{
	return in->repeats[part] != NONE ? in->repeats[part] : part;
}

/* Which call of its module a scope is: the number in its name, as long as that
 * counts calls of this module only; else how many came before. */
static uint32_t
number_call(struct giving *g, uint32_t part, uint32_t plain, uint32_t module)
{
	uint32_t n = g->call.n, call = pairs_add(&g->call, part, module);
	struct str component = parts_component(&g->in->parts, part);

	if (call < n)
		return g->number[call];
	GROW(g->number, n, g->cap_number);
	g->calls[module]++;
	g->number[n] = g->calls[module];
	if (g->in->plain[plain].n == 1 && g->from[module] == plain)
		g->number[n] = part == plain ? 1 :
		    1 + parts_split(component, &component);
	return g->number[n];
}

/* The module goes to the node, as which call of it; and the scopes round it
 * that may mean several modules are now in the one that this is in. */
static void
give(struct giving *g, uint32_t node, uint32_t plain, uint32_t module)
{
	struct inverse *in = g->in;

	scopes_set(in->s, node, module,
	    in->parts.by_value[node] ? BY_VALUE : BY_SCOPE);
	in->s->call[node] = number_call(g, in->parts.of[node], plain, module);
	pairs_add(&g->used, plain, module);
	for (; plain != 0; plain = parts_parent(&in->parts, plain)) {
		struct candidates c = in->plain[plain];
		for (uint32_t i = 0; c.n > 1 && i < c.n; i++)
			if (modules_within(&in->s->tree, module,
			    in->pool[c.first + i]))
				in->current[plain] = in->pool[c.first + i];
	}
}

/* What a node's neighbours in the same part are: first those that read its
 * outputs, or those that made its inputs. */
static uint8_t
mark_of_neighbour(const struct giving *g, uint32_t node, bool consumers)
{
	const struct inverse *in = g->in;
	const struct node *n = &in->m->node[node];
	uint32_t count = consumers ? n->n_output : n->n_input;

	for (uint32_t j = 0; j < count; j++) {
		uint32_t v = consumers ? node_output(in->m, n, j) :
		    node_input(in->m, n, j);
		const struct value *value = v == NONE ? NULL :
		    &in->m->value[v];
		if (v == NONE || (!consumers && value->producer == NONE))
			continue;
		for (uint32_t k = 0; k < (consumers ? value->n_use : 1); k++) {
			uint32_t other = consumers ?
			    in->m->use[value->use + k] : value->producer;
			if (in->parts.of[other] == in->parts.of[node] &&
			    g->mark[other] != UNMARKED)
				return g->mark[other];
		}
	}
	return UNMARKED;
}

/* Do nodes do what others do, op for op? */
static bool
are_alike(const struct model *m, const uint32_t *nodes, const uint32_t *like,
    uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (m->node[nodes[i]].op_type != m->node[like[i]].op_type)
			return false;
	return true;
}

/* Do they read what is made in a scope below the part? */
static bool
read_below(const struct inverse *in, const uint32_t *nodes, uint32_t n,
    uint32_t part)
{
	for (uint32_t i = 0; i < n; i++) {
		const struct node *node = &in->m->node[nodes[i]];
		for (uint32_t j = 0; j < node->n_input; j++) {
			uint32_t v = node_input(in->m, node, j), of = NONE;
			if (v != NONE && in->m->value[v].producer != NONE)
				of = in->parts.of[in->m->value[v].producer];
			if (of != NONE && of != 0 &&
			    parts_parent(&in->parts, of) == part)
				return true;
		}
	}
	return false;
}

/* Without parameters: a run of the part's nodes behind the plain part's that
 * does what these do, op for op, is the repeat, when others are left.  What is
 * called in a repeat stands below the plain part, so of several runs it is the
 * first that reads nothing from below this one.  True when there is one; its
 * nodes are marked. */
static bool
mark_run(struct giving *g, uint32_t part, uint32_t plain_part)
{
	enum { LONGEST = 64 };
	const struct inverse *in = g->in;
	const struct part *p = &in->parts.part[part];
	const struct part *q = &in->parts.part[plain_part];
	const uint32_t *own = &in->parts.node[p->own];
	const uint32_t *like = &in->parts.node[q->own], *run = NULL;
	bool sure = false;

	if (q->n_own == 0 || q->n_own > LONGEST || q->n_own >= p->n_own)
		return false;
	for (uint32_t at = 0; !sure && at + q->n_own <= p->n_own; at++) {
		if (own[at] <= like[0] ||
		    !are_alike(in->m, own + at, like, q->n_own))
			continue;
		sure = !read_below(in, own + at, q->n_own, part);
		if (run == NULL || sure)
			run = own + at;
	}
	for (uint32_t i = 0; run != NULL && i < q->n_own; i++)
		g->mark[run[i]] = REPEAT;
	return run != NULL;
}

/* The module `fc_1` and the second call of `fc` are named alike; op numbers
 * run through both.  A node is of the one whose parameter it reads, or of its
 * neighbours'. */
static uint32_t
separate(struct giving *g, uint32_t part, uint32_t module)
{
	const struct inverse *in = g->in;
	const struct part *p = &in->parts.part[part];
	const uint32_t *own = &in->parts.node[p->own];
	struct candidates *other;
	uint32_t found = NONE, plain_part;
	struct str plain;

	if (parts_split(parts_component(&in->parts, part), &plain) == 0 ||
	    (plain_part = parts_find(&in->parts,
	    parts_parent(&in->parts, part), plain)) == NONE)
		return NONE;
	other = &in->plain[plain_part];
	for (uint32_t i = 0; i < p->n_own; i++) {
		uint32_t read = read_by_node(in, own[i], other);
		if (read != NONE && read != module) {
			g->mark[own[i]] = REPEAT;
			found = read;
		} else if (reads_module(in, own[i], module)) {
			g->mark[own[i]] = PRINTED;
		}
	}
	if (found == NONE && other->n > 0 && p->n_weights == 0 &&
	    mark_run(g, part, plain_part))
		return in->pool[other->first];
	for (uint32_t i = p->n_own; found != NONE && i-- > 0;)
		if (g->mark[own[i]] == UNMARKED)
			g->mark[own[i]] = mark_of_neighbour(g, own[i], true);
	for (uint32_t i = 0; found != NONE && i < p->n_own; i++)
		if (g->mark[own[i]] == UNMARKED)
			g->mark[own[i]] = mark_of_neighbour(g, own[i], false);
	return found;
}

/* A scope's module, chosen when the first node of it comes. */
static uint32_t
chosen(struct giving *g, uint32_t part)
{
	uint32_t plain = plain_of(g->in, part);

	if (g->choice[part] == NONE) {
		g->choice[part] = choose(g, part, plain);
		if (plain == part && g->choice[part] != NONE)
			g->other[part] = separate(g, part, g->choice[part]);
	}
	return g->choice[part];
}

static void
give_node(struct giving *g, uint32_t node)
{
	struct inverse *in = g->in;
	uint32_t part = in->parts.of[node], also = in->parts.also[node];
	uint32_t module = chosen(g, part), plain = plain_of(in, part);

	if (g->mark[node] == REPEAT)
		module = g->other[part];
	if (module != NONE)
		give(g, node, plain, module);
	if (also != NONE && (also = chosen(g, also)) != module)
		scopes_also(in->s, node, also);
}

/* By module: the one plain scope that all its calls are in, or SEVERAL. */
static void
find_origins(struct giving *g)
{
	const struct inverse *in = g->in;

	for (uint32_t id = 0; id < in->s->tree.n; id++)
		g->from[id] = NONE;
	for (uint32_t p = in->parts.n; p-- > 0;) {
		struct candidates c = in->plain[p];
		for (uint32_t i = 0; i < c.n; i++) {
			uint32_t *from = &g->from[in->pool[c.first + i]];
			*from = *from == NONE ? p : SEVERAL;
		}
	}
}

static void
give_all(struct inverse *in)
{
	struct giving g = { .in = in };

	g.calls = xcalloc(in->s->tree.n, sizeof(*g.calls));
	g.from = xreallocarray(NULL, in->s->tree.n, sizeof(*g.from));
	g.choice = xreallocarray(NULL, in->parts.n, sizeof(*g.choice));
	g.other = xreallocarray(NULL, in->parts.n, sizeof(*g.other));
	g.mark = xcalloc(in->m->n_node + 1, 1);
	for (uint32_t p = 0; p < in->parts.n; p++)
		g.choice[p] = g.other[p] = NONE;
	find_origins(&g);
	for (uint32_t i = 0; i < in->m->n_node; i++)
		if (in->parts.of[i] != NONE && in->s->scope[i] == NONE)
			give_node(&g, i);
	pairs_free(&g.used);
	pairs_free(&g.call);
	free(g.number);
	free(g.calls);
	free(g.from);
	free(g.choice);
	free(g.other);
	free(g.mark);
}

void
torchscript_scopes(struct scopes *s)
{
	struct inverse in = { .s = s, .m = s->m };

	parts_open(&in.parts, s->m);
	below_open(&in.below, &s->tree, &in.parts.component);
	inverse_grow(&in);
	find_owners(&in);
	collect_votes(&in);
	in.traced = find_traced(&in);
	resolve_parts(&in);
	give_all(&in);
	s->empty = in.parts.empty;
	parts_free(&in.parts);
	below_free(&in.below);
	free(in.owner);
	free(in.pool);
	free(in.plain);
	free(in.vote);
	free(in.repeats);
	free(in.current);
}

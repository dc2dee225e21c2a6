#include "cost.h"

#include <inttypes.h>

#include "graphid.h"
#include "macs.h"
#include "message.h"

/* A node's parts that are strings. */
struct names {
	struct str graph, name, op_type, domain, overload;
};

static bool
text_of(struct costs *c, const struct record *r, enum member m, struct str *s)
{
	struct str span = record_get(r, m);

	*s = (struct str){ "", 0 };
	return span.n == 0 || json_to_string(span, &c->shapes.scratch, s);
}

static const char *
names_of(struct costs *c, const struct record *r, struct names *n)
{
	if (!text_of(c, r, M_GRAPH, &n->graph))
		return "node: graph is no string";
	if (!text_of(c, r, M_NAME, &n->name))
		return "node: name is no string";
	if (!text_of(c, r, M_OP_TYPE, &n->op_type))
		return "node: op_type is no string";
	if (!text_of(c, r, M_DOMAIN, &n->domain))
		return "node: domain is no string";
	if (!text_of(c, r, M_OVERLOAD, &n->overload))
		return "node: overload is no string";
	return NULL;
}

/* The next name of an array: 1, 0 behind the last, -1 for what is none. */
static int
next_name(struct costs *c, struct json *j, struct str *name)
{
	if (!json_item(j))
		return 0;
	return json_to_string(json_skip(j), &c->shapes.scratch, name) ? 1 : -1;
}

static bool
read_inputs(struct costs *c, const struct record *r, uint32_t graph,
    struct op *op)
{
	struct json j;
	struct str name;
	int got = 0;

	json_open(&j, record_get(r, M_INPUT));
	if (!json_enter(&j, '['))
		return false;
	for (unsigned i = 0; i < OP_INPUTS &&
	    (got = next_name(c, &j, &name)) == 1; i++) {
		if (name.n == 0)
			continue;
		op->has_input |= 1u << i;
		op->input[i] = shapes_find(&c->shapes, graph, name);
	}
	return got >= 0;
}

/* The outputs' shapes, and the bytes of all of them. */
static bool
read_outputs(struct costs *c, const struct record *r, uint32_t graph,
    struct op *op, struct cost *cost)
{
	struct json j;
	struct str name;
	int got;

	cost->bytes = (struct amount){ AMOUNT_KNOWN, 0 };
	json_open(&j, record_get(r, M_OUTPUT));
	if (!json_enter(&j, '['))
		return false;
	for (unsigned i = 0; (got = next_name(c, &j, &name)) == 1; i++) {
		const struct shape *shape;

		if (name.n == 0)
			continue;
		shape = shapes_output(&c->shapes, graph, name);
		if (i < OP_OUTPUTS)
			op->output[i] = shape;
		cost->has_bytes = true;
		cost->bytes = amount_plus(cost->bytes, shape_bytes(shape));
	}
	return got >= 0;
}

/* A function's id, as its own record has it (records.5). */
static uint32_t
callee_of(struct costs *c, const struct names *n)
{
	struct buf id = { 0 };
	uint32_t callee;

	graphid_function(&id, n->domain, n->op_type, n->overload);
	callee = intern_copy(&c->callee, &c->shapes.arena, buf_str(&id));
	buf_free(&id);
	return callee;
}

static void
note_past(struct costs *c, const struct names *n)
{
	struct str name = n->name.n > 0 ? n->name : n->op_type;

	if (c->past.n++ == 0)
		c->past.name = arena_copy(&c->shapes.arena, name);
}

static const char *
read_node(struct costs *c, const struct record *r, struct cost *cost)
{
	struct op op = { .attribute = record_get(r, M_ATTRIBUTE) };
	const struct macs_rule *rule;
	struct names n;
	const char *reason = names_of(c, r, &n);
	uint32_t graph;

	if (reason != NULL)
		return reason;
	graph = shapes_graph(&c->shapes, n.graph);
	if (c->ran != NULL)
		ran_tell(c->ran, &c->shapes, r, graph, n.name, n.op_type);
	if (!read_outputs(c, r, graph, &op, cost))
		return "node: output is no list of names";
	rule = macs_rule_of(n.domain, n.op_type);
	cost->has_macs = rule != &macs_nothing;
	if (rule == NULL)
		cost->callee = callee_of(c, &n);
	else if (cost->has_macs && !read_inputs(c, r, graph, &op))
		return "node: input is no list of names";
	else if (cost->has_macs)
		cost->macs = rule->count(&op, rule);
	if (str_eq(n.op_type, STR("Constant")) && rule == &macs_nothing)
		cost->has_bytes = false;
	if ((cost->has_macs && cost->macs.is == AMOUNT_PAST) ||
	    (cost->has_bytes && cost->bytes.is == AMOUNT_PAST))
		note_past(c, &n);
	return NULL;
}

const char *
costs_record(struct costs *c, const struct record *r, struct cost *cost)
{
	const char *reason = shapes_record(&c->shapes, r);

	*cost = (struct cost){ .macs = amount_unknown,
	    .bytes = amount_unknown, .callee = NONE };
	if (reason == NULL && r->kind == KIND_NODE)
		reason = read_node(c, r, cost);
	return reason;
}

void
costs_open(struct costs *c, struct binds *binds, const struct shapes *given,
    const struct ran *ran)
{
	*c = (struct costs){ .ran = ran };
	shapes_open(&c->shapes, binds, given);
	if (ran != NULL)
		c->shapes.n_given += ran->node.n;
}

void
costs_free(struct costs *c)
{
	shapes_free(&c->shapes);
	intern_free(&c->callee);
}

bool
costs_is_function(const struct costs *c, uint32_t callee)
{
	return intern_find(&c->shapes.graph, c->callee.str[callee]) != NONE;
}

bool
costs_faults(const struct costs *c, const char *model)
{
	bool any = shapes_faults(&c->shapes, model);

	if (c->past.n > 0)
		warning("%s: %s: past 64 bits, of %" PRIu64 " node%s", model,
		    shown(c->past.name), c->past.n,
		    c->past.n == 1 ? "" : "s");
	return any || c->past.n > 0;
}

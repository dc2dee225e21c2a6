#include "shapes.h"

#include <inttypes.h>
#include <stdlib.h>

#include "graphid.h"
#include "limits.h"
#include "message.h"
#include "stream.h"
#include "told.h"

static void
fault(struct fault *f, struct str name)
{
	if (f->n++ == 0)
		f->name = name;
}

uint32_t
shapes_graph(struct shapes *s, struct str id)
{
	uint32_t graph = intern_find(&s->graph, id);

	if (graph != NONE)
		return graph;
	graph = intern_copy(&s->graph, &s->arena, id);
	if (graph >= s->graph_cap) {
		s->graph_cap = grown(graph);
		s->parent = xreallocarray(s->parent, s->graph_cap,
		    sizeof(*s->parent));
		s->given_graph = xreallocarray(s->given_graph, s->graph_cap,
		    sizeof(*s->given_graph));
	}
	s->parent[graph] = graphid_outer(&s->graph, id).graph;
	s->given_graph[graph] = s->given == NULL ? NONE :
	    intern_find(&s->given->graph, id);
	return graph;
}

/* What --shapes tells of a graph's value; `name` is its number there. */
static const struct shape *
given_shape(const struct shapes *s, uint32_t graph, uint32_t name)
{
	uint32_t value;

	if (s->given == NULL || name == NONE || s->given_graph[graph] == NONE)
		return NULL;
	value = pairs_find(&s->given->value, s->given_graph[graph], name);
	return value == NONE ? NULL : &s->given->shape[value];
}

static uint32_t
given_name(const struct shapes *s, struct str name)
{
	return s->given == NULL ? NONE : intern_find(&s->given->name, name);
}

/* It begins as what --shapes tells; the model's own records may add to it. */
static void
begin(struct shapes *s, struct shape *shape, const struct shape *given)
{
	*shape = (struct shape){ .rank = RANK_UNKNOWN };
	if (given == NULL)
		return;
	*shape = *given;
	shape->given = true;
	if (given->rank == RANK_UNKNOWN)
		return;
	shape->dim = arena_alloc(&s->arena,
	    (given->rank + 1u) * sizeof(*shape->dim));
	memcpy(shape->dim, given->dim, given->rank * sizeof(*shape->dim));
}

static struct shape *
value_of(struct shapes *s, uint32_t graph, struct str name)
{
	uint32_t n = s->value.n, value = pairs_add(&s->value, graph,
	    intern_copy(&s->name, &s->arena, name));

	if (value == n) {
		GROW(s->shape, n, s->shape_cap);
		begin(s, &s->shape[n],
		    given_shape(s, graph, given_name(s, name)));
	}
	return &s->shape[value];
}

/* Do they differ?  Else the shape learns what it left open. */
static bool
differs(struct shapes *s, struct shape *shape, const struct dtype *dtype,
    const int64_t *dim, size_t rank)
{
	if (shape->dtype != NULL && dtype != NULL && shape->dtype != dtype)
		return true;
	if (shape->dtype == NULL)
		shape->dtype = dtype;
	if (rank == RANK_UNKNOWN)
		return false;
	if (shape->rank == RANK_UNKNOWN) {
		shape->rank = (uint8_t)rank;
		shape->dim = arena_alloc(&s->arena,
		    (rank + 1) * sizeof(*shape->dim));
		for (size_t i = 0; i < rank; i++)
			shape->dim[i] = dim[i] < 0 ? DIM_UNKNOWN : dim[i];
		return false;
	}
	if (shape->rank != rank)
		return true;
	for (size_t i = 0; i < rank; i++) {
		if (shape->dim[i] < 0)
			shape->dim[i] = dim[i] < 0 ? DIM_UNKNOWN : dim[i];
		else if (dim[i] >= 0 && dim[i] != shape->dim[i])
			return true;
	}
	return false;
}

static void
add(struct shapes *s, uint32_t graph, struct str name,
    const struct dtype *dtype, const int64_t *dim, size_t rank)
{
	struct shape *shape = value_of(s, graph, name);

	if (!shape->wrong && differs(s, shape, dtype, dim, rank)) {
		*shape = (struct shape){ .rank = RANK_UNKNOWN, .wrong = true,
		    .given = shape->given };
		fault(&s->differs, arena_copy(&s->arena, name));
	}
}

void
shapes_add(struct shapes *s, uint32_t graph, struct str name,
    const struct dtype *dtype, const int64_t *dim, size_t rank)
{
	if (rank > LIMIT_RANK && rank != RANK_UNKNOWN) {
		fault(&s->deep, arena_copy(&s->arena, name));
		rank = RANK_UNKNOWN;
	}
	add(s, graph, name, dtype, dim, rank);
}

const char *
shapes_record(struct shapes *s, const struct record *r)
{
	struct str graph, name = { NULL, 0 };
	struct told told;
	const char *reason;

	if (r->kind != KIND_INPUT && r->kind != KIND_OUTPUT &&
	    r->kind != KIND_VALUE_INFO && r->kind != KIND_INITIALIZER &&
	    r->kind != KIND_NODE && r->kind != KIND_GRAPH &&
	    r->kind != KIND_FUNCTION)
		return NULL;
	arena_reset(&s->scratch);
	if (!json_to_string(record_get(r, M_GRAPH), &s->scratch, &graph))
		return "graph is no string";
	if (r->kind == KIND_GRAPH || r->kind == KIND_FUNCTION) {
		shapes_graph(s, graph);
		return NULL;
	}
	reason = told_read(&told, r, &s->scratch, s->binds, &name);
	if (reason != NULL || name.n == 0)
		return reason;
	add(s, shapes_graph(s, graph), name, told.dtype, told.dim, told.rank);
	if (told.negative)
		fault(&s->negative, arena_copy(&s->arena, name));
	if (told.deep)
		fault(&s->deep, arena_copy(&s->arena, name));
	return NULL;
}

void
shapes_open(struct shapes *s, struct binds *binds, const struct shapes *given)
{
	*s = (struct shapes){ .binds = binds, .given = given,
	    .n_given = given == NULL ? 0 : given->value.n };
}

void
shapes_free(struct shapes *s)
{
	arena_free(&s->arena);
	arena_free(&s->scratch);
	intern_free(&s->graph);
	intern_free(&s->name);
	pairs_free(&s->value);
	free(s->parent);
	free(s->given_graph);
	free(s->shape);
	*s = (struct shapes){ 0 };
}

void
shapes_load(struct shapes *s, const char *file, struct binds *binds)
{
	struct stream in;
	struct record r = { 0 };
	const char *reason = NULL;
	int got, models = 0;

	shapes_open(s, binds, NULL);
	if (stream_open(&in, file) == -1)
		stream_fatal(&in);
	while ((got = stream_next(&in, &r)) == 1) {
		if (r.kind == KIND_MODEL && models++ > 0)
			reason = "--shapes: a second model";
		else
			reason = shapes_record(s, &r);
		if (reason != NULL)
			stream_fatal_at(&in, in.line, reason);
	}
	if (got == -1)
		stream_fatal(&in);
	record_free(&r);
	stream_close(&in);
}

/* A name's numbers, here and in what is given. */
struct name {
	uint32_t id, given;
};

static struct name
name_of(const struct shapes *s, struct str name)
{
	return (struct name){ intern_find(&s->name, name),
	    given_name(s, name) };
}

/* What is told of a graph's own value; `met`: by --shapes, too. */
static const struct shape *
shape_at(const struct shapes *s, uint32_t graph, struct name name, bool *met)
{
	uint32_t value = name.id == NONE ? NONE :
	    pairs_find(&s->value, graph, name.id);
	const struct shape *shape = value == NONE ?
	    given_shape(s, graph, name.given) : &s->shape[value];

	*met = shape != NULL && (value == NONE || shape->given);
	return shape;
}

/* The same of the graph, or the first one round it that has such a value. */
static const struct shape *
find(const struct shapes *s, uint32_t *graph, struct str name)
{
	struct name n = name_of(s, name);
	const struct shape *shape = NULL;
	bool met;

	while (*graph != NONE) {
		shape = shape_at(s, *graph, n, &met);
		if (shape != NULL)
			break;
		*graph = s->parent[*graph];
	}
	return shape;
}

uint32_t
shapes_home(const struct shapes *s, uint32_t graph, struct str name)
{
	uint32_t home = graph;

	find(s, &home, name);
	return home == NONE ? graph : home;
}

const struct shape *
shapes_find(const struct shapes *s, uint32_t graph, struct str name)
{
	return find(s, &graph, name);
}

const struct shape *
shapes_output(struct shapes *s, uint32_t graph, struct str name)
{
	bool met;
	const struct shape *shape = shape_at(s, graph, name_of(s, name), &met);

	s->n_met += met;
	return shape;
}

int64_t
shape_dim(const struct shape *shape, size_t i)
{
	return shape == NULL || shape->rank == RANK_UNKNOWN ||
	    i >= shape->rank ? DIM_UNKNOWN : shape->dim[i];
}

struct amount
shape_elements(const struct shape *shape)
{
	if (shape == NULL || shape->rank == RANK_UNKNOWN)
		return amount_unknown;
	return amount_product(shape->dim, shape->rank);
}

struct amount
shape_bytes(const struct shape *shape)
{
	struct amount n = shape_elements(shape);
	unsigned bits, each;

	if (n.is == AMOUNT_UNKNOWN || shape->dtype == NULL ||
	    shape->dtype->bits == 0)
		return amount_unknown;
	bits = shape->dtype->bits;
	if (bits >= 8)
		return amount_times(n, amount_of(bits / 8));
	each = 8 / bits;
	n.n = n.n / each + (n.n % each > 0);
	return n;
}

static bool
warn(const struct fault *f, const char *model, const char *what)
{
	if (f->n > 0)
		warning("%s: %s: %s, of %" PRIu64 " value%s", model,
		    shown(f->name), what, f->n, f->n == 1 ? "" : "s");
	return f->n > 0;
}

bool
shapes_faults(const struct shapes *s, const char *model)
{
	bool any = warn(&s->differs, model, "shapes contradict each other");

	any |= warn(&s->negative, model, "a dimension is negative");
	any |= warn(&s->deep, model, "over 64 dimensions");
	return any;
}

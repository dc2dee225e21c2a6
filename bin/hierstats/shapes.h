/*
 * shapes: what is known of the types of a model's values.
 *
 * It is told by records: `type` of inputs, outputs and value_infos, dtype and
 * shape of initializers, the values of Constant nodes; by a second stream of
 * the same model with shapes inferred (--shapes); and by whoever calls
 * shapes_add, as a profile does.  Several may tell of one value: what one
 * leaves open, another may say.  Where two differ the value is `wrong`, and
 * nothing is known of it any more.
 *
 * A value is a name within a graph (onnx/docs/IR.md, "Names Within a Graph"):
 * a body sees its own names and those of the graphs round it.
 *
 * A dimension is a number, or a symbol that a bind gives one; else it is not
 * known.  A stream tells a value's type before the nodes that use it, so
 * shapes are asked for while nodes are read.
 *
 * Faults are counted, not told one by one: see shapes_faults.  Everything
 * belongs to the table and lives until shapes_free.
 */
#ifndef SHAPES_H
#define SHAPES_H

#include "amount.h"
#include "pairs.h"
#include "told.h"

struct shape {
	const struct dtype *dtype;	/* NULL: not known */
	int64_t *dim;		/* `rank` of them: DIM_UNKNOWN, or at least 0 */
	uint8_t rank;		/* LIMIT_RANK at most, or RANK_UNKNOWN */
	bool wrong;		/* two differ: rank and dtype are not known */
	bool given;		/* --shapes has it */
};

/* The first of so many. */
struct fault {
	uint64_t n;
	struct str name;
};

struct shapes {
	struct arena arena, scratch;	/* scratch: for one record */
	struct intern graph, name;
	/* By graph: the one round it, and the same in `given`; or NONE. */
	uint32_t *parent, *given_graph;
	uint32_t graph_cap;
	const struct shapes *given;	/* by --shapes, or NULL; not owned */
	struct pairs value;	/* (graph, name) */
	struct shape *shape;	/* by value */
	uint32_t shape_cap;
	struct binds *binds;
	struct fault differs, negative, deep;
	uint64_t n_given;	/* values, or nodes, of --shapes */
	uint64_t n_met;		/* of them: made by, or that are, nodes */
};

/* `binds` and `given` may be NULL; binds are marked as used. */
void shapes_open(struct shapes *, struct binds *, const struct shapes *given);
void shapes_free(struct shapes *);
/* Reads the stream of one model; a bad one ends the program. */
void shapes_load(struct shapes *, const char *file, struct binds *);

/* A record tells of values.  NULL, or the reason why it is bad. */
const char *shapes_record(struct shapes *, const struct record *);
/* The same of one value of a graph.  Dimensions below 0 are not known; so is a
 * rank of RANK_UNKNOWN.  `dtype` may be NULL. */
void shapes_add(struct shapes *, uint32_t graph, struct str name,
    const struct dtype *, const int64_t *dim, size_t rank);

/* The number of a graph that records speak of. */
uint32_t shapes_graph(struct shapes *, struct str id);
/* The graph whose value a name means: it or one round it, as far as something
 * told of one; else itself. */
uint32_t shapes_home(const struct shapes *, uint32_t graph, struct str name);
/* What a name means within a graph, or one round it; NULL when nothing told of
 * it.  Until the next shapes_record or shapes_add. */
const struct shape *shapes_find(const struct shapes *, uint32_t graph,
    struct str name);
/* The same of a value that a node of the graph makes. */
const struct shape *shapes_output(struct shapes *, uint32_t graph,
    struct str name);

/* A shape may be NULL: nothing is known of it. */
int64_t shape_dim(const struct shape *, size_t i);
/* How many elements, and bytes that they take, those of less than a byte
 * packed. */
struct amount shape_elements(const struct shape *);
struct amount shape_bytes(const struct shape *);

/* Warns of what is wrong, a line a kind; was there any? */
bool shapes_faults(const struct shapes *, const char *model);

#endif

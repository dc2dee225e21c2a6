/*
 * outline: a model as somebody sees it who knows none of its names: what class
 * each op is of, what size its parameters have, and an order of the nodes
 * that follows from the graph alone.
 *
 * Two models that are compared share a `vocabulary`, so that equal numbers mean
 * equal things.
 */
#ifndef OUTLINE_H
#define OUTLINE_H

#include "model.h"
#include "opclass.h"
#include "pairs.h"

struct vocabulary {
	struct arena arena;
	struct intern class;	/* names of op classes */
	struct intern size;	/* of parameters: dimensions, sorted */
	struct pairs token;	/* (class, size) */
};

/* Values that graphs read or write: those of graph g are value[first[g]] up to
 * value[first[g + 1]]. */
struct ports {
	uint32_t *value, *first;
};

struct outline {
	const struct model *m;
	bool *constant;		/* by value: made of initializers alone */
	bool *runs;		/* by node: writes what is not constant */
	uint32_t *source;	/* by value, constant: initializer, or NONE */
	uint32_t *class;	/* by node */
	uint32_t *size;		/* by node: of its largest parameter, or NONE */
	uint8_t *weight;	/* by node: enum weight */
	bool *helper;		/* by node: opclass_is_inserted */
	struct ports input, output;
	uint32_t *body, *next;	/* by node, graph: the graphs that it runs */
	uint32_t *order, n;	/* the nodes that run, inputs first */
	uint32_t *rank;		/* by node: its place there, or NONE */
};

void outline_open(struct outline *, const struct model *, struct vocabulary *);
void outline_free(struct outline *);
/* The part of outline_open that finds ports, bodies and order. */
void outline_put_in_order(struct outline *);

/* A parameter's dimensions, sorted since tools transpose, without those of 1;
 * their number.  More than 8 are not told apart. */
int outline_dims(const struct initializer *, int64_t dim[8]);

/* The value's producer, or NONE; the node's main input, or NONE. */
uint32_t outline_producer(const struct outline *, uint32_t value);
uint32_t outline_passed_on(const struct outline *, uint32_t node);
/* The only reader of the node's first output, or NONE. */
uint32_t outline_reader(const struct outline *, uint32_t node);
/* Of helpers of one class one behind another the last one says it all: the
 * others are those that tools put there. */
bool outline_is_overruled(const struct outline *, uint32_t node);

#endif

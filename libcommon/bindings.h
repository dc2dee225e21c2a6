/*
 * bindings: what names mean in the graphs of a model that is being read.
 *
 * Nearly every name is defined once: its first definition stands beside it, the
 * others in a table.  A name means what its own graph defines, else what a
 * graph round it does (model.h).
 *
 * { .m = model } is one without a definition.  Values are the model's.
 */
#ifndef BINDINGS_H
#define BINDINGS_H

#include "model.h"
#include "pairs.h"

struct binding {
	uint32_t graph, value;	/* NONE: not defined */
};

struct bindings {
	struct model *m;
	struct binding *first;	/* by name */
	uint32_t cap_first;
	struct pairs more;	/* (graph, name), by ... */
	uint32_t *more_value;	/* ... the value */
	uint32_t cap_more, cap_value;
};

/* The value that a graph defines by this name, made when there is none. */
uint32_t bindings_define(struct bindings *, uint32_t graph, uint32_t name);
/* When every definition is known: the names of nodes' inputs become values,
 * and values learn their consumers. */
void bindings_settle(struct bindings *);
void bindings_free(struct bindings *);

#endif

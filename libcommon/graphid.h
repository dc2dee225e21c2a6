/*
 * graphid: what the ids of graphs say (records.5, "Identity"):
 * "main/12/then_branch" is the body in an attribute of node 12 of "main".
 */
#ifndef GRAPHID_H
#define GRAPHID_H

#include "model.h"

/* The graph round one, and the node there that has it as an attribute. */
struct graphid_place {
	uint32_t graph, index;
};

/* Where the graph of this id is, by those known; NONE of one that is in none.
 * An attribute's name may hold a `/`, so several cuts are tried, longest
 * first. */
struct graphid_place graphid_outer(const struct intern *graphs, struct str id);
/* Gives a graph of the model its parent and its holder, by its id. */
void graphid_holder(const struct model *, struct graph *);
/* The id of a function's graph, which a node that calls it has the parts of. */
void graphid_function(struct buf *id, struct str domain, struct str name,
    struct str overload);

#endif

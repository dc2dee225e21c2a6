/*
 * graphid: what the ids of graphs say (records.5, "Identity"):
 * "main/12/then_branch" is the body in an attribute of node 12 of "main".
 */
#ifndef GRAPHID_H
#define GRAPHID_H

#include "model.h"

/* Gives a graph of the model its parent and its holder, by its id.  An
 * attribute's name may hold a `/`, so several cuts are tried, longest first. */
void graphid_holder(const struct model *, struct graph *);

#endif

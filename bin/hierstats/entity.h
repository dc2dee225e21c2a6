/*
 * entity: what has a name in a model: nodes, values, initializers and inputs.
 *
 * Their order: inputs, initializers, then each node and behind it the values
 * that it makes; as they stand in the stream.
 */
#ifndef ENTITY_H
#define ENTITY_H

#include "named.h"

/* A value that is neither made by a node nor of an initializer is an input
 * when its graph says so; else nothing defines it, and it is just a value. */
enum entity_kind {
	ENTITY_INPUT, ENTITY_INITIALIZER, ENTITY_NODE, ENTITY_VALUE
};

struct entity {
	enum entity_kind kind;
	uint32_t id;		/* of a node, an initializer, else a value */
};

/* All of them; the caller frees. */
struct entity *entities_make(const struct named *, const struct model *,
    size_t *);

struct str entity_name(const struct model *, struct entity);
struct str entity_graph(const struct model *, struct entity);
/* The node that it is, or is made by; or NONE. */
uint32_t entity_node(const struct model *, struct entity);
/* Texts, or NONE. */
uint32_t entity_module(const struct named *, const struct model *,
    struct entity);
uint32_t entity_param(const struct named *, struct entity);

#endif

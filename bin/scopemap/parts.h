/*
 * parts: the scopes that node names spell, as a tree of components.
 *
 * `/encoder/layer.0/MatMul` is a node of part `layer.0` below `encoder` below
 * the root, part 0.  A part is both a scope as printed and the plain scope that
 * others stand below.  Parents have smaller ids than their children.
 */
#ifndef PARTS_H
#define PARTS_H

#include "fault.h"
#include "model.h"
#include "pairs.h"

struct part {
	uint32_t own, n_own;	/* its nodes: parts.node[own], in order */
	uint64_t weights;	/* sum over the initializers that they read */
	uint64_t ops;		/* sum over their op_types */
	uint32_t n_weights;
	uint32_t first;		/* the first not made of constants, or NONE */
	uint32_t first_op;	/* of the first that is none itself, or NONE */
	bool inner;		/* other parts stand below it */
	bool repeated;		/* another is this one with a number */
};

struct parts {
	struct intern component;
	struct pairs tree;	/* (parent, component) by part */
	struct part *part;
	uint32_t n, cap;
	struct fault empty;	/* names with an empty component */
	/* By node. */
	uint32_t *of;		/* the part that its name or output says */
	uint32_t *also;		/* another that its output says, or NONE */
	bool *by_value;		/* `of` is by its output */
	uint32_t *node;		/* nodes, grouped by part */
};

/* Reads every node's name. */
void parts_open(struct parts *, const struct model *);
void parts_free(struct parts *);
/* The part, made when it is not there; its component must be interned. */
uint32_t parts_add(struct parts *, uint32_t parent, uint32_t component);
uint32_t parts_find(const struct parts *, uint32_t parent, struct str);
uint32_t parts_parent(const struct parts *, uint32_t part);
struct str parts_component(const struct parts *, uint32_t part);

/* `fc_12`: plain `fc`, and 12; 0 when the component has no such end. */
uint32_t parts_split(struct str component, struct str *plain);
/* `blocks` of `blocks.3`; {0} when the component ends in no number. */
struct str parts_container(struct str component);
/* The initializer that a value is, also through nodes that give it another
 * name (Identity: the exporter's deduplicate_initializers) or form
 * (DequantizeLinear, Cast: quantizers and converters); else NONE. */
uint32_t parts_initializer(const struct model *, uint32_t value);

#endif

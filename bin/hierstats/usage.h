/*
 * usage: names that stand twice, and initializers that nothing reads.
 *
 * Nodes of one graph should not share a name (ONNX Runtime refuses them), no
 * value may be made twice in one (onnx/docs/IR.md, "Static single assignment").
 * An initializer is read by a node of its graph, or of a body within it that
 * has no value of this name itself, by a graph's outputs and by what a
 * quantization says of a tensor.
 */
#ifndef USAGE_H
#define USAGE_H

#include "pairs.h"
#include "record.h"

struct named {
	uint32_t graph, name;	/* in the usage's */
	uint32_t module;	/* the caller's; NONE of an initializer that
				 * has none */
	bool node;		/* a node's name, not a value's */
};

struct named_list {
	struct named *named;
	uint32_t n, cap;
};

struct usage {
	struct arena arena;
	struct arena scratch;
	struct intern name, graph;
	uint32_t *parent;		/* by graph: the one round it */
	uint32_t parent_cap;
	struct pairs node, value, input, used;	/* (graph, name) */
	struct named_list twice;	/* in the stream's order */
	struct named_list initializer;
};

/* Each record, in order; `module` is that of a node or an initializer.  NULL,
 * or why it is bad. */
const char *usage_record(struct usage *, const struct record *,
    uint32_t module);
bool usage_is_used(const struct usage *, const struct named *);
void usage_free(struct usage *);

#endif

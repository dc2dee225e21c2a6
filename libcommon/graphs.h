/*
 * graphs: the graphs of an ONNX file in the order of records.5: the main
 * graph, each body in pre-order, each function and its bodies, training
 * graphs; each with its id and where its parts stand.
 */
#ifndef GRAPHS_H
#define GRAPHS_H

#include "attr.h"
#include "names.h"
#include "onnx.h"

enum graph_kind { GRAPH_MAIN, GRAPH_BODY, GRAPH_FUNCTION, GRAPH_TRAINING };

struct onnx_graph {
	enum graph_kind kind;
	struct str id;		/* "main/12/then_branch" */
	struct message message;	/* GraphProto or FunctionProto */
	struct sections in;	/* where its parts stand */
	/* of training graphs: `message` may have no part */
	bool algorithm;
	struct message training;	/* TrainingInfoProto */
	struct run binding;
};

/*
 * Calls `visit` for each; what it is given lives for the call.  Stops when it
 * returns false or the window has an error, and returns false then.
 */
typedef bool graph_visit(void *arg, const struct onnx_graph *);
bool graphs_walk(struct onnx *, graph_visit *, void *arg);

/*
 * Appends to a graph's id what a body's has beyond it: "/NODE/ATTRIBUTE", for
 * a function's default "/ATTRIBUTE", in a list "[ITEM]" behind it.  The second
 * attribute of one name is ATTRIBUTE#2, so that no two ids are the same.
 */
enum { BODY_ALONE = -1 };	/* for node: of no node; for item: in no list */
void body_id(struct buf *, struct str attribute, uint32_t times,
    int64_t node, int64_t item);

/* The whole id of a function, `before` being the ids of those before it, and of
 * a training graph. */
void function_id(struct buf *, struct window *, const struct sections *,
    struct names *before);
void training_id(struct buf *, uint64_t index, bool algorithm);

#endif

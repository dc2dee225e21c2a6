/*
 * initializers: which parameter of which module an initializer is.
 *
 * By its name, which is the state_dict's unless a tool changed it; by the name
 * that onnxscript's optimizer says it was folded from; else, where the exporter
 * gave it a name of its own (`onnx::MatMul_167`, `val_47`), by the nodes that
 * read it: their module, and what their input means there.  A Linear's weight
 * is also the weight beside its bias, whose name is kept.
 */
#ifndef INITIALIZERS_H
#define INITIALIZERS_H

#include "origin.h"
#include "pairs.h"
#include "verdict.h"

struct parameter {
	uint32_t module;	/* NONE when it is nobody's, or not known */
	struct str param;	/* in the state_dict; empty when not known */
	bool transposed, inferred;
};

struct initializers {
	const struct model *m;
	struct parameter *found;	/* by initializer, once found */
	bool *number;		/* by initializer: of floating point */
	uint32_t cap;
	/* What a graph's value_info says of a name: the first does. */
	struct intern words;	/* ids of graphs, and names */
	struct pairs told;	/* (graph, name) in `words`, by ... */
	struct told {
		struct str folded_from;	/* one name, or empty */
		bool signature;	/* a parameter or buffer */
	} *told_as;		/* ... what it says */
	uint32_t cap_told;
	struct arena arena;
};

/* The model is yet to be read; each of its records is shown. */
void initializers_open(struct initializers *, const struct model *);
void initializers_record(struct initializers *, const struct record *);
/* All is read, and every node has its module. */
void initializers_find(struct initializers *, const struct verdicts *,
    const struct origin *);
void initializers_free(struct initializers *);

#endif

/*
 * verdict: which module each node belongs to, and on what evidence.
 *
 * Every node gets one.  The steps run strongest first; a step leaves alone
 * what an earlier one has decided.  What a tag in the file says, nothing
 * overrules: also not that nothing was known, for which it has no module.
 */
#ifndef VERDICT_H
#define VERDICT_H

#include "model.h"
#include "modules.h"

/* As the member `by` says it, strongest first. */
enum by {
	BY_NOTHING,
	BY_LIKE,		/* what it was in the reference */
	BY_METADATA,
	BY_SCOPE,
	BY_VALUE,
	BY_INITIALIZER,		/* a parameter that is its own */
	BY_DATAFLOW,		/* what reads its outputs, or made its inputs */
	BY_STRUCTURE,		/* its place between such nodes */
	BY_PARENT,		/* the node whose body it is in */
	BY_ROOT,		/* nothing known: the fallback */
	BY_COUNT
};

extern const struct str by_name[BY_COUNT];

struct verdict {
	uint32_t module;	/* NONE until decided */
	uint32_t call;		/* 0 when not known */
	uint8_t by;
	bool inexact;		/* somewhere below `module` */
	bool dropped;		/* its own module was: a parent's */
	bool merged;		/* by a tool: name and output differ */
	bool tagged;		/* by a tag: stays as it is */
	uint8_t conflict_by;	/* evidence that says otherwise, and ... */
	uint32_t conflict;	/* ... what it says, or NONE */
	uint32_t more, n_more;	/* other modules merged in: verdicts.more */
};

/* What a reference says of an initializer. */
struct known {
	uint32_t module;	/* NONE when nothing */
	struct str param;	/* in the state_dict; empty when not known */
	bool transposed;
};

struct verdicts {
	struct model *m;
	bool fixed;		/* the file's own table says which modules */
	struct modules tree;
	struct str *class;	/* by module: JSON as it stands, or {0} */
	struct str *class_by;	/* of those that the reference knows, alike */
	uint32_t cap;
	struct verdict *node;
	uint32_t cap_node;
	uint32_t *more, n_more, cap_more;
	bool *parent;		/* by module: it has children */
	bool *recorded;		/* by module: a record names it */
	int64_t *params;	/* by module: its own, by a map; else -1 */
	uint32_t *order, n_order, cap_order;	/* modules as records stand */
	uint32_t *position;	/* by module: in order, or NONE */
	uint32_t n_read;	/* modules from here on are not in the stream */
	uint32_t n_like;	/* ... up to here from the reference */
	struct known *known;	/* by initializer; NULL without a reference */
	struct arena arena;	/* paths */
};

/* The model is yet to be read, with verdicts_record to see each record: the
 * module records, and the nodes' scopes. */
void verdicts_open(struct verdicts *, struct model *);
const char *verdicts_record(void *verdicts, const struct record *);
void verdicts_free(struct verdicts *);
/* The module of a path, made when it is not there; NONE when it is no path.
 * The bytes must live as long. */
uint32_t verdicts_module(struct verdicts *, struct str path);
/* The module `number` of a list, made when it is not there. */
uint32_t verdicts_member(struct verdicts *, uint32_t list, long number);
/* Has nothing placed the node, and may something? */
bool verdicts_open_to(const struct verdicts *, uint32_t node);
/* Gives such a node its module; NONE leaves it as it is. */
void verdicts_decide(struct verdicts *, uint32_t node, uint32_t module,
    enum by);
/* One more module that is merged into the node; no matter if it is known. */
void verdicts_merge(struct verdicts *, uint32_t node, uint32_t module);
/* Nodes that read a parameter of their own; merged nodes too, whose module is
 * the one that owns their parameters. */
struct parameters;
void verdicts_parameters(struct verdicts *, const struct parameters *);
/* Nodes that are a module's because of what they make together. */
void verdicts_joins(struct verdicts *, const struct parameters *);
/*
 * Nodes that bear the name of what they took in: ONNX Runtime names a Conv that
 * it blocks after its output, which is a Relu's once that is fused
 * (onnxruntime/core/optimizer/nchwc_transformer.cc).  Whose the Conv was may be
 * in no name of the file: the module round the Relu is shown as a conflict.
 */
void verdicts_namesakes(struct verdicts *);
/* Nodes that read a weight without a name, where a map knows whose it is. */
void verdicts_unnamed(struct verdicts *, const struct parameters *);
/* Nodes between such. */
void verdicts_structure(struct verdicts *, const struct parameters *);
/* Nodes in the bodies of local functions: by the calls. */
void verdicts_functions(struct verdicts *);
/* Nodes without a scope, by data flow. */
void verdicts_flow(struct verdicts *);
/* The rest: nodes of bodies by what the bodies are of, others the root's. */
void verdicts_fall_back(struct verdicts *);

#endif

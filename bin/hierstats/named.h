/*
 * named: a model's nodes, values and initializers, each with its module: what
 * questions on names ask.
 *
 * It takes records as `reading` gives them, with the graph, and has nodes and
 * initializers by the ids that they have in the model.  Paths, words and
 * classes are ids in `text`.  A value has the module of the node that makes it,
 * an initializer that of its record; a graph's input and a name that nothing
 * defines have none.
 *
 * Memory grows with the names, not with what nodes hold beside them.
 */
#ifndef NAMED_H
#define NAMED_H

#include "model.h"
#include "pairs.h"
#include "pathglob.h"

struct named_node {
	uint32_t module, by, class;	/* texts; class may be NONE */
	uint32_t merged, n_merged;	/* of `modules`: `list` from here */
	bool exact;
	double confidence;		/* below 0: not measured */
	struct str conflict;		/* a JSON list as it stands, or {0} */
};

struct named_parameter {
	uint32_t module, param;		/* texts, or NONE */
};

/* What a graph says of a value. */
struct typed {
	struct str type;		/* JSON as it stands, or {0} */
	bool input, output;		/* of its graph */
};

struct named {
	bool types;			/* are wanted, not of inputs alone */
	struct arena arena;
	struct intern text;
	struct named_node *node;	/* by node */
	struct named_parameter *parameter;	/* by initializer */
	uint32_t *list;			/* texts */
	uint32_t n_node, n_parameter, n_list;
	uint32_t cap_node, cap_parameter, cap_list, cap_type;
	struct pairs typed;		/* (graph, name), texts */
	struct typed *type;
	const char *reason;		/* why a record cannot be used */
	struct arena scratch;
};

/* A record of the model, which stats has accepted; as reading wants it. */
const char *named_record(void *named, const struct record *);
/* Ready for the next model. */
void named_free(struct named *);

struct str named_text(const struct named *, uint32_t text);
/* The node's module for want of evidence, that is, none is known. */
bool named_is_fallback(const struct named *, const struct named_node *);
/* What its graph says of a value, or NULL. */
const struct typed *named_type(const struct named *, const struct model *,
    const struct value *);
/* The conflicts of a node, as `by:path`, kept in the arena. */
size_t named_conflicts(const struct named_node *, struct arena *,
    struct str **);
/* Does the glob match the path, or a module above it? */
bool named_covers(const struct pathglob *, struct str path);

#endif

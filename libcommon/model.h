/*
 * model: one model's records, held from `model` to `end`, and the graph that
 * they describe: what all filters behind onnx2ndjson think with.
 *
 * Every line is kept as it came, so that it can be passed on; beside it stands
 * as little as the graph needs, all of it by number.  Ids count from 0 in the
 * stream's order: lines, graphs, nodes, values, initializers.  NONE is no id.
 *
 * Values are scoped as ONNX scopes them (onnx/docs/IR.md, "Graphs"): a name
 * means what its own graph defines, else what a graph round it does.  A name
 * that several nodes produce (a broken file) is the first one's, and counted
 * in `doubled`; the others omit that output.  A name that nothing defines
 * becomes a value without producer.
 *
 * Everything is owned by the model and lives until model_free.
 */
#ifndef MODEL_H
#define MODEL_H

#include "intern.h"
#include "record.h"

struct stream;

struct graph {
	struct str id;		/* "main", "main/12/then_branch" */
	uint32_t parent;	/* the graph round it, or NONE */
	uint32_t depth;		/* graphs round it: at most LIMIT_WIRE_DEPTH */
	uint32_t holder;	/* the node whose attribute it is, or NONE */
	bool function;		/* the body of a local function */
	uint32_t node, n_node;	/* its nodes stand in one run */
	uint32_t input, n_input;	/* a function's: values in `edge` */
};

struct node {
	uint32_t line;
	uint32_t graph;
	uint32_t index;		/* within the graph, as the stream says */
	uint32_t op_type;	/* in `names` */
	uint32_t function;	/* the graph of the local function it calls */
	struct str name;
	uint32_t input, output;	/* the first of its values in `edge` */
	uint32_t n_input, n_output;
};

struct value {
	uint32_t name;		/* in `names` */
	uint32_t graph;		/* that defines it; of a name that nothing
				 * defines, its first reader's */
	uint32_t producer;	/* a node, or NONE */
	uint32_t initializer;	/* or NONE */
	uint32_t use, n_use;	/* its consumers in `use`, in node order */
};

struct initializer {
	uint32_t line;
	uint32_t graph;
	uint32_t value;
	struct str shape;	/* JSON as it stands, or {0} */
};

struct model {
	struct arena arena;	/* the lines, and what they unescape to */
	struct intern names;	/* of values and op_types */
	struct intern graph_ids;
	struct str *line;
	uint8_t *kind;		/* of each line: enum kind, | MODEL_BARE */
	struct graph *graph;	/* by graph_ids */
	struct node *node;
	struct value *value;
	struct initializer *initializer;
	uint32_t *edge;		/* values; NONE for an omitted input */
	uint32_t *use;		/* nodes */
	uint32_t n_line, n_graph, n_node, n_value, n_initializer, n_edge;
	uint64_t first_line;	/* in the stream, of line[0] */
	uint32_t doubled;	/* definitions of what was defined already */
	uint32_t twice;		/* the first value so defined */
	struct str file;	/* that the stream is of, else the stream's own
				 * name: what messages call the model */
};

/* Set on the kind of a line that holds no member that the filter owns. */
enum { MODEL_BARE = 0x80 };

/* What a filter adds to the reading.  `each` sees every record once the model
 * has it, its values in the lines that the model keeps; it returns NULL, or
 * the reason why the record is bad.  A model read in `brief` is not passed on:
 * it has no lines of nodes and value_infos, and of those `each` sees values
 * that end with the call.  One read `unwired` has no values, initializers,
 * inputs and outputs, nor knows its nodes which functions they call; one that
 * is both has no lines of value_infos and initializers, and `each` does not see
 * them. */
struct model_hooks {
	bool brief, unwired;
	const struct member_set *owned[KIND_COUNT];
	const char *(*each)(void *context, const struct record *);
	void *context;
};

/* The next model of the stream: 1; 0 at the stream's end; -1 with the stream's
 * error.  The model must be {0} or freed.  Hooks may be NULL. */
int model_read(struct model *, struct stream *, const struct model_hooks *);
void model_free(struct model *);

enum kind model_kind(const struct model *, uint32_t line);
/* Writes the line's members but the owned ones, the object left open. */
void model_pass(const struct model *, struct jsonw *, uint32_t line,
    const struct member_set *owned, struct record *scratch);

/* A value's or op_type's name. */
struct str model_name(const struct model *, uint32_t name);
/* The node's j-th input or output: a value, or NONE. */
uint32_t node_input(const struct model *, const struct node *, uint32_t j);
uint32_t node_output(const struct model *, const struct node *, uint32_t j);
/* The node that alone reads the one value that the node writes, or NONE. */
uint32_t node_only_reader(const struct model *, uint32_t node);
/* The number of dimensions of an initializer, RANK_MANY when there are more:
 * it is asked for at each node that reads one.  Its elements, 0 when they are
 * not known. */
enum { RANK_MANY = 8 };
uint32_t initializer_rank(const struct initializer *);
int64_t initializer_elements(const struct initializer *);
bool node_is(const struct model *, const struct node *, struct str op_type);
bool node_is_any(const struct model *, const struct node *,
    const struct str *op_types, size_t n);

#endif

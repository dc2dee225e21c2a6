/*
 * stats: what a stream says of one model, counted: the tree of its modules
 * and, under each, nodes by op_type, evidence and graph.
 *
 * A module is a number, its parent's is smaller, the root's is 0; so sums go
 * up the tree by one loop from the last to the first, and no depth of a path
 * can overflow a stack.  A module holds its last component only: a path of n
 * components costs n, not n * n.
 *
 * Nodes that agree in all that is counted by share one cell, so memory grows
 * with distinct modules and cells, not with nodes.
 */
#ifndef STATS_H
#define STATS_H

#include "meaning.h"
#include "pairs.h"
#include "pathglob.h"
#include "record.h"

/* A count, a lower bound when fewer of its parts are known than it has; of 0
 * is one that is exact. */
struct sum {
	uint64_t n, known, of;
};

struct cell_costs;

struct count {
	uint64_t nodes;
	uint64_t inexact;	/* of them: only known to be somewhere below */
	uint64_t fallback;	/* of them: the root's for want of evidence */
};

struct module {
	uint32_t name;		/* the path's last component, a string */
	uint32_t parent;	/* NONE for the root */
	uint32_t child, last;	/* the first and the last child, or NONE */
	uint32_t next;		/* the next sibling, or NONE */
	uint32_t depth;		/* components of the path */
	uint32_t class, type;	/* strings, or NONE */
	uint64_t calls;		/* as the module record says, else 1 */
	struct sum params;	/* by a map: elements of its parameters */
	bool recorded;		/* it has a module record */
	/* From stats_select: */
	bool selected;		/* it counts */
	struct count own, total;
};

/* What a cell's nodes have in common; as bytes, so it has no padding. */
struct cell_key {
	uint32_t module;
	uint32_t op_type, by, graph;	/* strings */
	uint32_t inexact, conflict;	/* 0 or 1 */
	uint32_t precision;		/* a string, "" without one; NONE when
					 * it is not known or not asked for */
};

/* An initializer. */
struct weight {
	uint32_t module;	/* that owns it, or NONE */
	uint32_t dtype, graph;	/* strings */
	bool past;		/* it has elements past 64 bits */
	struct sum elements, bytes;
};

struct stats {
	struct arena arena;
	struct intern string;	/* components, classes, op_types ... */
	struct intern path;	/* whole paths, as they came */
	uint32_t *path_module;	/* by path */
	uint32_t path_cap, path_last;
	struct pairs edge;	/* (parent, component); id + 1 is the module */
	struct module *module;
	uint32_t n_module, module_cap;
	struct intern cell;	/* struct cell_key */
	uint64_t *cell_nodes;	/* by cell */
	uint32_t cell_cap;
	uint32_t cell_last;	/* of the last node */
	struct weight *weight;	/* in the order of their records */
	uint32_t n_weight, weight_cap;
	/* Set before the first record: precisions and what nodes read are
	 * wanted. */
	bool names;
	struct meanings meanings;
	struct pairs read;	/* (cell, weight): a node of it reads it */
	const struct cell_costs *costs;	/* or NULL; not owned */
	uint32_t root, none;	/* the strings "root" and "" */
	uint32_t last_by, last_graph;	/* strings, of the last node */
	struct str file;	/* the model's; p is NULL for standard input */
	bool scoped;		/* scopemap has been here */
	struct arena scratch;	/* what one record unescapes to */
};

/* A record of the model.  NULL, or the reason why it cannot be counted. */
const char *stats_record(struct stats *, const struct record *);
/* Once, behind the last record: which modules count (all, or those that the
 * glob matches with all that is below them), and the sums.  False when the
 * glob matches none. */
bool stats_select(struct stats *, const struct pathglob *);
/* By module: does its path match?  False when none does. */
bool stats_match(const struct stats *, const struct pathglob *, bool *match);
void stats_free(struct stats *);

/* How records come into it (facts.c): a text's number; the module of a path,
 * made with all that is above it when it is new; a node more. */
uint32_t stats_string_id(struct stats *, struct str);
uint32_t stats_module(struct stats *, struct str path);
void stats_cell_add(struct stats *, const struct cell_key *);

struct cell_key stats_cell(const struct stats *, uint32_t cell);
/* Are the cell's nodes the root's for want of evidence? */
bool stats_is_fallback(const struct stats *, const struct cell_key *);
struct str stats_string(const struct stats *, uint32_t string);
/* The model's file, for messages. */
const char *stats_file(const struct stats *);
/* By module: it, or the module above it of that depth.  By module: its place
 * in the tree, siblings in order.  The caller frees both. */
uint32_t *stats_at_depth(const struct stats *, uint32_t depth);
uint32_t *stats_tree_order(const struct stats *);
/* The module of a path, or NONE. */
uint32_t stats_find(const struct stats *, struct str path);
/* Append the module's whole path; nothing for the root. */
void stats_path(const struct stats *, uint32_t module, struct buf *);

#endif

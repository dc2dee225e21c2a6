/*
 * outline: the tree of the modules that a report's rows are of, with sums.
 *
 * A spot is a module: one that rows name, or that is above such a one.  Its
 * number is larger than its parent's, the root's is 0; so sums go up by one
 * loop from the last to the first, and no depth of a path can overflow a
 * stack.  A spot holds its last component only: a path of n components costs
 * n, not n * n.  Siblings stand in the order of their first rows.
 *
 * Rows that have no module have a spot of their own, and those of which it is
 * not known: the root's last children.
 */
#ifndef OUTLINE_H
#define OUTLINE_H

#include "pairs.h"
#include "report.h"

struct spot {
	struct str name;	/* the path's last component */
	uint32_t parent;	/* NONE for the root */
	uint32_t child, last;	/* the first and the last child, or NONE */
	uint32_t next;		/* the next sibling, or NONE */
	uint32_t depth;		/* components of the path */
	uint32_t row, last_row;	/* the first and last of its rows, or NONE */
	bool aside;		/* of rows without a module: */
	enum cell_kind why;	/* CELL_NONE or CELL_UNKNOWN */
};

struct outline {
	const struct report *r;
	bool modules;		/* a row is a module */
	unsigned module;	/* the column */
	struct spot *spot;
	uint32_t n, cap;
	uint32_t *next_row;	/* by row: the next one of its spot, or NONE */
	unsigned *sum;		/* columns that sum */
	size_t n_sum;
	/* By spot, then sum: `less` is what its total has not twice. */
	struct cell *own, *total, *less;
	struct intern names;
	struct pairs edge;	/* (parent, name); id + 1 is the spot */
};

/* False when the report has no column of modules. */
bool outline_make(struct outline *, const struct report *);
void outline_free(struct outline *);
/* The lists that a module and all below it have in a column as one, each item
 * once, in the order of bytes; it lives as long as the arena. */
struct cell outline_unite(const struct outline *, uint32_t spot,
    unsigned column, struct arena *);

#endif

/*
 * fold: the tree of modules as lines to read.
 *
 * Siblings named by numbers that are alike share a line, `{0,2..5}`.  A module
 * that has no nodes of its own, and nothing else to say, shares the line of
 * its only child, `encoder.layer.{0..11}`.  Numbers are sums over all modules
 * that a line stands for, so that a module's total is its own nodes and the
 * totals of the lines below it.
 */
#ifndef FOLD_H
#define FOLD_H

#include "outline.h"

struct fold_line {
	size_t label, label_n;	/* in text; empty of a row */
	uint32_t spot;		/* the first that it stands for */
	uint32_t row;		/* of a row below its module, else NONE */
	uint32_t level;		/* 0 for the root */
	bool last;		/* of those with its parent */
	uint64_t n;		/* modules that the label stands for */
	uint64_t times;		/* their numbers are all those of the first,
				 * times so many */
};

struct fold {
	struct fold_line *line;
	size_t n, cap;
	struct buf text;
};

/* Modules of a depth past `depth` are counted, not shown. */
void fold_make(struct fold *, const struct outline *, uint32_t depth);
void fold_free(struct fold *);

#endif

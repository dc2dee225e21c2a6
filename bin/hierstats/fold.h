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

#include "stats.h"

struct fold_line {
	size_t label, label_n;	/* in text */
	uint32_t module;	/* the first that it stands for; NONE for the
				 * nodes that are the root's by fallback */
	uint32_t level;		/* 0 for the root */
	bool last;		/* of those with its parent */
	uint64_t n;		/* modules that the label stands for */
	uint64_t own, total, inexact;
	uint64_t each;		/* the total of each of the n */
};

struct fold {
	struct fold_line *line;
	size_t n, cap;
	struct buf text;
};

/* Modules of a depth past `depth` are counted, not shown. */
void fold_make(struct fold *, const struct stats *, uint32_t depth);
void fold_free(struct fold *);

#endif

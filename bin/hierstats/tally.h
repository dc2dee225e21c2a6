/*
 * tally: measures summed by one key or two: the rows of counts.
 *
 * A row is there when something was counted for it; by module alone, also when
 * its module has a record.  Modules stand in the order of the tree; the order
 * of other keys is the report's to make.
 *
 * What is read by several rows is counted in each.  `twice` says what must not
 * be counted so in sums: by module alone, at which module.
 */
#ifndef TALLY_H
#define TALLY_H

#include "measures.h"

struct row {
	uint32_t id[2];		/* modules or strings; NONE is unknown */
};

struct twice {
	unsigned measure;
	uint32_t module;	/* 0 when rows are not modules */
	struct sum sum;
};

struct tally {
	const struct stats *s;
	const struct options *o;
	struct grouping by;
	bool tree;		/* the root's fallback is a row of its own */
	uint32_t *shown_as;	/* by module: it, or the one above it */
	uint32_t *order;	/* by module: its place in the tree */
	struct row *row;
	uint32_t n, cap;
	struct pairs pairs;	/* the rows' ids */
	struct sum *sum;	/* by row, then measure */
	/* By row: of nodes, what forms tell beside them. */
	struct sum *inexact, *fallback;
	struct pairs precision;	/* (row, string): nodes that have it */
	uint32_t *precision_of;	/* by row: the first of its pairs, or NONE */
	uint32_t *precision_next;	/* by pair: the row's next, or NONE */
	uint32_t *precisions;	/* by row: how many it has */
	struct pairs twice_at;	/* (measure, module) */
	struct twice *twice;	/* by that */
	uint32_t twice_cap;
	uint32_t *sorted;	/* rows in tree order */
};

/* Ends the program when a sum is past 64 bits. */
void tally_make(struct tally *, const struct stats *, const struct options *,
    bool tree);
void tally_free(struct tally *);
/* By module alone? */
bool tally_by_module(const struct tally *);
/* A module's sum with those of all modules below it. */
struct sum *tally_totals(const struct tally *, unsigned measure);

/* For reads: a sum's part; the row of keys, made when it is new; the keys of a
 * cell and of an initializer; an initializer's measures, those of what reads
 * it or of what owns it. */
void tally_add(const struct tally *, unsigned measure, struct sum *,
    struct sum part);
uint32_t tally_row(struct tally *, const uint32_t id[2]);
void tally_cell_keys(const struct tally *, uint32_t cell, uint32_t id[2]);
void tally_weight_keys(const struct tally *, uint32_t weight, uint32_t id[2]);
void tally_weight(struct tally *, const uint32_t id[2], uint32_t weight,
    bool read);

#endif

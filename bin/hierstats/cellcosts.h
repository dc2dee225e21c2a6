/*
 * cellcosts: what a model's nodes cost, summed by the cells of stats.
 */
#ifndef CELLCOSTS_H
#define CELLCOSTS_H

#include "cost.h"
#include "stats.h"

struct cell_costs {
	struct costs costs;
	struct sum *macs, *activation;	/* by cell */
	uint32_t n, cap;
	/* (cell, callee): nodes that call what may be a function. */
	struct pairs calls;
	uint64_t *calling;	/* by pair */
	uint32_t calling_cap;
};

/* As costs_open. */
void cell_costs_open(struct cell_costs *, struct binds *,
    const struct shapes *given, const struct ran *);
void cell_costs_free(struct cell_costs *);
/* Each record of the model, once stats has it.  NULL, or the reason why it is
 * bad. */
const char *cell_costs_record(struct cell_costs *, const struct stats *,
    const struct record *);
/* At the model's end: its functions are known.  Warns of what is wrong; was
 * there any? */
bool cell_costs_finish(struct cell_costs *, struct str file);

#endif

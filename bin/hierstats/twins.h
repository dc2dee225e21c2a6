/*
 * twins: the modules of two models side by side, by path, and what each has.
 *
 * A twin is a path of either model or of both, with its module in each; its
 * parent's number is smaller, the root's is 0.  Children stand in the order of
 * the first model, behind them those that only the second has.
 *
 * What a module has is written in numbers that both models share, so that it
 * can be compared: its nodes by op_type, and its likeness.  Two modules, of one
 * model or of both, are alike when class, calls and nodes by op_type are equal
 * and their children are, in order and by name.  Their own names may differ.
 */
#ifndef TWINS_H
#define TWINS_H

#include "opcounts.h"

enum side { OLD, NEW, SIDES };

struct twin {
	uint32_t name;		/* the last component, in `text` */
	uint32_t of[SIDES];	/* modules, or NONE */
	uint32_t parent, child, last, next;
};

struct twins {
	const struct stats *stats[SIDES];
	struct intern text;	/* names, classes, op_types of both */
	struct twin *twin;
	uint32_t n, cap;
	/* By module of each model. */
	uint32_t *at[SIDES];	/* its twin */
	bool *seen[SIDES];	/* it or one below it has a record or nodes */
	uint32_t *alike[SIDES];
	struct opcounts ops[SIDES];	/* op_types in `text` */
	uint32_t n_alike;	/* likenesses: 0, 1, ... */
};

/* Of stats that stats_select has seen, which must outlive it. */
void twins_make(struct twins *, const struct stats *, const struct stats *);
void twins_free(struct twins *);

/* Has the model the twin's module, as a record or by nodes at it or below? */
bool twins_has(const struct twins *, uint32_t twin, enum side);
/* The next twin in tree order; past those below this one when `below` is
 * false.  NONE behind the last. */
uint32_t twins_next(const struct twins *, uint32_t twin, bool below);

#endif

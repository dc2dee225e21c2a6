/*
 * difference: what differs between two models, module by module.
 *
 * A module of both models has `changed` when its nodes by op_type differ, what
 * it has of a measure, or its class or precisions where both tell them.  One
 * that only one has was `added` or `removed`, with all below it: only the
 * highest one is told, with the nodes of all of them.  A module that has no
 * nodes any more was `merged` when nodes of other modules say that they are
 * made of its own.  A removed one that is like an added one was `renamed`;
 * nothing in it differs.
 */
#ifndef DIFFERENCE_H
#define DIFFERENCE_H

#include "amounts.h"
#include "merges.h"
#include "twins.h"

enum change { CHANGED, ADDED, REMOVED, MERGED, RENAMED, CHANGES };

enum { INTO = 4 };		/* more are not told by name */

struct difference {
	enum change change;
	uint32_t twin;		/* of a renamed one, that of the first model */
	uint32_t to;		/* of a renamed one, that of the second */
	uint64_t modules;	/* it, and those below it of which this says
				 * all; 1 of a changed one */
	uint64_t nodes[SIDES];	/* of them */
	size_t amount;		/* in `amount`: of each measure OLD's, NEW's */
	uint32_t op, n_op;	/* of a changed one, in `op` */
	uint32_t into[INTO];	/* paths that nodes of it went to */
	uint32_t n_into;	/* how many there are, also past INTO */
};

/* An op_type of which a module has more nodes, or fewer, than it had. */
struct op_change {
	uint32_t op_type;	/* in the twins' text */
	uint64_t nodes[SIDES];
};

struct differences {
	const struct twins *twins;
	const struct merges *merges;	/* of the second model, by twin */
	const struct amounts *has;	/* of each model */
	uint32_t *renamed;	/* of renames.h */
	struct difference *of;	/* in tree order */
	size_t n, cap;
	struct op_change *op;
	size_t n_op, op_cap;
	struct sum *amount;
	size_t n_amount, amount_cap;
};

extern const char *const change_name[CHANGES];

void differences_make(struct differences *, const struct twins *,
    const struct merges *, const struct amounts[SIDES]);

/* Calls for each module of one model that it says all of. */
void difference_each(const struct differences *, const struct difference *,
    enum side, void (*each)(void *, uint32_t module), void *context);
struct sum difference_amount(const struct differences *,
    const struct difference *, unsigned measure, enum side);
/* The class of a twin's module, "" when it is not known. */
struct str difference_class(const struct twins *, uint32_t twin, enum side);
/* Do both models tell its class (its precisions), and differently? */
bool difference_of_class(const struct twins *, uint32_t twin);
bool difference_of_precision(const struct differences *, uint32_t twin);

#endif

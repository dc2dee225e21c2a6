/*
 * pairing: which node of a model is which node of the model that it was made
 * from, and which value which.
 *
 * First what has kept its name; then nodes that read parameters of equal sizes,
 * in order; then neighbours of pairs, along the values; then what stands
 * between pairs, in order.
 */
#ifndef PAIRING_H
#define PAIRING_H

#include "outline.h"

struct pairing {
	const struct outline *a, *b;	/* the model, the reference */
	uint32_t *to, *from;		/* nodes of a to b, and back; or NONE */
	uint32_t *last;			/* by node of a: ... with its bias */
	uint32_t *value;		/* values of a to b, or NONE */
	bool *named;			/* by value of a: by its name */
	uint32_t *queue, head, tail;	/* nodes of a whose neighbours wait */
	uint32_t *of_name;		/* by name of b: its value; or NONE */
	uint32_t kept;			/* nodes of a that kept their names */
};

void pairing_open(struct pairing *, const struct outline *a,
    const struct outline *b, struct vocabulary *);
void pairing_free(struct pairing *);
/* Two nodes are one and the same; no matter if either is paired. */
bool pairing_add(struct pairing *, uint32_t i, uint32_t j);
/* Nodes of one op_type. */
bool pairing_same_op(const struct pairing *, uint32_t i, uint32_t j);

/* The steps. */
void pairing_names(struct pairing *);
void pairing_neighbours(struct pairing *);
void pairing_values(struct pairing *);

/* The only value of b that bears the name, or NONE. */
uint32_t pairing_named(const struct pairing *, struct str name);

#endif

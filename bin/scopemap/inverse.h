/*
 * inverse: the TorchScript names of one model, being inverted; what the steps
 * of torchscript.c share.
 *
 * A plain scope (no call number) stands for one module, or for several when a
 * container that left no trace may be between: its candidates.  Candidates of
 * all parts lie in one pool.
 */
#ifndef INVERSE_H
#define INVERSE_H

#include "below.h"
#include "parts.h"
#include "scopes.h"

struct candidates {
	uint32_t first, n;	/* in inverse.pool */
};

struct inverse {
	struct scopes *s;
	const struct model *m;
	struct parts parts;
	struct below below;
	uint32_t *owner;	/* by value: the module whose parameter it is */
	bool traced;		/* nodes stand as they were traced */
	uint32_t *pool, n_pool, cap_pool;
	/* By part. */
	struct candidates *plain;
	uint32_t *vote;		/* what parameters say: a module, NONE, or 0
				 * when they disagree */
	uint32_t *repeats;	/* the plain part that it is a call of */
	uint32_t *current;	/* the candidate last worked in */
	uint32_t cap_part;
};

/* Room for what is by part. */
void inverse_grow(struct inverse *);

/* parameters.c: what initializers' names say of where they are read. */
void find_owners(struct inverse *);
void collect_votes(struct inverse *);
bool reads_module_called(const struct inverse *, uint32_t part,
    struct str variable);
bool reads_module(const struct inverse *, uint32_t node, uint32_t module);
/* Do the part's own nodes read a matrix that no name gives to a module? */
bool reads_nameless(const struct inverse *, uint32_t part);
/* The module among these whose parameter the node reads, or NONE. */
uint32_t read_by_node(const struct inverse *, uint32_t node,
    const struct candidates *);

/* order.c: do the numbers of each scope's nodes ascend, as the exporter gave
 * them?  Tools that sort nodes anew mix them. */
bool find_traced(const struct inverse *);

/* repeated.c: is the scope `fc_1` a call of `fc` after the first?  Then the
 * part of `fc`, else NONE. */
uint32_t find_repeated(struct inverse *, uint32_t part);

/* candidates.c: the modules that a component below a scope can be, ... */
struct candidates known_below(struct inverse *, uint32_t part,
    struct str component);
/* ... and those of a plain scope whose parent has its own. */
void resolve_plain(struct inverse *, uint32_t part);
void resolve_root(struct inverse *);
/* Is a module between `above` and `module` called from this scope?  Then what
 * is in it is named below it, not here. */
bool is_called_between(struct inverse *, uint32_t part, uint32_t above,
    uint32_t module);

/* containers.c: a module without parameters, called from the module `above`:
 * where it is held.  A ModuleDict of a block's layers is never called, so it
 * leaves no trace; what is called once and runs between two of its members is
 * taken for one of them.  What is called more often is more likely the block's
 * own, an activation between all layers; then, and else, `above`. */
uint32_t lost_container(struct inverse *, uint32_t part, uint32_t above);

#endif

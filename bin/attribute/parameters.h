/*
 * parameters: which module's parameter a value is.
 *
 * By its name in the state_dict, and through what tools put between a
 * parameter and its use: Identity, Transpose, DequantizeLinear, Cast ...; a
 * tool's suffix behind the name (`weight_quantized`, `weight_scale`) leaves
 * the module's path alone.
 *
 * A parameter is its reader's own when one node reads it, and its readers' when
 * its module was called again (shared.h).  Another that several read may be
 * tied, or merged with others of the same value: it decides nothing.
 */
#ifndef PARAMETERS_H
#define PARAMETERS_H

#include "verdict.h"

struct parameters {
	uint32_t *owner;	/* by value: a module, or NONE */
	uint32_t *user;		/* by module: the one that reads its */
	bool *constant;		/* by value: made of initializers alone */
	bool *shared;		/* by value: several modules may read it */
	bool *folded;		/* by value: the next module's is in it too */
};

void parameters_open(struct parameters *, const struct verdicts *);
void parameters_free(struct parameters *);
/* The module in the tree that a parameter's name begins with, a fusion's prefix
 * (fusedname.h) left out; or NONE. */
uint32_t name_owner(const struct modules *, struct str name);
/* Does the op pass one tensor on, changed in form at most? */
bool parameters_passes_on(const struct model *, const struct node *);
/* Is all that the node makes constant: is it a parameter's own helper? */
bool parameters_constant(const struct parameters *, const struct model *,
    const struct node *);
/* Does the node read an initializer of rank 2 or more that has no owner? */
bool parameters_anonymous(const struct parameters *, const struct model *,
    const struct node *);

#endif

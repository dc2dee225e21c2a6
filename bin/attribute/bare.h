/*
 * bare: modules without parameters, by what a map says of their classes, or a
 * tagged file's own table.
 *
 * A map names the modules that leave no initializer, and their classes; the
 * class of torch.nn says which op its forward() is (torch/onnx's symbolic
 * functions).  So an op between two known nodes is the caller's child of that
 * class, where it has one.
 */
#ifndef BARE_H
#define BARE_H

#include "verdict.h"

struct bare {
	const struct verdicts *t;
	uint32_t *child, *sibling;	/* by module: children without params */
};

void bare_open(struct bare *, const struct verdicts *);
void bare_free(struct bare *);
/* The child of `caller` that does such an op; NONE when none or several do. */
uint32_t bare_child(const struct bare *, uint32_t caller,
    const struct node *);
/* The only child of `caller` that does something of several ops. */
uint32_t bare_only(const struct bare *, uint32_t caller);

/* A class without its module, as `Linear`; {0} when it is not known. */
struct str bare_class(const struct verdicts *, uint32_t module);

#endif

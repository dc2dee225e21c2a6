/*
 * pathglob: a pattern on module paths, component by component.
 *
 * `*` matches any text within a component, `**` as a whole component any
 * number of components, none included; everything else stands for itself.  A
 * path matches whole or not at all, never by half a component.
 *
 * It is matched down a tree: a state is the set of components of the pattern
 * that may have been used up so far, so that a module costs one step from its
 * parent's state, whatever its depth.  The pattern's text must outlive it.
 */
#ifndef PATHGLOB_H
#define PATHGLOB_H

#include <stdint.h>

#include "str.h"

enum { PATHGLOB_MAX = 63 };	/* components: bits of a state, less the end */

struct pathglob {
	struct str part[PATHGLOB_MAX];
	unsigned n;
};

/* False when the pattern has too many components. */
bool pathglob_make(struct pathglob *, struct str pattern);
/* The root's state, a child's, and whether a module matches. */
uint64_t pathglob_start(const struct pathglob *);
uint64_t pathglob_step(const struct pathglob *, uint64_t, struct str name);
bool pathglob_accepts(const struct pathglob *, uint64_t);

/* Of text that is no path: `*` matches any, all else itself. */
bool pathglob_text(struct str pattern, struct str text);

#endif

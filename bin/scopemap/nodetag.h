/*
 * nodetag: a node's `hierutils.node`, as tagwrite writes it: JSON of what the
 * stream that it tagged from said of the node.
 *
 *	{"module":"encoder.fc","modules":["encoder.fc","encoder"],"call":2}
 *
 * Members at their default are left out: `modules` is [module], `exact` true,
 * `by` is "root" where the root was the fallback and else not there, `call` 1.
 * `module` itself is left out where name_scopes says it.
 */
#ifndef NODETAG_H
#define NODETAG_H

#include "scopes.h"

/* Takes the tag (JSON as it stands: a string) of a node whose other metadata
 * was read.  False when it is none: nothing was taken then. */
bool nodetag_take(struct scopes *, uint32_t node, struct str tag,
    struct arena *scratch);

#endif

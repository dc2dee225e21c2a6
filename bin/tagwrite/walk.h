/*
 * walk: through the messages that hold nodes, in the order of the file, not of
 * records.5: a graph that is given in several parts goes on with its count of
 * nodes at each.
 *
 * It is recursive as bodies are within one another, which onnx_check has
 * bounded.
 */
#ifndef WALK_H
#define WALK_H

#include "splice.h"

/* The edits that the tags make, not done yet; an undo in the file goes.  Is
 * anything but that changed?  Ends the program when a node has no record, or a
 * record no node, or the target cannot be used. */
bool walk_edits(struct splice *);

#endif

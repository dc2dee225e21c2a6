/*
 * assign: modules to devices, as ONNX Runtime's session option
 * `session.layer_assignment_settings` says it of nodes with the key
 * `layer_ann`.
 */
#ifndef ASSIGN_H
#define ASSIGN_H

#include "tags.h"

struct assign;

/* `DEVICE=GLOB`, added to those before (NULL for none).  Ends the program when
 * it is no such text. */
struct assign *assign_add(struct assign *, const char *text);
/* The setting on standard output, one line; of each device, on standard error,
 * how many nodes it gets and how many tensors cross its boundary.  Ends the
 * program when no setting can say it. */
void assign_print(const struct assign *, struct tags *);

#endif

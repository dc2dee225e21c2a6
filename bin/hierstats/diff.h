/*
 * diff: the question what differs between two models, module by module.
 */
#ifndef DIFF_H
#define DIFF_H

#include "options.h"

/* Of two streams of one model each.  STATUS_FOUND when they differ. */
int diff(const struct options *, char **stream, int n);

#endif

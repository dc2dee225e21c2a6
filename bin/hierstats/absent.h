/*
 * absent: what is said where a model has nothing of what was asked for.
 */
#ifndef ABSENT_H
#define ABSENT_H

#include "options.h"
#include "stats.h"

/* No module matches -m; what would, where that can be guessed. */
void absent_module(const struct stats *, const struct options *);
/* No `what` is left by the options that choose. */
void absent(const struct stats *, const char *what, const struct options *);

#endif

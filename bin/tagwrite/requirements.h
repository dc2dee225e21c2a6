/*
 * requirements: whether a stream says what a profile is made of.
 */
#ifndef REQUIREMENTS_H
#define REQUIREMENTS_H

#include "selection.h"

/* Ends the program when it does not: `prog: STREAM: reason`. */
void requirements_check(const struct attributed *, const struct profile *,
    const struct selection *);
/* Of the root and the modules of all nodes that will be tagged; `what` needs
 * them. */
void requirements_classes(const struct attributed *, const struct selection *,
    const char *what);

#endif

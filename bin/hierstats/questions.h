/*
 * questions: which there are, what each takes, and what follows from that.
 *
 * The options of a command line that is none end the program with its usage.
 */
#ifndef QUESTIONS_H
#define QUESTIONS_H

#include "options.h"

/* An option asks this one; another one before it is an error. */
void questions_ask(struct options *, question *, const char *option,
    const char *usage);
/* All options have been read: what is wrong with them, and what those that
 * were not given are. */
void questions_settle(struct options *, const char *usage);

#endif

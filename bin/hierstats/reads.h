/*
 * reads: the initializers that rows of a tally read, each once in each row, and
 * where several do.
 */
#ifndef READS_H
#define READS_H

#include "tally.h"

void reads_add(struct tally *);

#endif

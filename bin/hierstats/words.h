/*
 * words: a difference as people read it.
 */
#ifndef WORDS_H
#define WORDS_H

#include "difference.h"

/* Append what was changed, `1 node less: Add + Gelu → BiasGelu`, its class,
 * its precisions, and what it went into; of a renamed module the new path.
 * The buffer must be empty. */
void difference_words(const struct differences *, const struct difference *,
    struct buf *);

#endif

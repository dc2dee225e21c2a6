/*
 * evidence: by what a model's nodes have their modules, in one line.
 */
#ifndef EVIDENCE_H
#define EVIDENCE_H

#include "stats.h"

/* `278 nodes: 199 by scope, ...`, of the selected modules' nodes, strongest
 * evidence first. */
void evidence_add(const struct stats *, struct buf *);

#endif

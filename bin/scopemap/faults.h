/*
 * faults: what is wrong with a graph that scopemap reads all the same.
 *
 * Each kind is told once, with a count and the first, and never stops anything:
 * the nodes are placed by what is left.
 */
#ifndef FAULTS_H
#define FAULTS_H

#include "scopes.h"

void faults_tell(const struct scopes *);

#endif

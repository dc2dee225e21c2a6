/*
 * faults: what is wrong with a graph that scopemap reads all the same.
 *
 * Each kind is told once, with a count, and never stops anything: the nodes
 * are placed by what is left.
 */
#ifndef FAULTS_H
#define FAULTS_H

#include "scopes.h"

/* `stream` is its name as messages show it. */
void faults_tell(const struct scopes *, const char *stream);

#endif

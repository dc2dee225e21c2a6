/*
 * confidence: the share that each rule got right on models whose nodes'
 * modules are known, by exporter and kind of file: formats/confidence.tsv,
 * which `make accuracy` writes.
 */
#ifndef CONFIDENCE_H
#define CONFIDENCE_H

#include "origin.h"
#include "verdict.h"

struct confidence {
	double share[BY_COUNT][2];	/* by rule and `inexact`; or -1 */
};

/* The table's part for files of that origin. */
void confidence_open(struct confidence *, const struct origin *);
/* The share, or -1 for what was not measured. */
double confidence_of(const struct confidence *, const struct verdict *);

#endif

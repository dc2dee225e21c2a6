/*
 * measures: what can be counted of nodes, initializers and modules.
 *
 * A measure is a line of the table in measures.c: a name, a unit, and how much
 * of it a cell of nodes, or an initializer, has.  What costs more than a look
 * at a record (precisions, what reads what, MACs) is asked for by `needs`, and
 * stats is told it while the stream is read.
 */
#ifndef MEASURES_H
#define MEASURES_H

#include "options.h"
#include "report.h"
#include "stats.h"

enum needs {
	NEEDS_NAMES = 1,	/* what inputs mean: stats->names */
	NEEDS_COSTS = 2,	/* what nodes cost: stats->costs */
};

struct measure {
	const char *name;
	enum unit unit;
	const char *parts, *remedy;	/* as in struct column, or NULL */
	unsigned needs;
	/* One of these: of a module's record; of a cell of nodes; of an
	 * initializer, counted for the module that owns it; or, with `read`,
	 * for each that reads it. */
	struct sum (*module)(const struct stats *, uint32_t module);
	struct sum (*nodes)(const struct stats *, uint32_t cell);
	struct sum (*weight)(const struct stats *, uint32_t weight);
	bool read;
	/* Or it follows from others: a share of nodes, words. */
	enum { MEASURE_SUM, MEASURE_COVERAGE, MEASURE_PRECISION } kind;
};

/* Of `NAME[,NAME...]`; NULL, or the word that is no measure. */
const char *measures_of(struct options *, const char *names, size_t *length);
/* All names, with a comma between them. */
void measures_list(struct buf *);

#endif

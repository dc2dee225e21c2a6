/*
 * reading: the models of streams, one by one, for any question.
 *
 * Each model is counted (stats); a question may look at each record too, and
 * is called when a model's `end` has been read.  A stream that is bad is told
 * and left; its models so far were answered, the next stream goes on.
 */
#ifndef READING_H
#define READING_H

#include "model.h"
#include "options.h"
#include "stats.h"

struct reader {
	bool graph;		/* wants `model`: values, producers ... */
	bool names;		/* wants precisions, and what nodes read */
	bool costs;		/* wants stats->costs */
	/* Of each record, once it is counted; NULL, or the reason why the
	 * stream is bad.  May be NULL.  The record lives as long as the call;
	 * with `graph` its values live as long as the model. */
	const char *(*record)(void *context, const struct record *);
	/* A model is whole and its modules are selected (-m); `model` is NULL
	 * without `graph`. */
	void (*finish)(void *context, const struct options *, struct stats *,
	    const struct model *);
	void *context;
};

/* Reads all streams ("-" is standard input; none means that, too); the exit
 * status.  A -m that no module of any model matches is trouble. */
int reading(const struct options *, char **stream, int n,
    const struct reader *);

#endif

/*
 * nametable: a model's entities as rows of a report, for questions to choose
 * from.
 *
 * -m and --op want an entity by its module and op_type, a value's being those
 * of the node that makes it.
 */
#ifndef NAMETABLE_H
#define NAMETABLE_H

#include "entity.h"
#include "options.h"
#include "report.h"
#include "stats.h"

struct nametable {
	const struct named *named;
	const struct options *o;
	const struct model *model;
	struct entity *entity;	/* all, in their order */
	size_t n;
	struct report report;	/* open, without rows */
	double confidence;	/* of the last row that had one, as */
	struct str shown;	/* people see it; p is NULL before that */
};

/* Everything that it is made of must outlive it. */
void nametable_open(struct nametable *, const struct named *,
    const struct options *, const struct stats *, const struct model *);
bool nametable_wants(const struct nametable *, struct entity);
void nametable_row(struct nametable *, struct entity);
void nametable_close(struct nametable *);

#endif

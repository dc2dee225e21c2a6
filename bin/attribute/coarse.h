/*
 * coarse: the tree of modules as --keep and --drop leave it.
 *
 * Who belongs to a module that is dropped belongs to the nearest module above
 * it that is kept; the root always is.  Dropped is, too, a module that no
 * record of the stream names although the stream has such records: an earlier
 * attribute took it out, or whoever filtered the stream.  So is one that
 * attribute itself has found, in a file whose own table says which there are.
 */
#ifndef COARSE_H
#define COARSE_H

#include "pathglob.h"
#include "verdict.h"

/* --keep and --drop, in the order given; the last that matches decides. */
struct coarse_rules {
	struct coarse_rule {
		bool keep;
		struct str pattern;	/* on classes, as it stands */
		struct pathglob path;
	} *rule;
	uint32_t n;
};

struct coarse {
	const struct verdicts *t;
	bool whole;		/* nothing was dropped */
	uint32_t *as;		/* by module: itself, or what stands for it */
	bool *parent;		/* by module: modules are kept below it */
	bool *changed;		/* by module: a child of it was dropped */
	bool *grown;		/* by module: has one that the stream had not */
	uint16_t *depth;	/* by module: of those that are kept */
};

/* The pattern must live on; false when it has too many components. */
bool coarse_rule_add(struct coarse_rules *, bool keep, const char *pattern);

/* All modules are known and every node has one. */
void coarse_open(struct coarse *, const struct coarse_rules *,
    const struct verdicts *);
void coarse_free(struct coarse *);
/* Gives the nodes of dropped modules to those that stand for them. */
void coarse_apply(const struct coarse *, struct verdicts *);
/* A module's class, and what says so, as members of its record. */
void coarse_class(const struct coarse *, struct jsonw *, uint32_t module);
/* The record of a kept module that the stream had, with the class that only a
 * reference knows. */
void coarse_record(const struct coarse *, struct jsonw *, uint32_t module,
    const struct record *);
/* The kept module that a kept one is below; NONE for the root. */
uint32_t coarse_parent(const struct coarse *, uint32_t module);

#endif

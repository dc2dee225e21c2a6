/*
 * view: the tree of modules as --keep and --drop leave it.
 *
 * Who belongs to a module that is dropped belongs to the nearest module above
 * it that is kept; the root always is.  Dropped is, too, a module that no
 * record of the stream names although the stream has such records: an earlier
 * view took it out, or whoever filtered the stream.
 */
#ifndef VIEW_H
#define VIEW_H

#include "pathglob.h"
#include "verdict.h"

/* --keep and --drop, in the order given; the last that matches decides. */
struct view_rules {
	struct view_rule {
		bool keep;
		struct str pattern;	/* on classes, as it stands */
		struct pathglob path;
	} *rule;
	uint32_t n;
};

struct view {
	const struct verdicts *t;
	bool whole;		/* nothing was dropped */
	uint32_t *as;		/* by module: itself, or what stands for it */
	bool *parent;		/* by module: modules are kept below it */
	bool *changed;		/* by module: a child of it was dropped */
	uint16_t *depth;	/* by module: of those that are kept */
};

/* The pattern must live on; false when it has too many components. */
bool view_rule_add(struct view_rules *, bool keep, const char *pattern);

/* All modules are known and every node has one. */
void view_open(struct view *, const struct view_rules *,
    const struct verdicts *);
void view_free(struct view *);
/* Gives the nodes of dropped modules to those that stand for them. */
void view_apply(const struct view *, struct verdicts *);
/* The record of a kept module that the stream had. */
void view_record(const struct view *, struct jsonw *, uint32_t module,
    const struct record *);
/* The kept module that a kept one is below; NONE for the root. */
uint32_t view_parent(const struct view *, uint32_t module);

#endif

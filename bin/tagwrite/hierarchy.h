/*
 * hierarchy: the tree of modules as the stream's `module` records tell it.
 *
 * A module is its id in `tree`.  What has no record (a program in the pipe may
 * have dropped it) is in the tree with nothing known of it.
 *
 * A class is known when a file's metadata or a module map says it; one that
 * scopemap inferred from ops is not (records.5, `class_by`).
 */
#ifndef HIERARCHY_H
#define HIERARCHY_H

#include "modules.h"
#include "profile.h"
#include "record.h"

struct module {
	struct str class;	/* {0} when it is not known */
	struct str type;	/* {0} when there is none */
	bool recorded;
	bool parent;		/* a module with a record is below it */
};

struct hierarchy {
	struct modules tree;
	struct module *module;	/* by id */
	uint32_t cap;
	struct arena arena;
};

void hierarchy_open(struct hierarchy *);
/* The module's id, made when it is new: NONE when it is no path. */
uint32_t hierarchy_module(struct hierarchy *, struct str path);
/* A `module` record; its strings must outlive the hierarchy.  NULL, or the
 * reason why it is bad. */
const char *hierarchy_record(struct hierarchy *, const struct record *);

/* The class without its package. */
struct str class_name(struct str class);
/* Is the class one of these?  A class that has no package is also the one of
 * that name in any. */
bool class_in(struct str class, const struct patterns *);

struct chain {
	uint32_t id[128];	/* from the root to the module */
	uint32_t n;
	bool classes;		/* the classes of all of them are known */
};

/* The module and those round it that a list of scopes names.  When the classes
 * of the root and the module are known, those in between whose class is not,
 * and those that are `without`, are left out; else all are there. */
void hierarchy_chain(const struct hierarchy *, uint32_t module,
    const struct patterns *without, struct chain *);

#endif

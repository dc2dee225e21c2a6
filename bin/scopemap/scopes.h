/*
 * scopes: what scopemap finds: the module tree, and for each node the module
 * whose forward() it was traced in.
 *
 * A dialect (one .c each) fills in what it can read and leaves the rest: a
 * node that has a scope keeps it, so dialects run strongest first.
 */
#ifndef SCOPES_H
#define SCOPES_H

#include "fault.h"
#include "model.h"
#include "modules.h"

/* The evidence for a scope, as `scope_by` and a module record's `by` say it;
 * strongest first. */
enum by {
	BY_NOTHING,		/* a module that was only tried: not told */
	BY_MAP,			/* a module map (modules only) */
	BY_METADATA,		/* name_scopes, namespace, tags */
	BY_SCOPE,		/* a scoped node name */
	BY_VALUE,		/* the name of an output value */
	BY_INITIALIZER,		/* the name of an initializer (modules only) */
	BY_INFERRED,		/* op and parameters (classes only) */
	BY_TABLE,		/* the file's module table (classes only) */
	BY_ROOT,		/* a tag: nothing was known (nodes only) */
	BY_COUNT
};

extern const struct str by_name[BY_COUNT];

/* How module maps disagree with a file, or with each other. */
enum odd {
	ODD_METADATA = 1,	/* its class is another in metadata */
	ODD_MAPS = 2,		/* its class is another in another map */
	ODD_SHAPE = 4,		/* its parameter has another size in a map */
	ODD_LACKING = 8,	/* no map has it */
};

struct found_module {
	struct str class;	/* qualified where that is known, or {0} */
	uint8_t by;
	uint8_t class_by;
	uint8_t odd;		/* enum odd */
	bool mapped;		/* a module map has it */
	bool weightless;	/* one says: no parameters in or below it */
	bool tabled;		/* the file's module table has it */
	bool tagged;		/* a node's hierutils.node names it */
};

/* What a tag says of a node besides its scope and call. */
struct tag {
	uint32_t module, n_module;	/* all its modules: scopes.listed */
	bool inexact;
};

struct scopes {
	const struct model *m;
	struct str producer;	/* the file's producer_name */
	struct arena arena;	/* paths and classes that the model lacks */
	struct modules tree;
	struct found_module *found;	/* by module */
	uint32_t cap_found;
	uint32_t *scope;	/* by node: a module, or NONE */
	uint32_t *also;		/* by node: another module that it names */
	uint32_t *call;		/* by node: 0 when not known */
	uint8_t *by;		/* by node: enum by */
	struct tag *tag;	/* by node; NULL when no node has one */
	uint32_t *listed, n_listed, cap_listed;	/* modules */
	bool table;		/* the tree is the file's own table's */
	struct fault empty;	/* scoped names with an empty component */
	struct fault malformed;	/* repr lists and tags that nobody can read */
	struct fault unplaced;	/* class paths of no module, or of several */
};

void scopes_open(struct scopes *, const struct model *);
void scopes_free(struct scopes *);
/* The module's id, or NONE when the path is none. */
uint32_t scopes_module(struct scopes *, struct str path, enum by);
/* The same of a module map's, which no other evidence overrules. */
uint32_t scopes_map(struct scopes *, struct str path);
/* The node names a second module, as merged nodes do. */
void scopes_also(struct scopes *, uint32_t node, uint32_t module);
void scopes_set(struct scopes *, uint32_t node, uint32_t module, enum by);
/* A tag names the module, so it is one, whatever the table says. */
void scopes_name(struct scopes *, uint32_t module);
/* A tag that nothing overrules: the node is of all these modules.  Its scope
 * is set apart. */
void scopes_tag(struct scopes *, uint32_t node, const uint32_t *modules,
    uint32_t n, bool inexact);

#endif

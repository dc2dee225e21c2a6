/*
 * table: the module table that a file carries once tagwrite wrote it: the
 * `module` records of the stream that it was tagged from, as NDJSON in
 * `hierutils.modules` of the model's metadata_props.
 *
 * With a table the tree is its tree, which may be a coarser one: a module has
 * a record when the table has it, or a map, or a node's tag names it; not
 * because other evidence finds it.  Its records come back with what they said,
 * in the order in which they stood.
 */
#ifndef TABLE_H
#define TABLE_H

#include "carriers.h"
#include "map.h"
#include "scopes.h"

struct table {
	struct map map;		/* of no module in a file without a table */
	struct record record;	/* the one last asked for */
};

/* Brings the modules of `text`, JSON as it stands, into the tree, before
 * anything else does; {0} is no table.  One that is malformed is told and not
 * used. */
void table_read(struct table *, struct scopes *, struct str text);
void table_free(struct table *);

/* Where the tags of nodes stand, by the table's first record. */
enum tag_place table_place(struct table *);
/* Where a module comes in the table; NONE when it is not there. */
uint32_t table_rank(const struct table *, struct str path);
/* What the table says of a module, valid until the next call; NULL when it is
 * not there.  Members that a map may have are well-formed. */
const struct record *table_record(struct table *, struct str path);

#endif

/*
 * rows: the selected nodes by one key or two.
 *
 * Most nodes first; ties in tree order for modules, in byte order for all
 * else.  With two keys, rows that share the first stand together as a group,
 * and groups are sorted likewise.
 */
#ifndef ROWS_H
#define ROWS_H

#include "stats.h"

enum key { KEY_MODULE, KEY_CLASS, KEY_OP_TYPE, KEY_BY, KEY_GRAPH, KEY_COUNT };

struct grouping {
	enum key key[2];
	unsigned n;
};

struct row {
	uint32_t id[2];		/* modules or strings; NONE is unknown */
	uint64_t nodes, inexact, fallback;
	uint64_t group_nodes;	/* of all rows of its group */
	uint32_t group;		/* 0 for the first group, 1 ... */
	uint32_t rank;		/* within the group */
};

struct rows {
	struct row *row;
	uint32_t n;
	uint64_t nodes;		/* of all rows */
};

extern const char *const key_name[KEY_COUNT];

/* Nodes of modules deeper than `depth` count for the module above them of
 * that depth.  By module alone, modules with a record have a row though they
 * have no nodes. */
void rows_make(struct rows *, const struct stats *, const struct grouping *,
    uint32_t depth);
void rows_free(struct rows *);

/* Append what a row's i-th key says: raw bytes; false when it is unknown. */
bool rows_key(const struct stats *, const struct grouping *,
    const struct row *, unsigned i, struct buf *);

#endif

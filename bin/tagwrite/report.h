/*
 * report: what the edits change, counted on the way: by graph how many nodes,
 * by key how many values are added, replaced, kept, removed.  Unless it is
 * wanted nothing is counted.
 */
#ifndef REPORT_H
#define REPORT_H

#include "arena.h"
#include "intern.h"

enum report_of { REPORT_NODES, REPORT_MODEL, REPORT_OFS };
enum report_what {
	REPORT_ADDED, REPORT_REPLACED, REPORT_KEPT, REPORT_REMOVED,
	REPORT_WHATS
};

struct report_key {
	uint64_t n[REPORT_WHATS];
};

struct report_graph {
	uint64_t nodes, changed;
};

/* {0} is a valid empty one that is not wanted. */
struct report {
	bool wanted;
	struct arena names;
	struct intern keys[REPORT_OFS], graphs;
	struct report_key *key[REPORT_OFS];	/* by id */
	struct report_graph *graph;	/* likewise */
	uint32_t key_cap[REPORT_OFS], graph_cap;
	uint32_t last[REPORT_OFS];	/* key that was counted last */
};

/* The graph's number, for report_node. */
uint32_t report_graph(struct report *, struct str id);
void report_node(struct report *, uint32_t graph, bool changed);
void report_key(struct report *, enum report_of, struct str key,
    enum report_what);
/* On standard output. */
void report_print(const struct report *, uint64_t size, uint64_t size_after);

#endif

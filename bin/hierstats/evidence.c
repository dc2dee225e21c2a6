#include "evidence.h"

#include <stdlib.h>

#include "text.h"

/* The evidence of records.5, strongest first; what a later revision adds comes
 * behind, by name. */
static const struct str evidence[] = {
	{ "metadata", 8 }, { "map", 3 }, { "scope", 5 }, { "value", 5 },
	{ "initializer", 11 }, { "dataflow", 8 }, { "structure", 9 },
	{ "parent", 6 }, { "like", 4 },
};

enum {
	EVIDENCE = sizeof(evidence) / sizeof(evidence[0]),
	/* These saw the module itself run: that it was the root is a hit worth
	 * its own count.  To the others the root is a module like any. */
	WITNESSES = 3
};

struct part {
	struct str by;
	unsigned rank;
	bool root;
	uint64_t nodes;
};

static int
part_cmp(const void *a, const void *b)
{
	const struct part *x = a, *y = b;
	int c;

	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	c = str_cmp(x->by, y->by);
	return c != 0 ? c : (x->root > y->root) - (x->root < y->root);
}

static unsigned
rank_of(struct str by)
{
	unsigned i;

	for (i = 0; i < EVIDENCE; i++)
		if (str_eq(evidence[i], by))
			break;
	return i;
}

/* Nodes that are selected and no fallback, by evidence. */
static size_t
collect(const struct stats *s, struct part *part)
{
	struct pairs known = { 0 };
	size_t parts;

	for (uint32_t id = 0; id < s->cell.n; id++) {
		struct cell_key key = stats_cell(s, id);
		struct str by = stats_string(s, key.by);
		unsigned rank = rank_of(by);
		bool root = key.module == 0 && rank < WITNESSES;
		uint32_t n = known.n, at;

		if (!s->module[key.module].selected ||
		    stats_is_fallback(s, &key))
			continue;
		at = pairs_add(&known, key.by, root);
		if (at == n)
			part[at] = (struct part){ by, rank, root, 0 };
		part[at].nodes += s->cell_nodes[id];
	}
	parts = known.n;
	pairs_free(&known);
	return parts;
}

void
evidence_add(const struct stats *s, struct buf *b)
{
	struct part *part = xcalloc(s->cell.n + 1, sizeof(*part));
	const struct count *all = &s->module[0].total;
	size_t n = collect(s, part);

	qsort(part, n, sizeof(*part), part_cmp);
	buf_addu(b, all->nodes);
	buf_adds(b, all->nodes == 1 ? STR(" node: ") : STR(" nodes: "));
	for (size_t i = 0; i < n; i++) {
		buf_addu(b, part[i].nodes);
		buf_adds(b, part[i].root ? STR(" root by ") : STR(" by "));
		if (part[i].by.n == 0)
			buf_adds(b, STR("(unknown)"));
		buf_adds(b, part[i].by);
		buf_adds(b, STR(", "));
	}
	buf_addu(b, all->fallback);
	buf_adds(b, STR(" fallback"));
	if (all->inexact > 0) {
		buf_adds(b, STR("; "));
		buf_addu(b, all->inexact);
		buf_adds(b, STR(" only known to be somewhere below"));
	}
	free(part);
}

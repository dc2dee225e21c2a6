#include <inttypes.h>
#include <stdio.h>

#include "message.h"
#include "report.h"

/* The name's id; room for it in an array of such elements, zeroed. */
static uint32_t
id_of(struct report *r, struct intern *names, struct str name, void **array,
    uint32_t *cap, size_t element)
{
	uint32_t known = names->n, id = intern_copy(names, &r->names, name);

	if (id != known)
		return id;
	if (id >= *cap) {
		*cap = grown(id);
		*array = xreallocarray(*array, *cap, element);
	}
	memset((char *)*array + id * element, 0, element);
	return id;
}

uint32_t
report_graph(struct report *r, struct str id)
{
	void *array = r->graph;
	uint32_t n;

	if (!r->wanted)
		return 0;
	n = id_of(r, &r->graphs, id, &array, &r->graph_cap,
	    sizeof(*r->graph));
	r->graph = array;
	return n;
}

void
report_node(struct report *r, uint32_t graph, bool changed)
{
	if (!r->wanted)
		return;
	r->graph[graph].nodes++;
	r->graph[graph].changed += changed;
}

void
report_key(struct report *r, enum report_of of, struct str key,
    enum report_what what)
{
	void *array = r->key[of];
	uint32_t n = r->last[of] + 1;

	if (!r->wanted)
		return;
	/* Of one node after the other the keys come in the same order. */
	if (n >= r->keys[of].n)
		n = 0;
	if (n >= r->keys[of].n || !str_eq(r->keys[of].str[n], key))
		n = id_of(r, &r->keys[of], key, &array, &r->key_cap[of],
		    sizeof(**r->key));
	r->last[of] = n;
	r->key[of] = array;
	r->key[of][n].n[what]++;
}

static void
print_keys(const struct report *r, enum report_of of, const char *word)
{
	for (uint32_t i = 0; i < r->keys[of].n; i++) {
		const uint64_t *n = r->key[of][i].n;

		printf("%s %s: %" PRIu64 " added, %" PRIu64 " replaced, %"
		    PRIu64 " kept, %" PRIu64 " removed\n", word,
		    shown(r->keys[of].str[i]), n[REPORT_ADDED],
		    n[REPORT_REPLACED], n[REPORT_KEPT], n[REPORT_REMOVED]);
	}
}

void
report_print(const struct report *r, uint64_t size, uint64_t size_after)
{
	for (uint32_t i = 0; i < r->graphs.n; i++)
		printf("graph %s: %" PRIu64 " of %" PRIu64 " nodes change\n",
		    shown(r->graphs.str[i]), r->graph[i].changed,
		    r->graph[i].nodes);
	print_keys(r, REPORT_NODES, "node");
	print_keys(r, REPORT_MODEL, "model");
	printf("bytes: %" PRIu64 " before, %" PRIu64 " after\n", size,
	    size_after);
}

#include "cellcosts.h"

#include <stdlib.h>

#include "message.h"

/* Room for all cells that there are. */
static void
grow(struct cell_costs *c, uint32_t n)
{
	if (n > c->cap) {
		c->cap = grown(n);
		c->macs = xreallocarray(c->macs, c->cap, sizeof(*c->macs));
		c->activation = xreallocarray(c->activation, c->cap,
		    sizeof(*c->activation));
	}
	for (; c->n < n; c->n++)
		c->macs[c->n] = c->activation[c->n] = (struct sum){ 0 };
}

static void
sum_add(struct sum *sum, struct amount a)
{
	sum->of++;
	if (a.is != AMOUNT_KNOWN)
		return;
	if (__builtin_add_overflow(sum->n, a.n, &sum->n))
		fatal("a sum is past 64 bits");
	sum->known++;
}

static void
note_call(struct cell_costs *c, uint32_t cell, uint32_t callee)
{
	uint32_t n = c->calls.n, pair = pairs_add(&c->calls, cell, callee);

	if (pair == n) {
		GROW(c->calling, n, c->calling_cap);
		c->calling[pair] = 0;
	}
	c->calling[pair]++;
}

const char *
cell_costs_record(struct cell_costs *c, const struct stats *s,
    const struct record *r)
{
	struct cost cost;
	const char *reason = costs_record(&c->costs, r, &cost);

	if (reason != NULL || r->kind != KIND_NODE)
		return reason;
	grow(c, s->cell.n);
	if (cost.has_macs)
		sum_add(&c->macs[s->cell_last], cost.macs);
	if (cost.has_bytes)
		sum_add(&c->activation[s->cell_last], cost.bytes);
	if (cost.callee != NONE)
		note_call(c, s->cell_last, cost.callee);
	return NULL;
}

bool
cell_costs_finish(struct cell_costs *c, struct str file)
{
	const char *model = file.p == NULL ? "(standard input)" : shown(file);
	const struct shapes *shapes = &c->costs.shapes;
	bool faults = costs_faults(&c->costs, model);

	for (uint32_t i = 0; i < c->calls.n; i++)
		if (costs_is_function(&c->costs, c->calls.pair[i].b))
			c->macs[c->calls.pair[i].a].of -= c->calling[i];
	if (shapes->n_given > 0 && shapes->n_met == 0) {
		warning("%s: --shapes is of another model: "
		    "it knows no node", model);
		faults = true;
	}
	return faults;
}

void
cell_costs_open(struct cell_costs *c, struct binds *binds,
    const struct shapes *given, const struct ran *ran)
{
	*c = (struct cell_costs){ .n = 0 };
	costs_open(&c->costs, binds, given, ran);
}

void
cell_costs_free(struct cell_costs *c)
{
	costs_free(&c->costs);
	pairs_free(&c->calls);
	free(c->calling);
	free(c->macs);
	free(c->activation);
	*c = (struct cell_costs){ .n = 0 };
}

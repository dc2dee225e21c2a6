#include "confidence.h"

static const struct row {
	struct origin origin;
	enum by by;
	bool inexact;
	double share;
} rows[] = {
#include "confidence.tsv.h"
};

void
confidence_open(struct confidence *c, const struct origin *origin)
{
	for (int by = 0; by < BY_COUNT; by++)
		c->share[by][false] = c->share[by][true] = -1;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].origin.exporter == origin->exporter &&
		    rows[i].origin.kind == origin->kind)
			c->share[rows[i].by][rows[i].inexact] = rows[i].share;
}

double
confidence_of(const struct confidence *c, const struct verdict *v)
{
	return c->share[v->by][v->inexact];
}

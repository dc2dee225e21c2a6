#include "measures.h"

#include "cellcosts.h"

static struct sum
exactly(uint64_t n)
{
	return (struct sum){ n, 0, 0 };
}

static struct sum
nodes(const struct stats *s, uint32_t cell)
{
	return exactly(s->cell_nodes[cell]);
}

static struct sum
inexact(const struct stats *s, uint32_t cell)
{
	return exactly(stats_cell(s, cell).inexact ? s->cell_nodes[cell] : 0);
}

static struct sum
fallback(const struct stats *s, uint32_t cell)
{
	struct cell_key key = stats_cell(s, cell);

	return exactly(stats_is_fallback(s, &key) ? s->cell_nodes[cell] : 0);
}

static struct sum
conflicts(const struct stats *s, uint32_t cell)
{
	return exactly(stats_cell(s, cell).conflict ? s->cell_nodes[cell] : 0);
}

static struct sum
elements(const struct stats *s, uint32_t weight)
{
	return s->weight[weight].elements;
}

static struct sum
bytes(const struct stats *s, uint32_t weight)
{
	return s->weight[weight].bytes;
}

static struct sum
macs(const struct stats *s, uint32_t cell)
{
	return s->costs->macs[cell];
}

static struct sum
activation(const struct stats *s, uint32_t cell)
{
	return s->costs->activation[cell];
}

static struct sum
params(const struct stats *s, uint32_t module)
{
	return s->module[module].params;
}

static const char parts[] = "initializers";
/* What tells more shapes. */
static const char shapes[] = "--bind, --shapes or hier's --infer may tell more";

static const struct measure table[] = {
	{ .name = "nodes", .unit = UNIT_COUNT, .nodes = nodes },
	{ .name = "inexact", .unit = UNIT_COUNT, .nodes = inexact },
	{ .name = "fallback", .unit = UNIT_COUNT, .nodes = fallback },
	{ .name = "conflicts", .unit = UNIT_COUNT, .nodes = conflicts },
	{ .name = "coverage", .unit = UNIT_RATIO, .nodes = nodes,
	    .kind = MEASURE_COVERAGE },
	{ .name = "elements", .unit = UNIT_COUNT, .parts = parts,
	    .weight = elements },
	{ .name = "bytes", .unit = UNIT_BYTES, .parts = parts,
	    .weight = bytes },
	{ .name = "read_elements", .unit = UNIT_COUNT, .parts = parts,
	    .weight = elements, .read = true, .needs = NEEDS_NAMES },
	{ .name = "read_bytes", .unit = UNIT_BYTES, .parts = parts,
	    .weight = bytes, .read = true, .needs = NEEDS_NAMES },
	{ .name = "params", .unit = UNIT_COUNT, .parts = "modules",
	    .module = params },
	{ .name = "macs", .unit = UNIT_MACS, .parts = "ops",
	    .remedy = shapes, .nodes = macs, .needs = NEEDS_COSTS },
	{ .name = "activation", .unit = UNIT_BYTES, .parts = "nodes",
	    .remedy = shapes, .nodes = activation, .needs = NEEDS_COSTS },
	{ .name = "precision", .unit = UNIT_LIST, .nodes = nodes,
	    .kind = MEASURE_PRECISION, .needs = NEEDS_NAMES },
};

enum { TABLE = sizeof(table) / sizeof(table[0]) };

static const struct measure *
find(struct str name)
{
	for (size_t i = 0; i < TABLE; i++)
		if (str_eq(str_of(table[i].name), name))
			return &table[i];
	return NULL;
}

static bool
is_there(const struct options *o, const struct measure *m)
{
	for (unsigned i = 0; i < o->n_measure; i++)
		if (o->measure[i] == m)
			return true;
	return false;
}

const char *
measures_of(struct options *o, const char *names, size_t *length)
{
	o->n_measure = 0;
	for (const char *p = names; ; p += *length + 1) {
		const struct measure *m;

		*length = strcspn(p, ",");
		m = find((struct str){ p, *length });
		if (m == NULL || is_there(o, m) || o->n_measure == MEASURES)
			return p;
		o->measure[o->n_measure++] = m;
		if (p[*length] == '\0')
			return NULL;
	}
}

void
measures_list(struct buf *b)
{
	for (size_t i = 0; i < TABLE; i++) {
		buf_adds(b, i == 0 ? STR("") : STR(", "));
		buf_adds(b, str_of(table[i].name));
	}
}

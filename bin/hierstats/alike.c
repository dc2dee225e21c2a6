#include "alike.h"

#include <stdlib.h>

struct op {
	uint32_t module, op_type;
	uint64_t nodes;
};

static int
op_cmp(const void *a, const void *b)
{
	const struct op *x = a, *y = b;

	if (x->module != y->module)
		return x->module < y->module ? -1 : 1;
	return (x->op_type > y->op_type) - (x->op_type < y->op_type);
}

/* The selected nodes by module and op_type, in that order. */
static uint32_t
collect_ops(const struct stats *s, struct op *op)
{
	uint32_t n = 0, to = 0;

	for (uint32_t id = 0; id < s->cell.n; id++) {
		struct cell_key key = stats_cell(s, id);

		if (s->module[key.module].selected)
			op[n++] = (struct op){ key.module, key.op_type,
			    s->cell_nodes[id] };
	}
	if (n > 0)
		qsort(op, n, sizeof(*op), op_cmp);
	for (uint32_t i = 0; i < n; i++) {
		if (to > 0 && op_cmp(&op[to - 1], &op[i]) == 0)
			op[to - 1].nodes += op[i].nodes;
		else
			op[to++] = op[i];
	}
	return to;
}

static void
add_u64(struct buf *b, uint64_t value)
{
	buf_add(b, &value, sizeof(value));
}

/* Behind the module itself and its ops their number: no content can be read
 * as another one. */
static void
content(const struct stats *s, uint32_t id, const struct op *op, uint32_t n,
    const uint32_t *alike, struct buf *b)
{
	const struct module *m = &s->module[id];

	add_u64(b, m->class);
	add_u64(b, m->calls);
	add_u64(b, m->own.inexact);
	add_u64(b, n);
	for (uint32_t i = 0; i < n; i++) {
		add_u64(b, op[i].op_type);
		add_u64(b, op[i].nodes);
	}
	for (uint32_t c = m->child; c != NONE; c = s->module[c].next) {
		if (!s->module[c].seen)
			continue;
		add_u64(b, s->module[c].name);
		add_u64(b, alike[c]);
	}
}

uint32_t *
alike_make(const struct stats *s)
{
	uint32_t *alike = xcalloc(s->n_module, sizeof(*alike));
	struct op *op = xcalloc(s->cell.n + 1, sizeof(*op));
	uint32_t end = collect_ops(s, op);
	struct arena arena = { 0 };
	struct intern known = { 0 };
	struct buf b = { 0 };

	for (uint32_t id = s->n_module; id-- > 0; ) {
		uint32_t from = end;

		while (from > 0 && op[from - 1].module == id)
			from--;
		b.n = 0;
		content(s, id, op + from, end - from, alike, &b);
		end = from;
		alike[id] = intern_find(&known, buf_str(&b));
		if (alike[id] == NONE)
			alike[id] = intern_add(&known,
			    arena_copy(&arena, buf_str(&b)));
	}
	buf_free(&b);
	intern_free(&known);
	arena_free(&arena);
	free(op);
	return alike;
}

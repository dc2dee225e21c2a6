#include "model.h"

#include <stdlib.h>

void
model_free(struct model *m)
{
	arena_free(&m->arena);
	intern_free(&m->names);
	intern_free(&m->graph_ids);
	free(m->line);
	free(m->kind);
	free(m->graph);
	free(m->node);
	free(m->value);
	free(m->initializer);
	free(m->edge);
	free(m->use);
	*m = (struct model){ 0 };
}

enum kind
model_kind(const struct model *m, uint32_t line)
{
	return (enum kind)(m->kind[line] & ~MODEL_BARE);
}

void
model_pass(const struct model *m, struct jsonw *w, uint32_t line,
    const struct member_set *owned, struct record *scratch)
{
	if ((m->kind[line] & MODEL_BARE) != 0) {
		record_reopen(w, m->line[line]);
		return;
	}
	record_scan(scratch, m->line[line]);
	record_pass(w, scratch, owned);
}

struct str
model_name(const struct model *m, uint32_t name)
{
	return m->names.str[name];
}

uint32_t
node_input(const struct model *m, const struct node *n, uint32_t j)
{
	return m->edge[n->input + j];
}

uint32_t
node_output(const struct model *m, const struct node *n, uint32_t j)
{
	return m->edge[n->output + j];
}

uint32_t
node_only_reader(const struct model *m, uint32_t node)
{
	const struct node *n = &m->node[node];
	uint32_t v = n->n_output != 1 ? NONE : node_output(m, n, 0);

	return v == NONE || m->value[v].n_use != 1 ? NONE :
	    m->use[m->value[v].use];
}

uint32_t
initializer_rank(const struct initializer *t)
{
	struct json j;
	uint32_t rank = 0;

	if (t->shape.n == 0)
		return 0;
	json_open(&j, t->shape);
	if (!json_enter(&j, '['))
		return 0;
	while (rank < RANK_MANY && json_item(&j) && json_skip(&j).n > 0)
		rank++;
	return rank;
}

int64_t
initializer_elements(const struct initializer *t)
{
	struct json j;
	int64_t n = 1, dim;

	if (t->shape.n == 0)
		return 0;
	json_open(&j, t->shape);
	if (!json_enter(&j, '['))
		return 0;
	for (uint32_t rank = 0; json_item(&j); rank++)
		if (rank == RANK_MANY || !json_to_int(json_skip(&j), &dim) ||
		    dim < 0 || __builtin_mul_overflow(n, dim, &n))
			return 0;
	return n;
}

bool
node_is(const struct model *m, const struct node *n, struct str op_type)
{
	return str_eq(model_name(m, n->op_type), op_type);
}

bool
node_is_any(const struct model *m, const struct node *n,
    const struct str *op_types, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (node_is(m, n, op_types[i]))
			return true;
	return false;
}

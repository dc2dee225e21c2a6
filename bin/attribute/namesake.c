#include "opclass.h"
#include "verdict.h"

/* The op in the name of a value that the TorchScript exporter gave it,
 * `/scope/Op_output_0` or `/scope/Op_1_output_0`; {0} for any other name. */
static struct str
op_of_value(struct str name)
{
	const struct str mark = STR("_output_");
	const char *slash = name.n == 0 ? NULL : memrchr(name.p, '/', name.n);
	const char *end = slash == NULL ? NULL : memmem(slash,
	    name.n - (size_t)(slash - name.p), mark.p, mark.n);
	struct str op;
	size_t digits;

	if (end == NULL)
		return (struct str){ 0 };
	op = (struct str){ slash + 1, (size_t)(end - slash) - 1 };
	digits = op.n;
	while (digits > 0 && op.p[digits - 1] >= '0' &&
	    op.p[digits - 1] <= '9')
		digits--;
	if (digits > 0 && digits < op.n && op.p[digits - 1] == '_')
		op.n = digits - 1;
	return op;
}

static bool
is_heavy(struct str op_type)
{
	return opclass_weight(opclass_name(op_type)) == WEIGHT_HEAVY;
}

/* A Conv that bears the name of a Relu's output. */
static bool
bears_lighter_name(const struct model *m, const struct node *n)
{
	struct str op = op_of_value(n->name);

	return op.n > 0 && !is_heavy(op) &&
	    is_heavy(model_name(m, n->op_type));
}

void
verdicts_namesakes(struct verdicts *t)
{
	for (uint32_t i = 0; i < t->m->n_node; i++) {
		struct verdict *v = &t->node[i];

		if (v->tagged || v->module == NONE || v->module == 0 ||
		    v->conflict != NONE ||
		    (v->by != BY_SCOPE && v->by != BY_VALUE) ||
		    !bears_lighter_name(t->m, &t->m->node[i]))
			continue;
		v->conflict = t->tree.parent[v->module];
		v->conflict_by = BY_STRUCTURE;
	}
}

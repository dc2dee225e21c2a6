#include "selection.h"

#include <stdlib.h>

#include "pathglob.h"

void
selection_glob(const struct modules *tree, struct str pattern, bool *matched)
{
	struct pathglob glob;
	uint64_t *state = xcalloc(tree->n, sizeof(*state));

	if (!pathglob_make(&glob, pattern))
		abort();	/* it was tried when it was read */
	for (uint32_t id = 0; id < tree->n; id++) {
		state[id] = id == 0 ? pathglob_start(&glob) :
		    pathglob_step(&glob, state[tree->parent[id]],
		    modules_atom(tree, id));
		matched[id] |= pathglob_accepts(&glob, state[id]);
	}
	free(state);
}

void
selection_open(struct selection *s, const struct attributed *a,
    const struct profile *profile)
{
	const struct patterns *module = &profile->select[SELECT_MODULE];
	const struct modules *tree = &a->hierarchy.tree;

	*s = (struct selection){ .a = a, .profile = profile };
	if (module->n == 0)
		return;
	s->module = xcalloc(tree->n, sizeof(*s->module));
	for (uint32_t i = 0; i < module->n; i++)
		selection_glob(tree, module->text[i], s->module);
}

void
selection_free(struct selection *s)
{
	free(s->module);
}

static bool
any(const struct patterns *patterns, struct str text)
{
	for (uint32_t i = 0; i < patterns->n; i++)
		if (pathglob_text(patterns->text[i], text))
			return true;
	return patterns->n == 0;
}

bool
selection_has(const struct selection *s, uint32_t node)
{
	const struct model *m = &s->a->model;
	const struct entry *e = &s->a->entry[node];
	const struct node *n = &m->node[node];
	const struct patterns *p = s->profile->select;
	struct str domain = attributed_word(s->a, e->domain);

	/* ONNX's own domain has two names. */
	if (domain.n == 0)
		domain = STR("ai.onnx");
	return (s->module == NULL || s->module[e->module]) &&
	    any(&p[SELECT_OP_TYPE], model_name(m, n->op_type)) &&
	    any(&p[SELECT_DOMAIN], domain) &&
	    any(&p[SELECT_BY], attributed_word(s->a, e->by)) &&
	    any(&p[SELECT_GRAPH], m->graph[n->graph].id);
}

#include "coarse.h"

#include <stdlib.h>

bool
coarse_rule_add(struct coarse_rules *rules, bool keep, const char *pattern)
{
	struct coarse_rule *r;

	rules->rule = xreallocarray(rules->rule, rules->n + 1,
	    sizeof(*rules->rule));
	r = &rules->rule[rules->n++];
	r->keep = keep;
	r->pattern = str_of(pattern);
	return pathglob_make(&r->path, r->pattern);
}

static bool
class_matches(const struct verdicts *t, uint32_t id, struct str pattern,
    struct arena *arena)
{
	struct str class;

	return t->class[id].n > 0 &&
	    json_to_string(t->class[id], arena, &class) &&
	    pathglob_text(pattern, class);
}

/* What a rule says of each module, parents first. */
static void
apply_rule(const struct verdicts *t, const struct coarse_rule *rule,
    bool *kept, uint64_t *state)
{
	struct arena arena = { 0 };

	for (uint32_t id = 0; id < t->tree.n; id++) {
		state[id] = id == 0 ? pathglob_start(&rule->path) :
		    pathglob_step(&rule->path, state[t->tree.parent[id]],
		    modules_atom(&t->tree, id));
		if (pathglob_accepts(&rule->path, state[id]) ||
		    class_matches(t, id, rule->pattern, &arena))
			kept[id] = rule->keep;
	}
	arena_free(&arena);
}

/* Which modules are kept.  What no rule matches is, unless the first one says
 * what to keep. */
static bool *
find_kept(const struct verdicts *t, const struct coarse_rules *rules)
{
	uint32_t n = t->tree.n;
	bool *kept = xcalloc(n, sizeof(*kept)), recorded = false;
	uint64_t *state = xcalloc(n, sizeof(*state));

	for (uint32_t id = 0; id < n; id++) {
		kept[id] = rules->n == 0 || !rules->rule[0].keep;
		recorded = recorded || t->recorded[id];
	}
	for (uint32_t i = 0; i < rules->n; i++)
		apply_rule(t, &rules->rule[i], kept, state);
	if (recorded)
		for (uint32_t id = 0; id < (t->fixed ? n : t->n_read); id++)
			kept[id] = kept[id] && t->recorded[id];
	kept[0] = true;
	free(state);
	return kept;
}

void
coarse_open(struct coarse *v, const struct coarse_rules *rules,
    const struct verdicts *t)
{
	uint32_t n = t->tree.n;
	bool *kept = find_kept(t, rules);

	*v = (struct coarse){ .t = t, .whole = true };
	v->as = xcalloc(n, sizeof(*v->as));
	v->parent = xcalloc(n, sizeof(*v->parent));
	v->changed = xcalloc(n, sizeof(*v->changed));
	v->grown = xcalloc(n, sizeof(*v->grown));
	v->depth = xcalloc(n, sizeof(*v->depth));
	/* Parents come before their children. */
	for (uint32_t id = 1; id < n; id++) {
		uint32_t above = v->as[t->tree.parent[id]];

		v->as[id] = kept[id] ? id : above;
		if (kept[id]) {
			v->depth[id] = (uint16_t)(v->depth[above] + 1);
			v->parent[above] = true;
			v->grown[above] = v->grown[above] || id >= t->n_read;
		} else {
			v->changed[t->tree.parent[id]] = true;
			v->whole = false;
		}
	}
	free(kept);
}

void
coarse_free(struct coarse *v)
{
	free(v->as);
	free(v->parent);
	free(v->changed);
	free(v->grown);
	free(v->depth);
	*v = (struct coarse){ 0 };
}

uint32_t
coarse_parent(const struct coarse *v, uint32_t module)
{
	return module == 0 ? NONE : v->as[v->t->tree.parent[module]];
}

/* The modules that are merged into a node, each once; LIMIT_MERGED at most. */
static void
apply_merged(const struct coarse *v, struct verdicts *t, struct verdict *node)
{
	uint32_t *more, n = 0;

	if (node->n_more == 0)
		return;
	more = t->more + node->more;
	for (uint32_t i = 0; i < node->n_more; i++) {
		uint32_t module = v->as[more[i]], j = 0;

		while (j < n && more[j] != module)
			j++;
		if (j == n && module != node->module)
			more[n++] = module;
	}
	node->n_more = n;
}

void
coarse_apply(const struct coarse *v, struct verdicts *t)
{
	for (uint32_t i = 0; i < t->m->n_node && !v->whole; i++) {
		struct verdict *node = &t->node[i];
		uint32_t module = v->as[node->module];

		if (module != node->module) {
			node->dropped = true;
			node->call = 0;
		}
		node->module = module;
		apply_merged(v, t, node);
		if (node->conflict != NONE)
			node->conflict = v->as[node->conflict];
		if (node->conflict == module)
			node->conflict = NONE;
	}
}

static void
write_place(const struct coarse *v, struct jsonw *w, uint32_t module,
    enum member member)
{
	record_key(w, member);
	if (member == M_PARENT)
		jsonw_string(w, modules_path(&v->t->tree,
		    coarse_parent(v, module)));
	else if (member == M_DEPTH)
		jsonw_uint(w, v->depth[module]);
	else
		jsonw_bool(w, !v->parent[module]);
}

void
coarse_class(const struct coarse *v, struct jsonw *w, uint32_t module)
{
	if (v->t->class[module].n > 0) {
		record_key(w, M_CLASS);
		jsonw_raw(w, v->t->class[module]);
	}
	if (v->t->class_by[module].n > 0) {
		record_key(w, M_CLASS_BY);
		jsonw_raw(w, v->t->class_by[module]);
	}
}

/* The members that say where the module stands are put right where they are;
 * the list of its children, which repeats what these say, goes when it is no
 * longer true. */
void
coarse_record(const struct coarse *v, struct jsonw *w, uint32_t module,
    const struct record *r)
{
	bool classed = record_get(r, M_CLASS).n > 0 ||
	    v->t->class[module].n == 0;

	if (v->whole && !v->grown[module] && classed) {
		jsonw_raw(w, r->line);
		jsonw_line(w);
		return;
	}
	jsonw_begin(w, '{');
	for (unsigned i = 0; i < r->n; i++) {
		const struct record_member *m = &r->member[i];

		if ((m->id == M_CHILDREN &&
		    (v->changed[module] || v->grown[module])) ||
		    (m->id == M_CLASS_BY && !classed))
			continue;
		if ((m->id == M_PARENT && module != 0) ||
		    m->id == M_DEPTH || m->id == M_LEAF)
			write_place(v, w, module, m->id);
		else
			jsonw_raw(w, (struct str){ m->key.p, (size_t)
			    (m->value.p + m->value.n - m->key.p) });
		if (m->id == M_PATH && !classed)
			coarse_class(v, w, module);
	}
	record_end(w);
}

#include "like.h"

#include "known.h"
#include "merged.h"
#include "message.h"
#include "pairing.h"

/* How far the two models agree. */
struct agreement {
	uint32_t paired;	/* nodes that have a pair */
	uint32_t same, other;	/* ... and show a module: that of the pair? */
	uint32_t a, b;		/* products with parameters in each */
	uint32_t equal;		/* ... that are pairs of equal sizes */
};

static bool
is_sized(const struct outline *o, uint32_t node)
{
	return o->weight[node] == WEIGHT_HEAVY && o->size[node] != NONE;
}

static bool
is_above(struct str above, struct str path)
{
	return str_starts(path, above) &&
	    (path.n == above.n || path.p[above.n] == '.');
}

/* A node that shows its module, by itself, and has a pair. */
static void
compare(struct agreement *g, const struct verdicts *t, uint32_t i,
    const struct reference *r, uint32_t j)
{
	struct str own, other;

	if (t->node[i].module == NONE || r->node[j].module == NONE)
		return;
	own = modules_path(&t->tree, t->node[i].module);
	other = modules_path(&r->tree, r->node[j].module);
	if (own.n == 0 || other.n == 0)
		return;
	/* One may be coarser. */
	if (is_above(own, other) || is_above(other, own))
		g->same++;
	else
		g->other++;
}

static struct agreement
agree(const struct verdicts *t, const struct reference *r,
    const struct pairing *p)
{
	struct agreement g = { 0 };

	for (uint32_t k = 0; k < p->a->n; k++) {
		uint32_t i = p->a->order[k], j = p->to[i];

		g.a += is_sized(p->a, i);
		if (j == NONE)
			continue;
		g.paired++;
		g.equal += is_sized(p->a, i) && p->a->size[i] == p->b->size[j];
		compare(&g, t, i, r, j);
	}
	for (uint32_t k = 0; k < p->b->n; k++)
		g.b += is_sized(p->b, p->b->order[k]);
	return g;
}

/* Is one model made from the other?  Where names were kept they say so; else
 * parameters of the same sizes in the same order must, and in models without
 * any, the nodes themselves. */
static bool
is_related(const struct agreement *g, const struct pairing *p)
{
	if (g->other > g->same)
		return false;
	if (p->kept > 0 && p->kept >= p->a->n / 4)
		return true;
	if (g->a > 0 || g->b > 0)
		return g->equal > 0 && g->equal >= g->a / 2 &&
		    g->equal >= g->b / 2;
	return g->paired > 0 && g->paired >= p->a->n / 2 &&
	    g->paired >= p->b->n / 2;
}

/* The classes that the reference knows of the model's modules. */
static void
take_classes(struct verdicts *t, const struct reference *r)
{
	for (uint32_t id = 0; id < t->tree.n; id++) {
		uint32_t of = t->class[id].n > 0 ? NONE :
		    modules_find(&r->tree, modules_path(&t->tree, id));
		if (of == NONE)
			continue;
		t->class[id] = r->class[of];
		t->class_by[id] = r->class_by[of];
	}
}

void
verdicts_like(struct verdicts *t, struct reference *r)
{
	struct outline o;
	struct pairing p;
	struct agreement g;

	outline_open(&o, t->m, &r->words);
	pairing_open(&p, &o, &r->outline, &r->words);
	g = agree(t, r, &p);
	if (is_related(&g, &p)) {
		merged_decide(t, r, &p);
		known_find(t, r, &p);
		take_classes(t, r);
	} else {
		warning("%s: matches %lu of %lu nodes: not used",
		    shown(str_of(r->file)), (unsigned long)g.paired,
		    (unsigned long)o.n);
	}
	t->n_like = t->tree.n;
	pairing_free(&p);
	outline_free(&o);
}

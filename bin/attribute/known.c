#include "known.h"

#include <stdlib.h>

enum {
	SEVERAL = NONE - 1,
	PORTS = 16,		/* inputs looked at */
};

struct finding {
	const struct reference *r;
	const struct pairing *p;
	uint32_t *of;		/* by initializer: the reference's, or NONE */
};

static bool
is_equal_size(const struct initializer *a, const struct initializer *b)
{
	int64_t x[8], y[8];
	int n = outline_dims(a, x);

	return outline_dims(b, y) == n &&
	    memcmp(x, y, (size_t)n * sizeof(*x)) == 0;
}

/* Initializer x was y of the reference.  Copies of one are that one; what
 * several became is none of them. */
static void
claim(struct finding *f, uint32_t x, uint32_t y)
{
	uint32_t *of = &f->of[x];

	if (y == *of || !is_equal_size(&f->p->a->m->initializer[x],
	    &f->r->m.initializer[y]))
		return;
	*of = *of == NONE ? y : SEVERAL;
}

/* The parameter at an input, behind what makes it from a stored one. */
static uint32_t
parameter_at(const struct outline *o, const struct node *n, uint32_t port)
{
	uint32_t v = port < n->n_input ? node_input(o->m, n, port) : NONE;
	int64_t dim[8];

	if (v == NONE || !o->constant[v] || o->source[v] == NONE ||
	    outline_dims(&o->m->initializer[o->source[v]], dim) == 0)
		return NONE;
	return o->source[v];
}

/* The first parameter of the one is the first of the other; with the same op,
 * they stand at the same inputs. */
static void
claim_inputs(struct finding *f, uint32_t i, uint32_t j)
{
	const struct outline *a = f->p->a, *b = f->p->b;
	const struct node *n = &a->m->node[i], *o = &b->m->node[j];
	bool same = pairing_same_op(f->p, i, j);
	uint32_t l = 0;

	for (uint32_t k = 0; k < n->n_input && k < PORTS; k++) {
		uint32_t v = node_input(a->m, n, k), x, y = NONE;

		if (same && v != NONE && f->p->named[v])
			continue;
		if ((x = parameter_at(a, n, k)) == NONE)
			continue;
		if (same)
			l = k;
		for (; l < o->n_input && l < PORTS && y == NONE; l++) {
			y = parameter_at(b, o, l);
			if (same)
				break;
		}
		if (y != NONE)
			claim(f, x, y);
	}
}

/* The bias of an Add that was merged in. */
static void
claim_bias(struct finding *f, uint32_t i)
{
	uint32_t x = parameter_at(f->p->a, &f->p->a->m->node[i], 2);
	const struct node *add = &f->p->b->m->node[f->p->last[i]];

	for (uint32_t k = 0; k < 2 && x != NONE; k++) {
		uint32_t y = parameter_at(f->p->b, add, k);
		if (y != NONE)
			claim(f, x, y);
	}
}

static void
find(struct finding *f)
{
	const struct model *m = f->p->a->m;

	for (uint32_t i = 0; i < m->n_node; i++) {
		uint32_t j = f->p->to[i];

		if (j == NONE || f->p->a->rank[i] == NONE)
			continue;
		claim_inputs(f, i, j);
		if (f->p->last[i] != j)
			claim_bias(f, i);
	}
	/* A name that was kept decides, whoever reads it. */
	for (uint32_t x = 0; x < m->n_initializer; x++) {
		uint32_t v = m->initializer[x].value, y;

		if (!f->p->named[v] || m->value[v].initializer != x)
			continue;
		y = f->p->b->m->value[f->p->value[v]].initializer;
		if (y != NONE)
			f->of[x] = y;
	}
}

void
known_find(struct verdicts *t, const struct reference *r,
    const struct pairing *p)
{
	uint32_t n = t->m->n_initializer;
	struct finding f = { r, p, xreallocarray(NULL, n + 1,
	    sizeof(*f.of)) };

	memset(f.of, 0xff, n * sizeof(*f.of));
	find(&f);
	t->known = xcalloc(n + 1, sizeof(*t->known));
	for (uint32_t x = 0; x < n; x++) {
		const struct reference_parameter *y;

		t->known[x].module = NONE;
		if (f.of[x] >= SEVERAL)
			continue;
		y = &r->parameter[f.of[x]];
		if (y->module == NONE)
			continue;
		t->known[x] = (struct known){ verdicts_module(t,
		    modules_path(&r->tree, y->module)), y->param,
		    y->transposed };
	}
	free(f.of);
}

#include "difference.h"

#include "renames.h"

const char *const change_name[CHANGES] = {
	"changed", "added", "removed", "merged", "renamed"
};

static const struct module *
module_of(const struct twins *t, uint32_t twin, enum side side)
{
	return &t->stats[side]->module[t->twin[twin].of[side]];
}

struct str
difference_class(const struct twins *t, uint32_t twin, enum side side)
{
	const struct module *m = module_of(t, twin, side);

	return m->class == NONE ? STR("") :
	    stats_string(t->stats[side], m->class);
}

/* A class that one model does not tell may be the same. */
bool
difference_of_class(const struct twins *t, uint32_t twin)
{
	struct str old = difference_class(t, twin, OLD);
	struct str new = difference_class(t, twin, NEW);

	return old.n > 0 && new.n > 0 && !str_eq(old, new);
}

static void
add_op(struct differences *d, struct op_change op)
{
	if (op.nodes[OLD] == op.nodes[NEW])
		return;
	GROW(d->op, d->n_op, d->op_cap);
	d->op[d->n_op++] = op;
}

/* Both lists stand in the order of op_types. */
static void
compare_ops(struct differences *d, uint32_t twin)
{
	const struct twins *t = d->twins;
	uint32_t old = t->twin[twin].of[OLD], new = t->twin[twin].of[NEW];
	const struct opcounts *o = &t->ops[OLD], *n = &t->ops[NEW];
	const struct opcount *a = &o->op[o->first[old]];
	const struct opcount *a_end = &o->op[o->first[old + 1]];
	const struct opcount *b = &n->op[n->first[new]];
	const struct opcount *b_end = &n->op[n->first[new + 1]];

	while (a < a_end || b < b_end) {
		bool take_a = a < a_end &&
		    (b == b_end || a->op_type <= b->op_type);
		bool take_b = b < b_end &&
		    (a == a_end || b->op_type <= a->op_type);

		add_op(d, (struct op_change){
		    (uint32_t)(take_a ? a->op_type : b->op_type),
		    { take_a ? a->nodes : 0, take_b ? b->nodes : 0 } });
		a += take_a;
		b += take_b;
	}
}

static void
add(struct differences *d, struct difference difference)
{
	GROW(d->of, d->n, d->cap);
	d->of[d->n++] = difference;
}

/* Precisions that are not all known may be the same. */
bool
difference_of_precision(const struct differences *d, uint32_t twin)
{
	const struct str *list[SIDES];
	uint32_t n[SIDES];
	bool same;

	for (int side = OLD; side < SIDES; side++) {
		const struct amounts *has = &d->has[side];
		uint32_t id = d->twins->twin[twin].of[side];

		list[side] = &has->precision[has->first[id]];
		n[side] = has->first[id + 1] - has->first[id];
		for (uint32_t i = 0; i < n[side]; i++)
			if (str_eq(list[side][i], STR("unknown")))
				return false;
	}
	same = n[OLD] == n[NEW];
	for (uint32_t i = 0; i < n[OLD] && same; i++)
		same = str_eq(list[OLD][i], list[NEW][i]);
	return !same;
}

/* Room for what a difference has of each measure. */
static struct sum *
new_amounts(struct differences *d, struct difference *c)
{
	size_t n = (size_t)d->has[OLD].n_measure * SIDES;
	struct sum *amount;

	if (d->n_amount + n > d->amount_cap) {
		d->amount_cap = grown(d->n_amount + n);
		d->amount = xreallocarray(d->amount, d->amount_cap,
		    sizeof(*d->amount));
	}
	c->amount = d->n_amount;
	d->n_amount += n;
	amount = &d->amount[c->amount];
	memset(amount, 0, n * sizeof(*amount));
	return amount;
}

static void
add_amounts(const struct differences *d, struct sum *to, uint32_t twin,
    enum side side)
{
	for (unsigned i = 0; i < d->has[side].n_measure; i++) {
		struct sum own = amounts_own(&d->has[side],
		    d->twins->twin[twin].of[side], i);
		struct sum *sum = &to[SIDES * i + (unsigned)side];

		/* Its total is within 64 bits. */
		sum->n += own.n;
		sum->known += own.known;
		sum->of += own.of;
	}
}

static bool
is_other_amount(const struct differences *d, const struct sum *amount)
{
	for (unsigned i = 0; i < d->has[OLD].n_measure; i++) {
		const struct sum *old = &amount[SIDES * i];
		const struct sum *new = &amount[SIDES * i + 1];

		if (d->has[OLD].measure[i]->kind != MEASURE_SUM)
			continue;
		if (old->n != new->n || old->of - old->known !=
		    new->of - new->known)
			return true;
	}
	return false;
}

static void
add_into(const struct differences *d, struct difference *c, uint32_t twin)
{
	uint32_t n;
	const struct merge *m = merges_find(d->merges, twin, &n);

	for (uint32_t i = 0; i < n; i++) {
		uint32_t told = c->n_into < INTO ? c->n_into : INTO, k = 0;

		while (k < told && c->into[k] != m[i].into)
			k++;
		if (k < told)
			continue;
		if (k < INTO)
			c->into[k] = m[i].into;
		c->n_into++;
	}
}

static void
add_changed(struct differences *d, uint32_t twin)
{
	const struct module *old = module_of(d->twins, twin, OLD);
	const struct module *new = module_of(d->twins, twin, NEW);
	struct difference c = { .change = CHANGED, .twin = twin, .modules = 1,
	    .nodes = { old->own.nodes, new->own.nodes },
	    .op = (uint32_t)d->n_op };
	struct sum *amount = new_amounts(d, &c);

	add_amounts(d, amount, twin, OLD);
	add_amounts(d, amount, twin, NEW);
	compare_ops(d, twin);
	c.n_op = (uint32_t)(d->n_op - c.op);
	if (new->own.nodes < old->own.nodes)
		add_into(d, &c, twin);
	if (c.n_into > 0 && new->total.nodes == 0)
		c.change = MERGED;
	if (c.n_op > 0 || is_other_amount(d, amount) ||
	    difference_of_class(d->twins, twin) ||
	    difference_of_precision(d, twin))
		add(d, c);
	else
		d->n_amount = c.amount;
}

/* A subtree that one model has, without what is renamed in it. */
static void
add_subtree(struct differences *d, uint32_t top, enum side side)
{
	const struct twins *t = d->twins;
	struct difference c = { .change = side == NEW ? ADDED : REMOVED,
	    .twin = top };
	uint32_t end = twins_next(t, top, false);
	struct sum *amount = new_amounts(d, &c);
	bool below;

	for (uint32_t twin = top; twin != end;
	    twin = twins_next(t, twin, below)) {
		below = d->renamed[twin] == NONE;
		if (!below || !twins_has(t, twin, side))
			continue;
		c.modules += module_of(t, twin, side)->recorded ||
		    module_of(t, twin, side)->own.nodes > 0;
		c.nodes[side] += module_of(t, twin, side)->own.nodes;
		add_amounts(d, amount, twin, side);
		if (side == OLD)
			add_into(d, &c, twin);
	}
	if (c.n_into > 0)
		c.change = MERGED;
	/* Nothing is left of what only stood round a renamed one. */
	if (c.modules > 0)
		add(d, c);
	else
		d->n_amount = c.amount;
}

static void
add_renamed(struct differences *d, uint32_t old, uint32_t new)
{
	const struct twins *t = d->twins;
	struct difference c = { .change = RENAMED, .twin = old, .to = new,
	    .modules = 1, .nodes = { module_of(t, old, OLD)->total.nodes,
	    module_of(t, new, NEW)->total.nodes } };
	struct sum *amount = new_amounts(d, &c);

	for (int side = OLD; side < SIDES; side++) {
		uint32_t top = side == OLD ? old : new;
		uint32_t end = twins_next(t, top, false);

		for (uint32_t twin = top; twin != end;
		    twin = twins_next(t, twin, true))
			if (t->twin[twin].of[side] != NONE)
				add_amounts(d, amount, twin, (enum side)side);
	}
	add(d, c);
}

/* What is renamed within a subtree stands behind it. */
static void
add_renamed_within(struct differences *d, uint32_t top)
{
	uint32_t end = twins_next(d->twins, top, false);

	for (uint32_t twin = top; twin != end;
	    twin = twins_next(d->twins, twin, d->renamed[twin] == NONE))
		if (d->renamed[twin] != NONE)
			add_renamed(d, twin, d->renamed[twin]);
}

void
differences_make(struct differences *d, const struct twins *t,
    const struct merges *merges, const struct amounts has[SIDES])
{
	bool below;

	*d = (struct differences){ .twins = t, .merges = merges,
	    .has = has, .renamed = renames_make(t) };
	for (uint32_t twin = 0; twin != NONE;
	    twin = twins_next(t, twin, below)) {
		bool old = twins_has(t, twin, OLD);
		bool new = twins_has(t, twin, NEW);

		below = old && new;
		if (below)
			add_changed(d, twin);
		else if (old || new)
			add_subtree(d, twin, new ? NEW : OLD);
		if (old && !new)
			add_renamed_within(d, twin);
	}
}

void
difference_each(const struct differences *d, const struct difference *c,
    enum side side, void (*each)(void *, uint32_t module), void *context)
{
	const struct twins *t = d->twins;
	bool renamed = c->change == RENAMED;
	uint32_t top = renamed && side == NEW ? c->to : c->twin;
	/* Of a module that both have it tells no more than its own. */
	bool alone = !renamed && twins_has(t, top, OLD) &&
	    twins_has(t, top, NEW);
	uint32_t end = twins_next(t, top, false);
	bool below;

	if (alone) {
		each(context, t->twin[top].of[side]);
		return;
	}
	for (uint32_t twin = top; twin != end;
	    twin = twins_next(t, twin, below)) {
		below = renamed || d->renamed[twin] == NONE;
		if (below && t->twin[twin].of[side] != NONE)
			each(context, t->twin[twin].of[side]);
	}
}

struct sum
difference_amount(const struct differences *d, const struct difference *c,
    unsigned measure, enum side side)
{
	return d->amount[c->amount + SIDES * measure + (unsigned)side];
}

#include "difference.h"

#include <stdlib.h>

#include "renames.h"
#include "text.h"

const char *const change_name[CHANGES] = {
	"changed", "added", "removed", "merged", "renamed"
};

static const struct module *
module_of(const struct twins *t, uint32_t twin, enum side side)
{
	return &t->stats[side]->module[t->twin[twin].of[side]];
}

static struct str
class_of(const struct twins *t, uint32_t twin, enum side side)
{
	const struct module *m = module_of(t, twin, side);

	return m->class == NONE ? STR("") :
	    stats_string(t->stats[side], m->class);
}

/* A class that one model does not tell may be the same. */
static bool
is_other_class(const struct twins *t, uint32_t twin)
{
	struct str old = class_of(t, twin, OLD), new = class_of(t, twin, NEW);

	return old.n > 0 && new.n > 0 && !str_eq(old, new);
}

static void
add_op(struct differences *d, struct op_change op)
{
	if (op.nodes[OLD] == op.nodes[NEW])
		return;
	if (d->n_op == d->op_cap) {
		d->op_cap = d->op_cap == 0 ? 64 : d->op_cap + d->op_cap / 2;
		d->op = xreallocarray(d->op, d->op_cap, sizeof(*d->op));
	}
	d->op[d->n_op++] = op;
}

/* Both lists stand in the order of op_types. */
static void
compare_ops(struct differences *d, uint32_t twin)
{
	const struct twins *t = d->twins;
	uint32_t old = t->twin[twin].of[OLD], new = t->twin[twin].of[NEW];
	const struct twin_op *a = &t->op[OLD][t->ops[OLD][old]];
	const struct twin_op *a_end = &t->op[OLD][t->ops[OLD][old + 1]];
	const struct twin_op *b = &t->op[NEW][t->ops[NEW][new]];
	const struct twin_op *b_end = &t->op[NEW][t->ops[NEW][new + 1]];

	while (a < a_end || b < b_end) {
		bool take_a = a < a_end &&
		    (b == b_end || a->op_type <= b->op_type);
		bool take_b = b < b_end &&
		    (a == a_end || b->op_type <= a->op_type);

		add_op(d, (struct op_change){ take_a ? a->op_type : b->op_type,
		    { take_a ? a->nodes : 0, take_b ? b->nodes : 0 } });
		a += take_a;
		b += take_b;
	}
}

static void
add(struct differences *d, struct difference difference)
{
	if (d->n == d->cap) {
		d->cap = d->cap == 0 ? 64 : d->cap + d->cap / 2;
		d->of = xreallocarray(d->of, d->cap, sizeof(*d->of));
	}
	d->of[d->n++] = difference;
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

	compare_ops(d, twin);
	c.n_op = (uint32_t)(d->n_op - c.op);
	if (new->own.nodes < old->own.nodes)
		add_into(d, &c, twin);
	if (c.n_into > 0 && new->total.nodes == 0)
		c.change = MERGED;
	if (c.n_op > 0 || is_other_class(d->twins, twin))
		add(d, c);
}

/* A subtree that one model has, without what is renamed in it. */
static void
add_subtree(struct differences *d, uint32_t top, enum side side,
    const uint32_t *renamed)
{
	const struct twins *t = d->twins;
	struct difference c = { .change = side == NEW ? ADDED : REMOVED,
	    .twin = top };
	uint32_t end = twins_next(t, top, false);
	bool below;

	for (uint32_t twin = top; twin != end;
	    twin = twins_next(t, twin, below)) {
		below = renamed[twin] == NONE;
		if (!below || !twins_has(t, twin, side))
			continue;
		c.modules += module_of(t, twin, side)->recorded ||
		    module_of(t, twin, side)->own.nodes > 0;
		c.nodes[side] += module_of(t, twin, side)->own.nodes;
		if (side == OLD)
			add_into(d, &c, twin);
	}
	if (c.n_into > 0)
		c.change = MERGED;
	/* Nothing is left of what only stood round a renamed one. */
	if (c.modules > 0)
		add(d, c);
}

static void
add_renamed(struct differences *d, uint32_t old, uint32_t new)
{
	add(d, (struct difference){ .change = RENAMED, .twin = old, .to = new,
	    .modules = 1,
	    .nodes = { module_of(d->twins, old, OLD)->total.nodes,
	    module_of(d->twins, new, NEW)->total.nodes } });
}

/* What is renamed within a subtree stands behind it. */
static void
add_renamed_within(struct differences *d, uint32_t top, const uint32_t *renamed)
{
	uint32_t end = twins_next(d->twins, top, false);

	for (uint32_t twin = top; twin != end;
	    twin = twins_next(d->twins, twin, renamed[twin] == NONE))
		if (renamed[twin] != NONE)
			add_renamed(d, twin, renamed[twin]);
}

void
differences_make(struct differences *d, const struct twins *t,
    const struct merges *merges)
{
	uint32_t *renamed = renames_make(t);
	bool below;

	*d = (struct differences){ .twins = t, .merges = merges };
	for (uint32_t twin = 0; twin != NONE;
	    twin = twins_next(t, twin, below)) {
		bool old = twins_has(t, twin, OLD);
		bool new = twins_has(t, twin, NEW);

		below = old && new;
		if (below)
			add_changed(d, twin);
		else if (old || new)
			add_subtree(d, twin, new ? NEW : OLD, renamed);
		if (old && !new)
			add_renamed_within(d, twin, renamed);
	}
	free(renamed);
}

void
differences_free(struct differences *d)
{
	free(d->of);
	free(d->op);
}

/* The op_types of which there are fewer (more), `Add ×2 + Gelu`. */
static bool
add_ops(const struct differences *d, const struct difference *c, bool more,
    struct buf *b)
{
	size_t from = b->n;

	for (uint32_t i = 0; i < c->n_op; i++) {
		const struct op_change *op = &d->op[c->op + i];
		uint64_t old = op->nodes[OLD], new = op->nodes[NEW];
		uint64_t n = more ? new - old : old - new;

		if ((new > old) != more)
			continue;
		if (b->n > from)
			buf_adds(b, STR(" + "));
		buf_adds(b, d->twins->text.str[op->op_type]);
		if (n > 1) {
			buf_adds(b, STR(" \xc3\x97"));
			text_uint(b, n);
		}
	}
	return b->n > from;
}

static void
add_op_words(const struct differences *d, const struct difference *c,
    struct buf *b)
{
	struct buf more = { 0 };
	uint64_t old = c->nodes[OLD], new = c->nodes[NEW];
	bool added = add_ops(d, c, true, &more);

	buf_adds(b, new < old ? STR("\xe2\x88\x92") :
	    new > old ? STR("+") : STR("\xc2\xb1"));
	text_uint(b, new < old ? old - new : new - old);
	buf_adds(b, new - old == 1 || old - new == 1 ? STR(" node: ") :
	    STR(" nodes: "));
	if (!add_ops(d, c, false, b))
		buf_adds(b, STR("new "));
	else
		buf_adds(b, added ? STR(" \xe2\x86\x92 ") : STR(" gone"));
	buf_adds(b, buf_str(&more));
	buf_free(&more);
}

static void
add_class_words(const struct differences *d, uint32_t twin, struct buf *b)
{
	buf_adds(b, b->n > 0 ? STR("; class ") : STR("class "));
	buf_adds(b, class_of(d->twins, twin, OLD));
	buf_adds(b, STR(" \xe2\x86\x92 "));
	buf_adds(b, class_of(d->twins, twin, NEW));
}

/* The path from the module on that is round both, `relu` for conv1: so that
 * modules of one kind say the same. */
static void
add_relative(struct str from, struct str to, struct buf *b)
{
	size_t n = 0, last = 0;

	for (size_t i = 0; i < to.n; i++) {
		if (to.p[i] != '.')
			continue;
		last = i + 1;
		if (str_starts(from, (struct str){ to.p, i }) &&
		    (from.n == i || from.p[i] == '.'))
			n = last;
	}
	/* `to` itself is round the other. */
	if (str_starts(from, to) && from.n > to.n && from.p[to.n] == '.')
		n = last;
	buf_adds(b, to.n == 0 ? STR("(root)") :
	    (struct str){ to.p + n, to.n - n });
}

static void
add_into_words(const struct differences *d, const struct difference *c,
    struct buf *b)
{
	const struct twins *t = d->twins;
	struct buf path = { 0 };

	stats_path(t->stats[OLD], t->twin[c->twin].of[OLD], &path);
	buf_adds(b, b->n > 0 ? STR(", into ") : STR("into "));
	for (uint32_t i = 0; i < c->n_into && i < INTO; i++) {
		if (i > 0)
			buf_adds(b, STR(", "));
		add_relative(buf_str(&path), d->merges->path.str[c->into[i]],
		    b);
	}
	if (c->n_into > INTO)
		buf_adds(b, STR(" ..."));
	buf_free(&path);
}

void
difference_words(const struct differences *d, const struct difference *c,
    struct buf *b)
{
	const struct twins *t = d->twins;

	if (c->change == RENAMED) {
		buf_adds(b, STR("to "));
		stats_path(t->stats[NEW], t->twin[c->to].of[NEW], b);
	} else if (c->change == CHANGED) {
		if (c->n_op > 0)
			add_op_words(d, c, b);
		if (is_other_class(d->twins, c->twin))
			add_class_words(d, c->twin, b);
		if (c->n_into > 0)
			add_into_words(d, c, b);
	} else if (c->change == MERGED) {
		add_into_words(d, c, b);
	}
}

#include "words.h"

#include "text.h"

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
			buf_addu(b, n);
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
	uint64_t n = new < old ? old - new : new - old;
	bool added = add_ops(d, c, true, &more);

	/* No sign in front: a spreadsheet would take a formula to begin. */
	if (n > 0)
		buf_addu(b, n);
	buf_adds(b, n == 0 ? STR("as many nodes: ") : n == 1 ? STR(" node ") :
	    STR(" nodes "));
	if (n > 0)
		buf_adds(b, new < old ? STR("less: ") : STR("more: "));
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
	buf_adds(b, difference_class(d->twins, twin, OLD));
	buf_adds(b, STR(" \xe2\x86\x92 "));
	buf_adds(b, difference_class(d->twins, twin, NEW));
}

static void
add_precisions(const struct differences *d, uint32_t twin, enum side side,
    struct buf *b)
{
	const struct amounts *has = &d->has[side];
	uint32_t id = d->twins->twin[twin].of[side];

	for (uint32_t i = has->first[id]; i < has->first[id + 1]; i++) {
		buf_adds(b, i > has->first[id] ? STR(" ") : STR(""));
		buf_adds(b, has->precision[i]);
	}
	if (has->first[id] == has->first[id + 1])
		buf_adds(b, STR("none"));
}

static void
add_precision_words(const struct differences *d, uint32_t twin, struct buf *b)
{
	buf_adds(b, b->n > 0 ? STR("; precision ") : STR("precision "));
	add_precisions(d, twin, OLD, b);
	buf_adds(b, STR(" \xe2\x86\x92 "));
	add_precisions(d, twin, NEW, b);
}

/* The path from the module on that is round both, `relu` for conv1, `..` for
 * the one round it: so that modules of one kind say the same. */
static void
add_relative(struct str from, struct str to, struct buf *b)
{
	size_t n = 0;

	if (to.n == 0) {
		buf_adds(b, STR("(root)"));
		return;
	}
	if (str_starts(from, to) && from.n > to.n && from.p[to.n] == '.') {
		buf_adds(b, STR(".."));
		for (size_t i = to.n + 1; i < from.n; i++)
			if (from.p[i] == '.')
				buf_adds(b, STR("/.."));
		return;
	}
	for (size_t i = 0; i < to.n; i++)
		if (to.p[i] == '.' && str_starts(from, (struct str){ to.p, i })
		    && (from.n == i || from.p[i] == '.'))
			n = i + 1;
	buf_adds(b, (struct str){ to.p + n, to.n - n });
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
		if (difference_of_class(d->twins, c->twin))
			add_class_words(d, c->twin, b);
		if (difference_of_precision(d, c->twin))
			add_precision_words(d, c->twin, b);
		if (c->n_into > 0)
			add_into_words(d, c, b);
	} else if (c->change == MERGED) {
		add_into_words(d, c, b);
	}
}

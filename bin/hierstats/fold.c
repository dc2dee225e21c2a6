#include "fold.h"

#include <stdlib.h>

#include "alike.h"
#include "text.h"

/* A module, or several siblings that are alike, still to be shown. */
struct item {
	uint32_t module;	/* the first; the others by `peer` */
	uint32_t peers;		/* how many there are */
	uint32_t level;
	bool last;
	uint64_t n;		/* modules of this line */
	uint64_t times;		/* times what is folded above it */
};

struct folder {
	struct fold *out;
	const struct stats *s;
	uint32_t depth;
	uint32_t *alike;
	uint32_t *peer;		/* by module: the next one of its item */
	uint32_t *newest;	/* by likeness: the module last seen, or NONE */
	uint32_t *first;	/* by likeness: its item on the stack */
	struct item *stack;
	size_t n, cap;
	uint64_t *number;	/* what braces list */
	size_t number_cap;
};

/* A canonical decimal number, as a ModuleList names its modules. */
static bool
to_number(struct str s, uint64_t *value)
{
	*value = 0;
	if (s.n == 0 || s.n > 18 || (s.n > 1 && s.p[0] == '0'))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		*value = *value * 10 + (uint64_t)(s.p[i] - '0');
	}
	return true;
}

/* What could be taken for a fold, the root or nothing stands in quotes. */
static void
add_component(struct buf *b, struct str name)
{
	bool quote = name.n == 0;

	for (size_t i = 0; i < name.n; i++)
		quote |= memchr(" \"(){}", name.p[i], 6) != NULL;
	if (quote)
		buf_addc(b, '"');
	for (size_t from = 0, i = 0; i <= name.n; i++) {
		if (i < name.n && name.p[i] != '"')
			continue;
		text_add(b, (struct str){ name.p + from, i - from });
		if (i < name.n)
			buf_adds(b, STR("\\\""));
		from = i + 1;
	}
	if (quote)
		buf_addc(b, '"');
}

static int
number_cmp(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void
add_numbers(struct buf *b, const uint64_t *number, size_t n)
{
	for (size_t i = 0, run; i < n; i += run) {
		for (run = 1; i + run < n; run++)
			if (number[i + run] != number[i] + run)
				break;
		if (i > 0)
			buf_addc(b, ',');
		text_uint(b, number[i]);
		if (run < 3) {
			run = 1;
			continue;
		}
		buf_adds(b, STR(".."));
		text_uint(b, number[i + run - 1]);
	}
}

static void
add_label(struct folder *f, const struct item *item)
{
	const struct stats *s = f->s;
	struct buf *b = &f->out->text;
	uint32_t id = item->module;

	if (id == 0) {
		buf_adds(b, STR("(root)"));
		return;
	}
	if (item->peers == 1) {
		add_component(b, stats_string(s, s->module[id].name));
		return;
	}
	if (item->peers > f->number_cap) {
		f->number_cap = item->peers;
		f->number = xreallocarray(f->number, f->number_cap,
		    sizeof(*f->number));
	}
	for (uint32_t i = 0; i < item->peers; i++, id = f->peer[id])
		to_number(stats_string(s, s->module[id].name), &f->number[i]);
	qsort(f->number, item->peers, sizeof(*f->number), number_cmp);
	buf_addc(b, '{');
	add_numbers(b, f->number, item->peers);
	buf_addc(b, '}');
}

static void
push(struct folder *f, struct item item)
{
	if (f->n == f->cap) {
		f->cap = f->cap == 0 ? 64 : f->cap + f->cap / 2;
		f->stack = xreallocarray(f->stack, f->cap, sizeof(*f->stack));
	}
	f->stack[f->n++] = item;
}

/* The items right below one, on the stack in their order. */
static void
push_children(struct folder *f, const struct item *up)
{
	const struct module *m = f->s->module;
	size_t from = f->n;

	for (uint32_t c = m[up->module].child; c != NONE; c = m[c].next) {
		uint32_t like = f->alike[c], old = f->newest[like];
		uint64_t number;

		if (!m[c].seen || m[c].depth > f->depth)
			continue;
		if (!to_number(stats_string(f->s, m[c].name), &number)) {
			push(f, (struct item){ .module = c, .peers = 1 });
			continue;
		}
		f->newest[like] = c;
		if (old != NONE && m[old].parent == up->module) {
			f->peer[old] = c;
			f->stack[f->first[like]].peers++;
			continue;
		}
		f->first[like] = (uint32_t)f->n;
		push(f, (struct item){ .module = c, .peers = 1 });
	}
	for (size_t i = from; i < f->n; i++) {
		struct item *item = &f->stack[i];

		item->n = item->peers;
		item->times = up->times * item->peers;
		item->level = up->level + 1;
	}
}

/* Does the module say nothing that its only child's line would not? */
static bool
joins(const struct stats *s, uint32_t id)
{
	static const struct str container = { "torch.nn.modules.container.",
	    sizeof("torch.nn.modules.container.") - 1 };
	const struct module *m = &s->module[id];

	if (id == 0 || m->own.nodes > 0 || m->calls > 1)
		return false;
	return !m->selected || m->class == NONE ||
	    str_starts(stats_string(s, m->class), container);
}

static void
line_add(struct fold *out, struct fold_line line)
{
	if (out->n == out->cap) {
		out->cap = out->cap == 0 ? 64 : out->cap + out->cap / 2;
		out->line = xreallocarray(out->line, out->cap,
		    sizeof(*out->line));
	}
	out->line[out->n++] = line;
}

static void
show(struct folder *f, struct item item)
{
	struct buf *text = &f->out->text;
	const struct module *m;
	size_t label = text->n, from;

	for (;;) {
		struct item below;

		add_label(f, &item);
		from = f->n;
		push_children(f, &item);
		if (f->n - from != 1 || !joins(f->s, item.module))
			break;
		buf_addc(text, '.');
		below = f->stack[--f->n];
		below.n *= item.n;
		below.level = item.level;
		below.last = item.last;
		item = below;
	}
	m = &f->s->module[item.module];
	line_add(f->out, (struct fold_line){ .label = label,
	    .label_n = text->n - label, .module = item.module,
	    .level = item.level, .last = item.last, .n = item.n,
	    .own = item.times * (m->own.nodes - m->own.fallback),
	    .total = item.times * m->total.nodes, .each = m->total.nodes,
	    .inexact = item.times * m->own.inexact });
	/* The fallback's line comes behind the root's children. */
	if (f->n > from)
		f->stack[f->n - 1].last = m->own.fallback == 0;
	for (size_t i = from, j = f->n; i < j && --j > i; i++) {
		struct item swap = f->stack[i];

		f->stack[i] = f->stack[j];
		f->stack[j] = swap;
	}
}

void
fold_make(struct fold *out, const struct stats *s, uint32_t depth)
{
	struct folder f = { .out = out, .s = s, .depth = depth };
	uint64_t fallback = s->module[0].own.fallback;
	size_t label;

	*out = (struct fold){ 0 };
	f.alike = alike_make(s);
	f.peer = xcalloc(s->n_module, sizeof(*f.peer));
	f.first = xcalloc(s->n_module, sizeof(*f.first));
	f.newest = xcalloc(s->n_module, sizeof(*f.newest));
	memset(f.newest, 0xff, s->n_module * sizeof(*f.newest));
	push(&f, (struct item){ .module = 0, .peers = 1, .n = 1, .times = 1,
	    .last = true });
	while (f.n > 0)
		show(&f, f.stack[--f.n]);
	if (fallback > 0) {
		label = out->text.n;
		buf_adds(&out->text, STR("(fallback)"));
		line_add(out, (struct fold_line){ .label = label,
		    .label_n = out->text.n - label, .module = NONE,
		    .level = 1, .last = true, .n = 1, .own = fallback,
		    .total = fallback });
	}
	free(f.alike);
	free(f.peer);
	free(f.first);
	free(f.newest);
	free(f.stack);
	free(f.number);
}

void
fold_free(struct fold *out)
{
	free(out->line);
	buf_free(&out->text);
}

#include "fold.h"

#include <stdlib.h>

#include "alike.h"
#include "text.h"
#include "value.h"

/* A module, or several siblings that are alike, or a row below its module,
 * still to be shown. */
struct item {
	uint32_t spot;		/* the first; the others by `peer` */
	uint32_t row;		/* NONE, or the row */
	uint32_t peers;		/* how many there are */
	uint32_t level;
	bool last;
	uint64_t n;		/* modules of this line */
	uint64_t times;		/* times what is folded above it */
};

struct folder {
	struct fold *out;
	const struct outline *o;
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
		buf_addu(b, number[i]);
		if (run < 3) {
			run = 1;
			continue;
		}
		buf_adds(b, STR(".."));
		buf_addu(b, number[i + run - 1]);
	}
}

static void
add_label(struct folder *f, const struct item *item)
{
	const struct column *c = &f->o->r->column[f->o->module];
	const struct spot *spot = f->o->spot;
	struct buf *b = &f->out->text;
	uint32_t id = item->spot;

	if (id == 0 || spot[id].aside) {
		buf_adds(b, id == 0 ? STR("(root)") : value_word(c,
		    &(struct cell){ .kind = spot[id].why }));
		return;
	}
	if (item->peers == 1) {
		add_component(b, spot[id].name);
		return;
	}
	if (item->peers > f->number_cap) {
		f->number_cap = item->peers;
		f->number = xreallocarray(f->number, f->number_cap,
		    sizeof(*f->number));
	}
	for (uint32_t i = 0; i < item->peers; i++, id = f->peer[id])
		to_number(spot[id].name, &f->number[i]);
	qsort(f->number, item->peers, sizeof(*f->number), number_cmp);
	buf_addc(b, '{');
	add_numbers(b, f->number, item->peers);
	buf_addc(b, '}');
}

static void
push(struct folder *f, struct item item)
{
	GROW(f->stack, f->n, f->cap);
	f->stack[f->n++] = item;
}

/* The rows of a module, where they are not the module itself. */
static void
push_rows(struct folder *f, const struct item *up)
{
	const struct outline *o = f->o;

	if (o->modules)
		return;
	for (uint32_t row = o->spot[up->spot].row; row != NONE;
	    row = o->next_row[row])
		push(f, (struct item){ .spot = up->spot, .row = row,
		    .peers = 1 });
}

static void
push_child(struct folder *f, const struct item *up, uint32_t c)
{
	const struct spot *spot = f->o->spot;
	uint32_t like = f->alike[c], old = f->newest[like];
	uint64_t number;

	if (!spot[c].aside && to_number(spot[c].name, &number)) {
		f->newest[like] = c;
		if (old != NONE && spot[old].parent == up->spot) {
			f->peer[old] = c;
			f->stack[f->first[like]].peers++;
			return;
		}
		f->first[like] = (uint32_t)f->n;
	}
	push(f, (struct item){ .spot = c, .row = NONE, .peers = 1 });
}

/* The items right below one, on the stack in their order. */
static void
push_below(struct folder *f, const struct item *up)
{
	const struct spot *spot = f->o->spot;
	size_t from = f->n;

	if (up->row != NONE)
		return;
	push_rows(f, up);
	for (uint32_t c = spot[up->spot].child; c != NONE; c = spot[c].next)
		if (spot[c].depth <= f->depth)
			push_child(f, up, c);
	for (size_t i = from; i < f->n; i++) {
		struct item *item = &f->stack[i];

		item->n = item->peers;
		item->times = up->times * item->peers;
		item->level = up->level + 1;
	}
}

static bool
is_container(const struct cell *class)
{
	return class->kind != CELL_TEXT || class->known == 0 ||
	    str_starts((struct str){ class->text, class->known },
	    STR("torch.nn.modules.container."));
}

static bool
is_nothing(const struct cell *c)
{
	return c->kind < CELL_TEXT || (c->known == 0 &&
	    (c->kind < CELL_COUNT || (c->count == 0 && c->of == 0)));
}

/* Would a line of the row's own say nothing? */
static bool
says_nothing(const struct report *r, uint32_t row)
{
	const struct cell *cell = report_cells(r, row);

	for (unsigned i = 0; i < r->n_column; i++) {
		const struct column *c = &r->column[i];

		if (c->key || !column_shown(c, SHOW_TREE))
			continue;
		if (c->before != NULL && cell[i].count < c->least)
			continue;
		if (c->unit == UNIT_CLASS ? is_container(&cell[i]) :
		    is_nothing(&cell[i]))
			continue;
		return false;
	}
	return true;
}

/* Does the module say nothing that its only child's line would not? */
static bool
joins(const struct folder *f, const struct item *item)
{
	const struct spot *s = &f->o->spot[item->spot];

	if (item->spot == 0 || item->row != NONE || s->aside)
		return false;
	return s->row == NONE ||
	    (f->o->modules && says_nothing(f->o->r, s->row));
}

static void
line_add(struct fold *out, struct fold_line line)
{
	GROW(out->line, out->n, out->cap);
	out->line[out->n++] = line;
}

/* The stack's items from there on, the other way round. */
static void
turn(struct folder *f, size_t from)
{
	for (size_t i = from, j = f->n; i < j && --j > i; i++) {
		struct item swap = f->stack[i];

		f->stack[i] = f->stack[j];
		f->stack[j] = swap;
	}
}

static void
show(struct folder *f, struct item item)
{
	struct buf *text = &f->out->text;
	size_t label = text->n, from;

	for (;;) {
		struct item below;

		if (item.row == NONE)
			add_label(f, &item);
		from = f->n;
		push_below(f, &item);
		if (f->n - from != 1 || f->stack[from].row != NONE ||
		    !joins(f, &item))
			break;
		buf_addc(text, '.');
		below = f->stack[--f->n];
		below.n *= item.n;
		below.level = item.level;
		below.last = item.last;
		item = below;
	}
	line_add(f->out, (struct fold_line){ .label = label,
	    .label_n = text->n - label, .spot = item.spot, .row = item.row,
	    .level = item.level, .last = item.last, .n = item.n,
	    .times = item.times });
	if (f->n > from)
		f->stack[f->n - 1].last = true;
	turn(f, from);
}

void
fold_make(struct fold *out, const struct outline *o, uint32_t depth)
{
	struct folder f = { .out = out, .o = o, .depth = depth };

	*out = (struct fold){ 0 };
	f.alike = alike_make(o);
	f.peer = xcalloc(o->n, sizeof(*f.peer));
	f.first = xcalloc(o->n, sizeof(*f.first));
	f.newest = xcalloc(o->n, sizeof(*f.newest));
	memset(f.newest, 0xff, o->n * sizeof(*f.newest));
	push(&f, (struct item){ .spot = 0, .row = NONE, .peers = 1, .n = 1,
	    .times = 1, .last = true });
	while (f.n > 0)
		show(&f, f.stack[--f.n]);
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

#include <stdlib.h>

#include "fold.h"
#include "form.h"
#include "text.h"

/* Columns past which classes are not aligned for a few long names' sake. */
enum { CLASS_COLUMN_MAX = 64 };

struct tree {
	const struct stats *s;
	struct buf out;
	struct buf prefix;	/* what stands before a line's branch */
	size_t *at;		/* by level: how much of it */
	size_t levels;
	size_t own, total;	/* columns of the numbers */
	size_t class;		/* the column of classes; 0 without any */
};

/* The class without its Python module. */
static struct str
class_of(const struct stats *s, const struct fold_line *line)
{
	struct str class = { NULL, 0 };
	const char *dot;

	if (line->module == NONE || s->module[line->module].class == NONE)
		return class;
	class = stats_string(s, s->module[line->module].class);
	dot = class.n == 0 ? NULL : memrchr(class.p, '.', class.n);
	if (dot != NULL) {
		class.n -= (size_t)(dot + 1 - class.p);
		class.p = dot + 1;
	}
	return class;
}

/* What is said behind the name: ` x12 (99 each)`, calls, what is inexact. */
static void
add_notes(const struct tree *t, const struct fold_line *line, struct buf *b)
{
	const struct module *m = line->module == NONE ? NULL :
	    &t->s->module[line->module];

	if (line->n > 1) {
		buf_adds(b, STR(" \xc3\x97"));
		text_uint(b, line->n);
		if (line->each > 0) {
			buf_adds(b, STR(" ("));
			text_uint(b, line->each);
			buf_adds(b, STR(" each)"));
		}
	}
	if (m != NULL && m->calls > 1) {
		buf_adds(b, STR("  \xc3\x97"));
		text_uint(b, m->calls);
		buf_adds(b, STR(" calls"));
	}
	if (line->inexact > 0) {
		buf_adds(b, STR("  ~"));
		text_uint(b, line->inexact);
		buf_adds(b, STR(" somewhere below"));
	}
}

static size_t
digits(uint64_t value)
{
	size_t n = 1;

	while ((value /= 10) > 0)
		n++;
	return n;
}

static void
measure(struct tree *t, const struct fold *fold)
{
	struct buf notes = { 0 };
	size_t wide = 0;
	bool classes = false;

	t->own = sizeof("own") - 1;
	t->total = sizeof("total") - 1;
	for (size_t i = 0; i < fold->n; i++) {
		const struct fold_line *line = &fold->line[i];
		struct str label = { fold->text.p + line->label,
		    line->label_n };
		size_t n;

		notes.n = 0;
		add_notes(t, line, &notes);
		n = 3 * (size_t)line->level + text_columns(label) +
		    text_columns(buf_str(&notes));
		if (n > wide && n <= CLASS_COLUMN_MAX)
			wide = n;
		if (line->level >= t->levels)
			t->levels = line->level + 1;
		if (digits(line->own) > t->own)
			t->own = digits(line->own);
		if (digits(line->total) > t->total)
			t->total = digits(line->total);
		classes |= class_of(t->s, line).n > 0;
	}
	if (wide < sizeof("module") - 1)
		wide = sizeof("module") - 1;
	t->class = classes ? wide : 0;
	buf_free(&notes);
}

static void
add_head(struct tree *t)
{
	struct buf *b = &t->out;

	text_pad(b, t->own - (sizeof("own") - 1));
	buf_adds(b, STR("  own  "));
	text_pad(b, t->total - (sizeof("total") - 1));
	buf_adds(b, STR("total  module"));
	if (t->class > 0) {
		text_pad(b, t->class - (sizeof("module") - 1));
		buf_adds(b, STR("  class"));
	}
	buf_addc(b, '\n');
}

/* Sets the prefix for what is below the line, too. */
static void
add_branch(struct tree *t, const struct fold_line *line)
{
	if (line->level == 0) {
		t->at[0] = 0;
		t->prefix.n = 0;
	} else {
		t->prefix.n = t->at[line->level - 1];
		buf_adds(&t->out, buf_str(&t->prefix));
		buf_adds(&t->out, line->last ? STR("└─ ") : STR("├─ "));
		buf_adds(&t->prefix, line->last ? STR("   ") : STR("│  "));
		t->at[line->level] = t->prefix.n;
	}
}

static void
add_line(struct tree *t, const struct fold *fold, const struct fold_line *line)
{
	struct str label = { fold->text.p + line->label, line->label_n };
	struct str class = class_of(t->s, line);
	struct buf *b = &t->out;
	size_t from, columns;

	buf_adds(b, STR("  "));
	text_number(b, line->own, t->own);
	buf_adds(b, STR("  "));
	text_number(b, line->total, t->total);
	buf_adds(b, STR("  "));
	add_branch(t, line);
	from = b->n;
	buf_adds(b, label);
	add_notes(t, line, b);
	if (class.n > 0) {
		columns = 3 * (size_t)line->level +
		    text_columns((struct str){ b->p + from, b->n - from });
		if (columns < t->class)
			text_pad(b, t->class - columns);
		buf_adds(b, STR("  "));
		text_add(b, class);
	}
	buf_addc(b, '\n');
}

static void
print(const struct stats *s, const struct options *o, bool first)
{
	struct tree t = { .s = s };
	struct fold fold;

	(void)first;
	fold_make(&fold, s, o->depth);
	measure(&t, &fold);
	t.at = xcalloc(t.levels, sizeof(*t.at));
	form_title(s, &t.out);
	buf_addc(&t.out, '\n');
	add_head(&t);
	for (size_t i = 0; i < fold.n; i++)
		add_line(&t, &fold, &fold.line[i]);
	summary_add(s, &t.out);
	buf_addc(&t.out, '\n');
	form_write(&t.out);
	buf_free(&t.out);
	buf_free(&t.prefix);
	free(t.at);
	fold_free(&fold);
}

const struct form form_tree = { "tree", false, true, print };

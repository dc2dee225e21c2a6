#include "cut.h"

#include <inttypes.h>

#include "border.h"
#include "jsonw.h"
#include "message.h"
#include "reading.h"
#include "report.h"
#include "text.h"

struct asked {
	struct named named;
	bool found;
};

/* Of one model. */
struct cutter {
	const struct named *d;
	const struct model *m;
	struct border border;
	struct report r;
	uint32_t untyped;	/* values whose type the file does not say */
};

static const char *
see(void *context, const struct record *r)
{
	struct asked *a = context;

	return named_record(&a->named, r);
}

static void
add_columns(struct report *r)
{
	report_column(r, (struct column){ .name = "border",
	    .unit = UNIT_TEXT });
	report_column(r, (struct column){ .name = "name", .unit = UNIT_TEXT,
	    .key = true });
	report_column(r, (struct column){ .name = "dtype",
	    .unit = UNIT_TEXT });
	report_column(r, (struct column){ .name = "shape",
	    .unit = UNIT_TEXT });
	report_column(r, (struct column){ .name = "from",
	    .unit = UNIT_LIST });
	report_column(r, (struct column){ .name = "to", .unit = UNIT_LIST });
}

/* A tensor's dtype and shape as they stand; of another type, itself. */
static void
add_type(struct cutter *c, const struct value *v)
{
	const struct typed *t = named_type(c->d, c->m, v);
	struct str dtype = { NULL, 0 }, shape = { NULL, 0 }, key;
	struct json j;

	if (t == NULL || t->type.n == 0) {
		report_unknown(&c->r);
		report_unknown(&c->r);
		c->untyped++;
		return;
	}
	json_open(&j, t->type);
	if (json_enter(&j, '{') && json_member(&j, &key) &&
	    json_key_is(key, STR("tensor")) && json_enter(&j, '{'))
		while (json_member(&j, &key)) {
			struct str value = json_skip(&j);

			if (json_key_is(key, STR("dtype")))
				json_to_string(value, &c->r.arena, &dtype);
			else if (json_key_is(key, STR("shape")))
				shape = value;
		}
	report_text(&c->r, dtype.n > 0 ? dtype : t->type);
	if (shape.n > 0)
		report_text(&c->r, shape);
	else
		report_unknown(&c->r);
}

static struct str
module_of(const struct cutter *c, uint32_t node)
{
	struct str path = named_text(c->d, c->d->node[node].module);

	return path.n == 0 ? STR("(root)") : path;
}

/* The modules that read a value, inside or outside, each once. */
static void
add_readers(struct cutter *c, const struct value *v, bool inside)
{
	struct str *list = arena_calloc(&c->r.arena, v->n_use, sizeof(*list));
	struct intern known = { 0 };
	size_t n = 0;

	for (uint32_t i = 0; i < v->n_use; i++) {
		uint32_t node = c->m->use[v->use + i];
		uint32_t top = c->border.top[node];
		struct str path = module_of(c, node);

		if (top != NONE && c->border.inside[top] == inside &&
		    intern_add(&known, path) == n)
			list[n++] = path;
	}
	intern_free(&known);
	report_list(&c->r, list, n);
}

static void
add_value(struct cutter *c, uint32_t value, bool in)
{
	const struct value *v = &c->m->value[value];
	struct str *from = arena_calloc(&c->r.arena, 1, sizeof(*from));

	report_row(&c->r);
	report_text(&c->r, in ? STR("input") : STR("output"));
	report_text(&c->r, model_name(c->m, v->name));
	add_type(c, v);
	if (v->producer != NONE)
		*from = module_of(c, v->producer);
	report_list(&c->r, from, v->producer != NONE);
	add_readers(c, v, in);
}

/* `input_names=["a", "b"]`: JSON's strings are Python's, too. */
static void
note_names(struct cutter *c, struct str what, const uint32_t *value,
    uint32_t n)
{
	struct jsonw w;
	struct buf b = { 0 };

	buf_adds(&b, what);
	buf_addc(&b, '=');
	jsonw_open_buf(&w, &b);
	jsonw_begin(&w, '[');
	for (uint32_t i = 0; i < n; i++)
		jsonw_string(&w, model_name(c->m,
		    c->m->value[value[i]].name));
	jsonw_end(&w, ']');
	jsonw_finish(&w);
	report_note(&c->r, report_keep(&c->r, buf_str(&b)));
	buf_free(&b);
}

static void
note_count(struct cutter *c, uint32_t n, struct str what)
{
	struct buf b = { 0 };

	if (n == 0)
		return;
	buf_adds(&b, what);
	buf_addu(&b, n);
	report_note(&c->r, report_keep(&c->r, buf_str(&b)));
	buf_free(&b);
}

static void
add_notes(struct cutter *c)
{
	const struct border *b = &c->border;

	note_count(c, b->n_between, STR("not one piece: nodes elsewhere on "
	    "a way out of it and back: "));
	if (b->between != NONE) {
		struct str name = c->m->node[b->between].name;
		struct buf first = { 0 };

		buf_adds(&first, STR("the first of them: "));
		buf_adds(&first, name.n > 0 ? name :
		    model_name(c->m, c->m->node[b->between].op_type));
		buf_adds(&first, STR(" of "));
		buf_adds(&first, module_of(c, b->between));
		report_note(&c->r, report_keep(&c->r, buf_str(&first)));
		buf_free(&first);
	}
	note_count(c, b->n_merged,
	    STR("nodes merged from its work and other modules': "));
	note_count(c, b->n_maybe,
	    STR("nodes outside that may belong somewhere below it: "));
	note_count(c, b->n_elsewhere,
	    STR("its nodes in bodies of other modules' nodes, not cut: "));
	note_count(c, c->untyped,
	    STR("without a type in the file, extract_model must infer it: "));
	note_names(c, STR("input_names"), b->in, b->n_in);
	note_names(c, STR("output_names"), b->out, b->n_out);
}

static void
finish(void *context, const struct options *o, struct stats *s,
    const struct model *m)
{
	struct asked *a = context;
	struct cutter c = { .d = &a->named, .m = m };

	border_make(&c.border, c.d, m, str_of(o->cut));
	if (c.border.n_inside > 0) {
		a->found = true;
		report_open(&c.r, s->file);
		add_columns(&c.r);
		for (uint32_t i = 0; i < c.border.n_in; i++)
			add_value(&c, c.border.in[i], true);
		for (uint32_t i = 0; i < c.border.n_out; i++)
			add_value(&c, c.border.out[i], false);
		add_notes(&c);
		report_print(&c.r, o);
		report_free(&c.r);
	} else {
		warning("%s: no node of the main graph is of module %s%s",
		    s->file.p == NULL ? "(standard input)" : shown(s->file),
		    shown(str_of(o->cut)), c.border.n_function > 0 ?
		    ", only of local functions" : "");
	}
	border_free(&c.border);
	named_free(&a->named);
}

int
cut(const struct options *o, char **stream, int n)
{
	struct asked a = { .named = { .types = true } };
	const struct reader reader = { .graph = true, .record = see,
	    .finish = finish, .context = &a };
	int status = reading(o, stream, n, &reader);

	named_free(&a.named);
	if (status != STATUS_DONE)
		return status;
	return a.found ? STATUS_DONE : STATUS_FOUND;
}

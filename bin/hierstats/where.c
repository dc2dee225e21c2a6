#include "where.h"

#include <stdlib.h>

#include "absent.h"
#include "form.h"
#include "message.h"
#include "nametable.h"
#include "reading.h"
#include "text.h"

struct asked {
	struct named named;
	int status;
};

static const char *
see(void *context, const struct record *r)
{
	struct asked *a = context;

	/* What a model left that was not read to its end, or not looked at. */
	if (r->kind == KIND_MODEL)
		named_free(&a->named);
	return named_record(&a->named, r);
}

static bool
holds(struct str text, struct str part)
{
	return memmem(text.p, text.n, part.p, part.n) != NULL;
}

/* Has the entity the name, in full or as a part? */
static bool
matches(const struct nametable *t, struct entity e, struct str name, bool full)
{
	uint32_t param = entity_param(t->named, e);
	struct str text[2] = { entity_name(t->model, e) };
	size_t n = 1;

	if (param != NONE)
		text[n++] = named_text(t->named, param);
	for (size_t i = 0; i < n; i++)
		if (full ? str_eq(text[i], name) : holds(text[i], name))
			return true;
	return false;
}

/* Marks what has the name; how many do. */
static size_t
choose(const struct nametable *t, struct str name, bool full, bool *chosen)
{
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++) {
		if (!nametable_wants(t, t->entity[i]) ||
		    !matches(t, t->entity[i], name, full))
			continue;
		chosen[i] = true;
		n++;
	}
	return n;
}

static void
note(struct nametable *t, struct str name, size_t n, bool full)
{
	struct buf b = { 0 };

	text_add(&b, name);
	buf_adds(&b, STR(": "));
	buf_addu(&b, n);
	buf_adds(&b, full ? STR(" in full") : STR(" by part"));
	report_note(&t->report, report_keep(&t->report, buf_str(&b)));
	buf_free(&b);
}

static void
look_up(struct asked *a, struct nametable *t, struct str name, bool *chosen)
{
	bool full = true;
	size_t n = choose(t, name, true, chosen);

	if (n == 0) {
		full = false;
		n = choose(t, name, false, chosen);
	}
	if (n > 0) {
		note(t, name, n, full);
		return;
	}
	warning("%s: no such name: %s", t->report.title.p == NULL ?
	    "(standard input)" : shown(t->report.title), shown(name));
	a->status = STATUS_FOUND;
}

static void
finish(void *context, const struct options *o, struct stats *s,
    const struct model *m)
{
	struct asked *a = context;
	struct nametable t;
	bool *chosen;

	nametable_open(&t, &a->named, o, s, m);
	chosen = xcalloc(t.n, sizeof(*chosen));
	for (size_t i = 0; i < o->where.n; i++)
		look_up(a, &t, o->where.word[i], chosen);
	for (size_t i = 0; i < t.n; i++)
		if (o->where.n > 0 ? chosen[i] :
		    nametable_wants(&t, t.entity[i]))
			nametable_row(&t, t.entity[i]);
	if (t.report.n_row > 0) {
		report_print(&t.report, o);
	} else if (o->where.n == 0) {
		absent(s, "name", o);
		a->status = STATUS_FOUND;
	}
	free(chosen);
	nametable_close(&t);
	named_free(&a->named);
}

int
where(const struct options *o, char **stream, int n)
{
	struct asked a = { .status = STATUS_DONE };
	const struct reader reader = { .graph = true, .record = see,
	    .finish = finish, .context = &a };
	int status = reading(o, stream, n, &reader);

	named_free(&a.named);
	return status != STATUS_DONE ? status : a.status;
}

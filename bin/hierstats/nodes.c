#include "nodes.h"

#include <inttypes.h>
#include <unistd.h>

#include "absent.h"
#include "form.h"
#include "message.h"
#include "nametable.h"
#include "reading.h"
#include "text.h"

struct asked {
	struct named named;
	uint64_t wanted;	/* nodes, of all models */
	bool trouble;
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

/* To a terminal nothing goes that could harm it. */
static void
add_name(struct buf *out, struct str name, bool null)
{
	if (!null && isatty(STDOUT_FILENO))
		text_add(out, name);
	else
		buf_adds(out, name);
	buf_addc(out, null ? '\0' : '\n');
}

/* What the list does not say. */
struct left {
	uint64_t nameless, split, shared;
};

static bool
tell(const struct nametable *t, const struct left *left)
{
	const char *file = t->report.title.p == NULL ? "(standard input)" :
	    shown(t->report.title);

	if (left->nameless > 0)
		warning("%s: without a name, not listed: %" PRIu64, file,
		    left->nameless);
	if (left->shared > 0)
		warning("%s: not asked for, but of a name that is listed: %"
		    PRIu64, file, left->shared);
	if (left->split > 0)
		warning("%s: with a %s in the name, not listed: %" PRIu64,
		    file, t->o->null ? "NUL" : "newline", left->split);
	return left->split > 0;
}

/* The names of the nodes that are wanted; how many these are. */
static uint64_t
list(struct nametable *t, bool *trouble)
{
	char separator = t->o->null ? '\0' : '\n';
	struct intern names = { 0 };
	struct left left = { 0 };
	struct buf out = { 0 };
	uint64_t wanted = 0;

	for (size_t i = 0; i < t->n; i++) {
		struct str name = entity_name(t->model, t->entity[i]);
		uint32_t known = names.n;

		if (t->entity[i].kind != ENTITY_NODE ||
		    !nametable_wants(t, t->entity[i]))
			continue;
		wanted++;
		if (name.n == 0)
			left.nameless++;
		else if (memchr(name.p, separator, name.n) != NULL)
			left.split++;
		else if (intern_add(&names, name) == known)
			add_name(&out, name, t->o->null);
	}
	for (size_t i = 0; i < t->n; i++)
		left.shared += t->entity[i].kind == ENTITY_NODE &&
		    !nametable_wants(t, t->entity[i]) && intern_find(&names,
		    entity_name(t->model, t->entity[i])) != NONE;
	form_write(&out);
	*trouble |= tell(t, &left);
	intern_free(&names);
	buf_free(&out);
	return wanted;
}

static uint64_t
tabulate(struct nametable *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (t->entity[i].kind == ENTITY_NODE &&
		    nametable_wants(t, t->entity[i]))
			nametable_row(t, t->entity[i]);
	if (t->report.n_row > 0)
		report_print(&t->report, t->o);
	return t->report.n_row;
}

static void
finish(void *context, const struct options *o, struct stats *s,
    const struct model *m)
{
	struct asked *a = context;
	struct nametable t;
	uint64_t wanted;

	nametable_open(&t, &a->named, o, s, m);
	wanted = o->form == NULL ? list(&t, &a->trouble) : tabulate(&t);
	if (wanted == 0)
		absent(s, "node", o);
	a->wanted += wanted;
	nametable_close(&t);
	named_free(&a->named);
}

int
nodes(const struct options *o, char **stream, int n)
{
	struct asked a = { .wanted = 0 };
	const struct reader reader = { .graph = true, .record = see,
	    .finish = finish, .context = &a };
	int status = reading(o, stream, n, &reader);

	named_free(&a.named);
	if (status != STATUS_DONE || a.trouble)
		return STATUS_TROUBLE;
	return a.wanted > 0 ? STATUS_DONE : STATUS_FOUND;
}

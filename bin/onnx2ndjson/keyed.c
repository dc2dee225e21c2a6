#include <stdlib.h>

#include "print.h"

/* An entry whose name came before. */
struct again {
	struct span entry;
	uint32_t id, times;
};

bool
keyed_first(struct print *p, const struct keyed *k, enum member m,
    bool (*want)(struct print *))
{
	bool many = k->run.n > 1, any = false, again = false;
	struct names names;
	struct run_cursor rc;
	struct span name;
	struct field f;

	names_open(&names, &p->arena);
	run_open(&rc, k->message, k->run, k->tag);
	while (run_next(p->window, &rc, &f)) {
		name = k->read(p, f.span);
		if (many &&
		    names_add(&names, window_str(p->window, name)) > 1) {
			again = true;
			continue;
		}
		if (want != NULL && !want(p))
			continue;
		if (!any) {
			record_key(p->out, m);
			jsonw_begin(p->out, '{');
			any = true;
		}
		jsonw_key(p->out, window_str(p->window, name));
		k->value(p, 1);
	}
	if (any)
		jsonw_end(p->out, '}');
	names_free(&names);
	return again;
}

/* By name, then in the order in which they came. */
static int
order(const void *a, const void *b)
{
	const struct again *x = a, *y = b;

	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return x->times < y->times ? -1 : x->times > y->times;
}

static size_t
collect(struct print *p, const struct keyed *k, struct again **list)
{
	size_t n = 0, cap = 0;
	struct names names;
	struct run_cursor rc;
	struct field f;
	struct span name;
	uint32_t times;

	*list = NULL;
	names_open(&names, &p->arena);
	run_open(&rc, k->message, k->run, k->tag);
	while (run_next(p->window, &rc, &f)) {
		name = k->read(p, f.span);
		times = names_add(&names, window_str(p->window, name));
		if (times == 1)
			continue;
		GROW(*list, n, cap);
		(*list)[n++] = (struct again){ .entry = f.span,
		    .id = names.id, .times = times };
	}
	names_free(&names);
	return n;
}

void
keyed_repeated(struct print *p, const struct keyed *k, enum member m)
{
	struct again *list;
	struct span name;
	size_t n, i;

	n = collect(p, k, &list);
	qsort(list, n, sizeof(*list), order);
	record_key(p->out, m);
	jsonw_begin(p->out, '{');
	for (i = 0; i < n; i++) {
		name = k->read(p, list[i].entry);
		if (i == 0 || list[i].id != list[i - 1].id) {
			jsonw_key(p->out, window_str(p->window, name));
			jsonw_begin(p->out, '[');
		}
		k->value(p, list[i].times);
		if (i + 1 == n || list[i].id != list[i + 1].id)
			jsonw_end(p->out, ']');
	}
	jsonw_end(p->out, '}');
	free(list);
}

struct span
string_entry(struct print *p, struct span s)
{
	p->entry = keyvalue_read(p->window, s);
	return p->entry.key;
}

static void
string_value(struct print *p, uint32_t times)
{
	(void)times;
	string(p, p->entry.value.span);
}

void
string_entries(struct print *p, const struct message *m, struct run run,
    uint32_t tag, enum member first, enum member repeated)
{
	struct keyed k = { m, run, tag, string_entry, string_value };

	if (run.n == 0)
		return;
	if (keyed_first(p, &k, first, NULL))
		keyed_repeated(p, &k, repeated);
}

static struct span
opset_read(struct print *p, struct span s)
{
	struct message m = message_of(s);
	struct span domain = { 0, 0 };
	struct cursor c;
	struct field f;

	p->version = 0;
	cursor_open(&c, &m);
	while (wire_next(p->window, &c, &f)) {
		if (f.tag == OPSET_DOMAIN)
			domain = f.span;
		else if (f.tag == OPSET_VERSION)
			p->version = (int64_t)f.value;
	}
	return domain;
}

static void
opset_value(struct print *p, uint32_t times)
{
	(void)times;
	jsonw_int(p->out, p->version);
}

void
opset_entries(struct print *p, const struct message *m, struct run run,
    uint32_t tag)
{
	struct keyed k = { m, run, tag, opset_read, opset_value };

	if (run.n == 0)
		return;
	if (keyed_first(p, &k, M_OPSET_IMPORT, NULL))
		keyed_repeated(p, &k, M_OPSET_IMPORT_REPEATED);
}

#include "placing.h"

void
keyvalue_read(struct window *w, struct span s, struct keyvalue *e)
{
	struct message m = message_of(s);
	struct cursor c;
	struct field f;

	*e = (struct keyvalue){ .key = { 0, 0 } };
	cursor_open(&c, &m);
	while (wire_next(w, &c, &f)) {
		if (f.tag == ENTRY_KEY)
			e->key = f.span;
		else if (f.tag == ENTRY_VALUE)
			e->value = f;
	}
}

/* Which tag has the key; the number of tags when none has. */
static uint32_t
tag_of(const struct placing *p, struct str key)
{
	uint32_t i;

	for (i = 0; i < p->tags.n; i++)
		if (str_eq(p->tags.tag[i].key, key))
			break;
	return i;
}

static void
did(struct placing *p, struct str key, enum report_what what)
{
	report_key(p->report, p->of, key, what);
	p->changed |= what != REPORT_KEPT;
}

static void
replace_value(struct placing *p, const struct field *f,
    const struct keyvalue *e, struct str value)
{
	struct entered entry = edits_enter(p->edits, length_at(p->window, f),
	    f->span), in;
	const struct span *old = &e->value.span;

	if (e->value.tag == ENTRY_VALUE) {
		in = edits_enter(p->edits, length_at(p->window, &e->value),
		    *old);
		edits_add(p->edits, old->at, old->end - old->at, value);
		edits_leave(p->edits, in);
	} else {
		edits_add(p->edits, f->span.end, 0, STR(""));
		field_add(p->edits, ENTRY_VALUE, value);
	}
	edits_leave(p->edits, entry);
}

void
entries_field(struct placing *p, const struct field *f)
{
	struct window *w = p->window;
	const struct tag *tag;
	struct keyvalue e;
	struct str key;
	uint32_t i;

	keyvalue_read(w, f->span, &e);
	key = window_str(w, e.key);
	i = tag_of(p, key);
	tag = &p->tags.tag[i];
	if (i == p->tags.n ? p->own.n > 0 && str_eq(key, p->own) :
	    p->seen[i]) {
		edits_add(p->edits, f->at, f->span.end - f->at, STR(""));
		did(p, key, REPORT_REMOVED);
		return;
	}
	if (i == p->tags.n)
		return;
	p->seen[i] = true;
	if (tag_says_same(tag, window_str(w, e.value.span))) {
		did(p, tag->key, REPORT_KEPT);
	} else {
		replace_value(p, f, &e, tag->value);
		did(p, tag->key, REPORT_REPLACED);
	}
}

void
keyvalue_add(struct edits *e, uint32_t tag, struct str key, struct str value)
{
	edits_head(e, tag, field_size(key) + field_size(value));
	field_add(e, ENTRY_KEY, key);
	field_add(e, ENTRY_VALUE, value);
}

void
entries_end(struct placing *p, uint64_t end, uint32_t tag)
{
	const struct tag *t;

	edits_add(p->edits, end, 0, STR(""));
	depth_check(p);
	for (uint32_t i = 0; i < p->tags.n; i++) {
		t = &p->tags.tag[i];
		if (p->seen[i])
			continue;
		keyvalue_add(p->edits, tag, t->key, t->value);
		did(p, t->key, REPORT_ADDED);
	}
}

#include "placing.h"

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

	e = keyvalue_read(w, f->span);
	key = window_str(w, e.key);
	i = placing_tag(p, key);
	tag = &p->tags.tag[i];
	if (i == p->tags.n ? p->own.n > 0 && str_eq(key, p->own) :
	    p->seen[i]) {
		edits_add(p->edits, f->at, f->span.end - f->at, STR(""));
		placing_did(p, key, REPORT_REMOVED);
		return;
	}
	if (i == p->tags.n)
		return;
	p->seen[i] = true;
	if (tag_says_same(tag, window_str(w, e.value.span))) {
		placing_did(p, tag->key, REPORT_KEPT);
	} else {
		replace_value(p, f, &e, tag->value);
		placing_did(p, tag->key, REPORT_REPLACED);
	}
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
		placing_did(p, t->key, REPORT_ADDED);
	}
}

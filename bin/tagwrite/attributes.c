#include "attr.h"
#include "placing.h"

bool
attributes_allowed(struct str domain)
{
	/* ONNX's own and ONNX Runtime's: which attributes their ops have is
	 * checked by what reads them. */
	static const struct str standard[] = {
		{ "", 0 }, { "ai.onnx", 7 }, { "ai.onnx.ml", 10 },
		{ "ai.onnx.training", 16 }, { "ai.onnx.preview.training", 24 },
		{ "com.microsoft", 13 },
	};

	for (size_t i = 0; i < sizeof(standard) / sizeof(standard[0]); i++)
		if (str_eq(domain, standard[i]))
			return false;
	return !str_starts(domain, STR("com.microsoft."));
}

enum { TYPE_SIZE = 3 };		/* bytes of the field `type` */

static void
attribute_add(struct edits *e, const struct tag *tag)
{
	field_add(e, ATTRIBUTE_NAME, tag->key);
	field_add(e, ATTRIBUTE_S, tag->value);
	edits_head(e, ATTRIBUTE_TYPE, ATTR_STRING);
}

static void
replace(struct placing *p, const struct field *f, const struct tag *tag)
{
	struct entered in = edits_enter(p->edits, length_at(p->window, f),
	    f->span);

	edits_add(p->edits, f->span.at, f->span.end - f->span.at, STR(""));
	attribute_add(p->edits, tag);
	edits_leave(p->edits, in);
}

bool
attributes_field(struct placing *p, const struct field *f)
{
	struct arena none = { 0 };
	const struct tag *tag;
	struct str name;
	struct attr a;
	uint32_t i;

	attr_read(p->window, f->span, &none, &a);
	arena_free(&none);
	name = window_str(p->window, a.name);
	i = placing_tag(p, name);
	if (i == p->tags.n && !str_eq(name, p->own))
		return true;
	if (a.type != ATTR_STRING || a.ref.at < a.ref.end)
		return false;
	if (i == p->tags.n || p->seen[i]) {
		edits_add(p->edits, f->at, f->span.end - f->at, STR(""));
		placing_did(p, name, REPORT_REMOVED);
		return true;
	}
	p->seen[i] = true;
	tag = &p->tags.tag[i];
	if (tag_says_same(tag, window_str(p->window, a.s))) {
		placing_did(p, tag->key, REPORT_KEPT);
	} else {
		replace(p, f, tag);
		placing_did(p, tag->key, REPORT_REPLACED);
	}
	return true;
}

void
attributes_end(struct placing *p, uint64_t end)
{
	const struct tag *t;

	edits_add(p->edits, end, 0, STR(""));
	depth_check(p);
	for (uint32_t i = 0; i < p->tags.n; i++) {
		t = &p->tags.tag[i];
		if (p->seen[i])
			continue;
		edits_head(p->edits, NODE_ATTRIBUTE, field_size(t->key) +
		    field_size(t->value) + TYPE_SIZE);
		attribute_add(p->edits, t);
		placing_did(p, t->key, REPORT_ADDED);
	}
}

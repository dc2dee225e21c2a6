#include <stdlib.h>

#include "limits.h"
#include "message.h"
#include "placing.h"

/* The bytes go to one block, which `copy` points into. */
static struct tag_list
copy_tags(struct placing *p, struct tag_list tags)
{
	size_t n = 0;
	char *to;

	for (uint32_t i = 0; i < tags.n; i++)
		n += tags.tag[i].key.n + tags.tag[i].value.n;
	to = p->bytes = xmalloc(n);
	p->copy = xcalloc(tags.n, sizeof(*p->copy));
	for (uint32_t i = 0; i < tags.n; i++) {
		struct tag t = tags.tag[i];

		memcpy(to, t.key.p, t.key.n);
		t.key.p = to;
		to += t.key.n;
		memcpy(to, t.value.p, t.value.n);
		t.value.p = to;
		to += t.value.n;
		p->copy[i] = t;
	}
	return (struct tag_list){ p->copy, tags.n, tags.renew };
}

void
string_check(const struct placing *p, struct str s)
{
	if (s.n > LIMIT_STRING)
		fatal("%s: a tag would be longer than 64 MiB: %s", p->file,
		    shown(s));
}

void
depth_check(const struct placing *p)
{
	if (p->edits->depth == LIMIT_WIRE_DEPTH)
		fatal("%s: a tag would be nested too deep", p->file);
}

void
placing_begin(struct placing *p, struct tag_list tags, bool keep)
{
	p->copy = NULL;
	p->bytes = NULL;
	p->changed = false;
	p->tags = keep ? copy_tags(p, tags) : tags;
	p->seen = xcalloc(tags.n, sizeof(*p->seen));
	for (uint32_t i = 0; i < tags.n; i++)
		string_check(p, tags.tag[i].value);
}

void
placing_end(struct placing *p)
{
	free(p->seen);
	free(p->copy);
	free(p->bytes);
}

uint32_t
placing_tag(const struct placing *p, struct str key)
{
	uint32_t i;

	for (i = 0; i < p->tags.n; i++)
		if (str_eq(p->tags.tag[i].key, key))
			break;
	return i;
}

void
placing_did(struct placing *p, struct str key, enum report_what what)
{
	report_key(p->report, p->of, key, what);
	p->changed |= what != REPORT_KEPT;
}

uint64_t
length_at(struct window *w, const struct field *f)
{
	uint64_t at = f->at, tag;

	wire_varint(w, &at, f->span.at, &tag);
	return at;
}

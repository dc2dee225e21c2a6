#include "json.h"
#include "jsonw.h"
#include "placing.h"

/* Between the tags and what the node's doc_string was. */
static const char separator[] = "\n-- hierutils --\n";

/* One object of strings; where it ends, 0 for anything else.  `ours` is set
 * when a key is one of the tags' or hierutils.node. */
static size_t
object_end(const struct placing *p, struct str text, bool *ours)
{
	struct arena names = { 0 };
	struct str key, name;
	struct json j;
	size_t end = 0;

	json_open(&j, text);
	if (!json_enter(&j, '{'))
		return 0;
	while (json_member(&j, &key)) {
		if (json_peek(&j) != JSON_STRING)
			break;
		json_skip(&j);
		arena_reset(&names);
		if (!json_unescape(key, &names, &name))
			continue;
		*ours |= str_eq(name, STR(NODE_KEY));
		for (uint32_t i = 0; i < p->tags.n; i++)
			*ours |= str_eq(name, p->tags.tag[i].key);
	}
	if (j.error == NULL && j.depth == 0)
		end = (size_t)(j.p - j.begin);
	arena_free(&names);
	return end;
}

/* The user's part of a doc_string: what follows tags and separator.  Tags alone
 * are known by a key; what has none of ours is a text of the user's. */
static struct str
users_part(const struct placing *p, struct str text)
{
	struct str rest = text, mark = str_of(separator);
	bool ours = false;
	size_t end = object_end(p, text, &ours);

	rest.p += end;
	rest.n -= end;
	if (end > 0 && str_starts(rest, mark))
		return (struct str){ rest.p + mark.n, rest.n - mark.n };
	return end > 0 && rest.n == 0 && ours ? rest : text;
}

/* The tags, then the user's part. */
static void
text_make(const struct placing *p, struct str users, struct buf *b)
{
	struct jsonw w;

	jsonw_open_buf(&w, b);
	jsonw_begin(&w, '{');
	for (uint32_t i = 0; i < p->tags.n; i++) {
		jsonw_key(&w, p->tags.tag[i].key);
		jsonw_string(&w, p->tags.tag[i].value);
	}
	jsonw_end(&w, '}');
	jsonw_finish(&w);
	if (users.n > 0) {
		buf_adds(b, str_of(separator));
		buf_adds(b, users);
	}
	string_check(p, buf_str(b));
}

/* The user's part alone, and without one no field. */
static void
docstring_drop(struct placing *p, const struct field *f, struct str users)
{
	struct entered in;

	if (users.n == 0) {
		edits_add(p->edits, f->at, f->span.end - f->at, STR(""));
	} else {
		in = edits_enter(p->edits, length_at(p->window, f), f->span);
		edits_add(p->edits, f->span.at,
		    f->span.end - f->span.at - users.n, STR(""));
		edits_leave(p->edits, in);
	}
	placing_did(p, STR("doc_string"), REPORT_REMOVED);
}

void
docstring_field(struct placing *p, const struct field *f)
{
	struct str old = window_str(p->window, f->span);
	struct str users = users_part(p, old);
	struct buf text = { 0 };
	struct entered in;

	if ((p->tags.n == 0 || p->tags.renew) && users.n == old.n)
		return;
	if (p->tags.n == 0) {
		docstring_drop(p, f, users);
		return;
	}
	text_make(p, users, &text);
	if (str_eq(old, buf_str(&text))) {
		placing_did(p, STR("doc_string"), REPORT_KEPT);
	} else {
		in = edits_enter(p->edits, length_at(p->window, f), f->span);
		edits_add(p->edits, f->span.at, f->span.end - f->span.at,
		    buf_str(&text));
		edits_leave(p->edits, in);
		placing_did(p, STR("doc_string"), REPORT_REPLACED);
	}
	buf_free(&text);
}

void
docstring_end(struct placing *p, uint64_t end)
{
	struct buf text = { 0 };

	text_make(p, STR(""), &text);
	edits_add(p->edits, end, 0, STR(""));
	field_add(p->edits, NODE_DOC_STRING, buf_str(&text));
	placing_did(p, STR("doc_string"), REPORT_ADDED);
	buf_free(&text);
}

#include "limits.h"
#include "message.h"
#include "splice.h"
#include "undo.h"
#include "walk.h"

static void
stream_check(const struct splice *s)
{
	struct str digest = tags_digest(s->tags);

	if (digest.n == 0)
		fatal("%s: the stream does not say of which file it is",
		    s->onnx->name);
	if (tags_size(s->tags) != s->onnx->window.size ||
	    !str_eq(digest, str_of(s->onnx->digest)))
		fatal("%s: the stream is of another file, or the file was "
		    "changed since", s->onnx->name);
}

/* The undo that stands in the file, if it fits it: its text in `text`. */
static bool
old_undo(struct onnx *o, struct undo *old, uint64_t *end, struct buf *text)
{
	struct undo_place place = undo_find(o);
	struct edits edits = { 0 };
	bool fits = false;

	if (place.n == 0)
		return false;
	if (place.n == 1 && place.last) {
		buf_adds(text, window_str(&o->window, place.value));
		fits = undo_read(old, buf_str(text)) == NULL &&
		    undo_fits(old, o, place.at) &&
		    undo_edits(old, place.at, &edits) == NULL;
		edits_free(&edits);
	}
	if (!fits)
		warning("%s: the " UNDO_KEY " in it does not fit: --strip "
		    "will lead to the file as it is now", o->name);
	*end = place.at;
	return fits;
}

/* The way back, as the file's last field. */
static void
add_undo(struct splice *s)
{
	struct onnx *o = s->onnx;
	struct buf old_text = { 0 }, text = { 0 };
	struct view v = view_of(&o->window, &s->edits);
	struct undo head = { .size = o->window.size }, old;
	uint64_t old_end = o->window.size;
	char reason[ONNX_ERROR];
	bool again = old_undo(o, &old, &old_end, &old_text);

	if (again)
		head = old;
	else
		memcpy(head.digest, o->digest, sizeof(head.digest));
	if (!again)
		old_end = o->window.size;
	if (!view_check(&v, v.size, o->name, head.tagged, reason))
		fatal("with the tags: %s", reason);
	undo_write(&text, &head, &v, v.size, again ? &old : NULL, old_end);
	if (text.n > LIMIT_STRING)
		fatal("%s: the " UNDO_KEY " would be longer than 64 MiB",
		    o->name);
	edits_add(&s->edits, o->window.size, 0, STR(""));
	keyvalue_add(&s->edits, MODEL_METADATA_PROPS, STR(UNDO_KEY),
	    buf_str(&text));
	report_key(&s->report, REPORT_MODEL, STR(UNDO_KEY),
	    old_text.n > 0 ? REPORT_REPLACED : REPORT_ADDED);
	edits_done(&s->edits);
	buf_free(&old_text);
	buf_free(&text);
}

void
splice_edits(struct splice *s)
{
	uint64_t size = s->onnx->window.size;

	stream_check(s);
	if (!walk_edits(s)) {
		edits_free(&s->edits);
		return;
	}
	edits_done(&s->edits);
	add_undo(s);
	if (size <= PROTOBUF_MOST &&
	    size + (uint64_t)s->edits.growth > PROTOBUF_MOST)
		fatal("%s: with the tags the file would be larger than 2^31-1 "
		    "bytes, protobuf's bound", s->onnx->name);
}

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
old_undo(struct onnx *o, struct undo *old, struct undo_place *place,
    struct buf *text)
{
	struct edits edits = { 0 };
	bool fits;

	*place = undo_find(o);
	if (place->n == 0)
		return false;
	fits = undo_back(old, o, *place, text, &edits) == NULL;
	if (!fits)
		warning("%s: the " UNDO_KEY " in it does not fit: --strip "
		    "will lead to the file as it is now", o->name);
	edits_free(&edits);
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
	struct undo_place place;
	bool again = old_undo(o, &old, &place, &old_text);

	memcpy(head.digest, o->digest, sizeof(head.digest));
	undo_write(&text, again ? &old : &head, &v, v.size,
	    again ? &old : NULL, again ? place.at : o->window.size);
	if (text.n > LIMIT_STRING)
		fatal("%s: the " UNDO_KEY " would be longer than 64 MiB",
		    o->name);
	edits_add(&s->edits, o->window.size, 0, STR(""));
	keyvalue_add(&s->edits, MODEL_METADATA_PROPS, STR(UNDO_KEY),
	    buf_str(&text));
	report_key(&s->report, REPORT_MODEL, STR(UNDO_KEY),
	    place.n > 0 ? REPORT_REPLACED : REPORT_ADDED);
	edits_done(&s->edits);
	buf_free(&old_text);
	buf_free(&text);
}

/* Files have bounds, and tags may not push one past them. */
static void
size_check(const struct splice *s)
{
	uint64_t size = s->onnx->window.size;
	uint64_t after = size + (uint64_t)s->edits.growth;

	if (size <= PROTOBUF_MOST && after > PROTOBUF_MOST)
		fatal("%s: with the tags the file would be larger than 2^31-1 "
		    "bytes, protobuf's bound", s->onnx->name);
	if (after > LIMIT_FILE)
		fatal("%s: with the tags the file would be larger than 2^35-1 "
		    "bytes", s->onnx->name);
}

void
splice_edits(struct splice *s)
{
	stream_check(s);
	if (!walk_edits(s)) {
		edits_free(&s->edits);
		return;
	}
	edits_done(&s->edits);
	add_undo(s);
	size_check(s);
}

#include "strip.h"

#include "message.h"
#include "undo.h"

static _Noreturn void
refuse(const struct onnx *o, const char *why)
{
	fatal("%s: " UNDO_KEY " %s: nothing is stripped", o->name, why);
}

void
strip_edits(struct edits *e, struct onnx *o)
{
	struct undo_place place = undo_find(o);
	char digest[33], reason[ONNX_ERROR];
	struct buf text = { 0 };
	struct undo undo;
	const char *why;
	struct view v;

	if (place.n == 0)
		return;
	if (place.n > 1)
		refuse(o, "stands twice");
	if (!place.last)
		refuse(o, "is not the last field: "
		    "the file was changed since it was tagged");
	buf_adds(&text, window_str(&o->window, place.value));
	why = undo_read(&undo, buf_str(&text));
	if (why == NULL && !undo_fits(&undo, o, place.at))
		why = "does not fit: the file was changed since it was tagged";
	if (why == NULL)
		why = undo_edits(&undo, place.at, e);
	if (why != NULL)
		refuse(o, why);
	edits_add(e, place.at, o->window.size - place.at, STR(""));
	edits_done(e);
	buf_free(&text);
	v = view_of(&o->window, e);
	if (v.size != undo.size ||
	    !view_check(&v, v.size, o->name, digest, reason) ||
	    strcmp(digest, undo.digest) != 0)
		refuse(o, "does not lead back to the file that was tagged");
}

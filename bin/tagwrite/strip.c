#include "strip.h"

#include "message.h"
#include "undo.h"

void
strip_edits(struct edits *e, struct onnx *o)
{
	struct undo_place place = undo_find(o);
	struct buf text = { 0 };
	struct undo undo;
	const char *why;

	if (place.n == 0)
		return;
	why = undo_back(&undo, o, place, &text, e);
	if (why != NULL)
		fatal("%s: " UNDO_KEY " %s: nothing is stripped", o->name,
		    why);
	buf_free(&text);
}

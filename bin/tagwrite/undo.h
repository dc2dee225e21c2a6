/*
 * undo: the way back to a file's bytes before it was tagged, as text in the
 * file itself (tagwrite.1, UNDO): edits again, in places of the tagged file.
 * Nothing in it is derived from what messages mean, so that it restores any
 * bytes whatever.
 *
 * It is the value of `hierutils.undo` in the model's metadata, and that entry
 * is the file's last field: what stands before it is what the text speaks of.
 */
#ifndef UNDO_H
#define UNDO_H

#include "view.h"

#define UNDO_KEY "hierutils.undo"

/* Where the entry stands in a file, if it does. */
struct undo_place {
	uint64_t n;		/* how many entries have this key */
	uint64_t at;		/* the last one, its tag */
	struct span value;
	bool last;		/* it is the file's last field */
};

struct undo {
	uint64_t size;		/* of the first file */
	char digest[33];
	struct str edits;	/* unread yet */
};

struct undo_place undo_find(struct onnx *);
/*
 * The way back from the file: the undo at the place, read from its text, which
 * `text` comes to hold, and its edits, done.  They are followed: NULL when they
 * lead to a file of the size and digest that the undo names, else the reason.
 */
const char *undo_back(struct undo *, struct onnx *, struct undo_place,
    struct buf *text, struct edits *);

/* Steps of that.  The text's head; it points into the text. */
const char *undo_read(struct undo *, struct str text);
/* Its edits, of a file of which `end` bytes stand before the entry. */
const char *undo_edits(const struct undo *, uint64_t end, struct edits *);

/*
 * Appends the text that leads from the edited file, of which `end` bytes stand
 * before the entry, back to the file; or, when that is a tagged one, which
 * `old` fits and ends at `old_end`, to the first.  Else old is NULL and
 * old_end the file's size.  `old` was walked by undo_edits: it has no fault.
 */
void undo_write(struct buf *, const struct undo *head, const struct view *,
    uint64_t end, const struct undo *old, uint64_t old_end);

#endif

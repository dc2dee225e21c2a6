/*
 * edits: how one file's bytes become another's: places, in the order of the
 * file, where bytes are removed and others put in.  All else stays.
 *
 *	edits_add(&e, at, remove, insert) ...
 *	edits_done(&e);
 *	... view.h reads the result, output.h writes it ...
 *
 * Places do not overlap and never go back.  Memory: 40 bytes an edit and the
 * bytes that are put in.  {0} is a valid empty list.
 */
#ifndef EDITS_H
#define EDITS_H

#include <stdint.h>

#include "window.h"

struct edit {
	uint64_t at, remove;	/* in the file */
	uint64_t text, insert;	/* in the list's text */
	uint64_t to;		/* in the result, from edits_done on */
};

struct edits {
	struct edit *edit;
	size_t n, cap;
	struct buf text;
	int64_t growth;		/* bytes put in less bytes removed, so far */
};

void edits_add(struct edits *, uint64_t at, uint64_t remove, struct str insert);

/*
 * A message that edits are made in: its length, which stands before it, follows
 * from them, so that it is entered before and left after.  A length that does
 * not change stays as it is; else it becomes a varint of the shortest form.
 */
struct entered {
	size_t edit;		/* of the length, kept free for it */
	int64_t growth;		/* before */
	uint64_t length_at;
	struct span payload;
};

struct entered edits_enter(struct edits *, uint64_t length_at, struct span);
void edits_leave(struct edits *, struct entered);

/* Sets `to`; drops places that change nothing. */
void edits_done(struct edits *);
void edits_free(struct edits *);

static inline struct str
edit_text(const struct edits *e, const struct edit *of)
{
	return (struct str){ e->text.p + of->text, of->insert };
}

/* Appends a varint of the shortest form; how long it is. */
void varint_add(struct buf *, uint64_t);
unsigned varint_size(uint64_t);

#endif

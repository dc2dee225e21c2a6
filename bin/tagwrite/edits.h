/*
 * edits: how one file's bytes become another's: places, in the order of the
 * file, where bytes are removed and others put in.  All else stays.
 *
 *	edits_add(&e, at, remove, insert) ...
 *	edits_done(&e);
 *	... view.h reads the result, output.h writes it ...
 *
 * Places do not overlap and never go back.  Memory: 32 bytes an edit; the bytes
 * that are put in are spooled.  {0} is a valid empty list.
 */
#ifndef EDITS_H
#define EDITS_H

#include "spool.h"

struct edit {
	uint64_t at;		/* in the file */
	uint64_t to;		/* in the result, from edits_done on */
	uint64_t text;		/* in the list's text; or the number */
	uint32_t remove;
	uint32_t insert : 31, number : 1;
};

struct edits {
	struct edit *edit;
	size_t n, cap;
	struct spool text;
	int64_t growth;		/* bytes put in less bytes removed, so far */
	uint32_t depth;		/* messages entered and not left */
};

void edits_add(struct edits *, uint64_t at, uint64_t remove, struct str insert);
/* More bytes of the edit that was added last. */
void edits_more(struct edits *, struct str);
/* The same, a field's begin: its tag, its length. */
void edits_head(struct edits *, uint32_t tag, uint64_t length);

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

enum { VARINT = 10 };		/* bytes of the longest */

/* As much as lies together of what the edit puts in, from `from` on; until the
 * next call.  `number` is room for it. */
struct str edits_text(struct edits *, const struct edit *, uint64_t from,
    char number[VARINT]);

/* How long a varint of the shortest form is. */
unsigned varint_size(uint64_t);

#endif

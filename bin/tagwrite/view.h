/*
 * view: an edited file's bytes at any offset, before it is written: an undo is
 * checked before a byte of its result stands anywhere.
 */
#ifndef VIEW_H
#define VIEW_H

#include "edits.h"
#include "onnx.h"

struct view {
	struct window *from;	/* the file */
	struct edits *edits;	/* done */
	uint64_t size;		/* of the result */
};

struct view view_of(struct window *, struct edits *);
/* What window.h's reader is: up to n bytes at `at`, -1 with errno. */
ssize_t view_read(void *view, void *to, size_t n, uint64_t at);

/* Is the result an ONNX file?  Its digest; false with the reason, which begins
 * with the name. */
bool view_check(const struct view *, const char *name, char digest[33],
    char reason[ONNX_ERROR]);

#endif

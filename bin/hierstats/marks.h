/*
 * marks: names of models with what is printed beside them, and where in a text
 * a name can stand.
 *
 * A name begins where no letter, digit, `_`, `/`, `-` or `\` stands before it,
 * no `::`, and no `.` but that of `...`; it ends where no letter, digit or `_`
 * follows, no `::`, and no `.`, `/` or `-` with one of them behind it.  Bytes
 * from 0x80 are letters.  ONNX Runtime's endings of a node's events belong to
 * the name that they stand behind.
 *
 * A name of letters or of digits only, or of less than three bytes, is plain:
 * it would be found in words and numbers, and so counts in quotes only, or
 * with such an ending.
 */
#ifndef MARKS_H
#define MARKS_H

#include "named.h"

/* A name that is longer, or has more places within it where one could end, is
 * not looked for: each end is tried where a name could begin. */
enum { MARKS_NAME = 1 << 16, MARKS_ENDS = 32 };

struct mark {
	uint32_t text;		/* in `texts` */
	bool several;		/* others of this name have another text */
	bool plain;
};

struct marks {
	struct arena arena;
	struct intern names;	/* without a newline, not empty */
	struct intern texts;	/* ` [module]`, harmless */
	struct mark *mark;	/* by name */
	uint32_t cap;
	unsigned ends;		/* at most, within a name */
	size_t longest;		/* bytes that one can take, its ending's too */
	uint8_t first[1 << 13];	/* a bit for each two bytes that begin one */
};

/* The names of a model, that have a module; copied. */
void marks_add(struct marks *, const struct named *, const struct model *);
void marks_free(struct marks *);

/* The bytes of what is marked at `text`, or 0, and its mark.  Two bytes stand
 * before it; no name goes past a newline or `end`. */
size_t marks_match(const struct marks *, const char *text, const char *end,
    const struct mark **);

/* May a name begin at p, by its first two bytes?  Quick, for marks_match. */
static inline bool
marks_begin(const struct marks *m, const char *p, const char *end)
{
	unsigned two = (unsigned char)p[0] << 8 |
	    (end - p > 1 ? (unsigned char)p[1] : 0);

	return (m->first[two >> 3] & 1u << (two & 7)) != 0;
}

#endif

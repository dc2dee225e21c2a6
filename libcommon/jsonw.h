/*
 * jsonw: a streaming JSON writer; the only place with JSON's punctuation.
 *
 * Output goes through a block to a file descriptor.  The first write error
 * sticks and is told once, by jsonw_finish.  Commas are placed by the writer.
 * No space, no line break is written but the newline of jsonw_line.
 *
 * Bytes become JSON strings by PEP 383: well-formed UTF-8 stands as it is,
 * any other byte b as the lone surrogate \udc00+b.  Control characters are
 * \b \f \n \r \t or \u00XX; `"` and `\` have a backslash; nothing else is
 * escaped.  json_unescape is the inverse for all bytes.
 */
#ifndef JSONW_H
#define JSONW_H

#include <stdint.h>

#include "str.h"

struct jsonw {
	int fd;
	struct buf *buf;	/* written to instead, when it is not NULL */
	int error;		/* errno of the first failed write, or 0 */
	bool comma;		/* the next key or item needs one before it */
	unsigned depth;
	size_t n;		/* bytes of block filled */
	char *block;		/* JSONW_BLOCK bytes, owned */
	uint64_t written;	/* bytes handed to the writer so far */
};

enum { JSONW_BLOCK = 1 << 16 };

void jsonw_open(struct jsonw *, int fd);
/* To memory: values go to the buf's end, each whole once jsonw_flush is called
 * behind it. */
void jsonw_open_buf(struct jsonw *, struct buf *);
void jsonw_flush(struct jsonw *);
/* Flush; 0, or the errno of the first failure.  Frees the block; leaves the
 * descriptor open. */
int jsonw_finish(struct jsonw *);

void jsonw_begin(struct jsonw *, char open);	/* '{' or '[' */
void jsonw_end(struct jsonw *, char close);	/* '}' or ']' */
void jsonw_line(struct jsonw *);		/* newline, at depth 0 */

/* A key that needs no escape. */
void jsonw_name(struct jsonw *, struct str);
/* A key of any bytes. */
void jsonw_key(struct jsonw *, struct str);
void jsonw_string(struct jsonw *, struct str);
/* Beyond +-2^53 as a string (protobuf's JSON mapping). */
void jsonw_int(struct jsonw *, int64_t);
void jsonw_uint(struct jsonw *, uint64_t);
/* The shortest form that reads back as the same number, with a point or an
 * exponent; NaN, Infinity and -Infinity as strings. */
void jsonw_float32(struct jsonw *, float);
void jsonw_float64(struct jsonw *, double);
void jsonw_bool(struct jsonw *, bool);
void jsonw_null(struct jsonw *);
/* A value, or several members with their commas, that is JSON already. */
void jsonw_raw(struct jsonw *, struct str);

#endif

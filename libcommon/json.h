/*
 * json: a strict pull scanner over one JSON text (RFC 8259) in memory.
 *
 * It copies nothing: keys and values come as spans of the text, so that what
 * a filter does not own leaves it byte for byte.  Every byte stepped over is
 * checked: grammar, UTF-8, no control character within a string, depth at
 * most LIMIT_JSON_DEPTH.
 *
 * The first error sticks: `error` names it, `p` is where, and every later
 * call returns the type's nothing (JSON_ERROR, false, an empty span).  So a
 * caller may test once, at the end.
 *
 *	json_open(&j, text);
 *	if (json_enter(&j, '{'))
 *		while (json_member(&j, &key))
 *			value = json_skip(&j);
 *	if (!json_close(&j))
 *		... j.error at offset j.p - j.begin
 *
 * Strings: a key or string span stands between the quotes, still escaped.
 * json_unescape gives its bytes; a lone surrogate \udc80..\udcff is the byte
 * 0x80..0xff (PEP 383).  Any other lone surrogate is an error there, though
 * the grammar lets it pass through.
 */
#ifndef JSON_H
#define JSON_H

#include <stdint.h>

#include "arena.h"
#include "str.h"

enum json_type {
	JSON_ERROR,
	JSON_OBJECT,
	JSON_ARRAY,
	JSON_STRING,
	JSON_NUMBER,
	JSON_TRUE,
	JSON_FALSE,
	JSON_NULL,
};

struct json {
	const char *begin, *p, *end;
	const char *error;	/* a constant string, or NULL */
	unsigned depth;		/* objects and arrays entered and not left */
	bool first;		/* no member or item of the innermost yet */
};

void json_open(struct json *, struct str text);
/* The type of the value at the cursor. */
enum json_type json_peek(struct json *);
/* Step into the object ('{') or array ('[') at the cursor. */
bool json_enter(struct json *, char open);
/* The next member's key; the cursor is at its value.  False past the last one,
 * with the object left. */
bool json_member(struct json *, struct str *key);
/* The same, where the next member has this key, an ASCII name that is written
 * without escape or space; else false, with nothing done and no error. */
bool json_member_is(struct json *, struct str name);
/* The cursor is at the next item.  False past the last, with the array left. */
bool json_item(struct json *);
/* Step over the value at the cursor; its span, quotes and braces included. */
struct str json_skip(struct json *);
/* The string at the cursor, still escaped, without its quotes. */
bool json_string(struct json *, struct str *);
/* The text has ended where it should: no error, nothing left but space. */
bool json_close(struct json *);

/* The bytes that an escaped string stands for: the span itself when it holds
 * no escape, else made in the arena.  False on a lone surrogate that is no
 * escaped byte. */
bool json_unescape(struct str escaped, struct arena *, struct str *);
/* Is this escaped key the plain ASCII name? */
bool json_key_is(struct str escaped, struct str name);
/* The value of an object's first member of this name, as it stands; {0} when
 * there is none, or the span is no object. */
struct str json_get(struct str span, struct str name);
/* The number of an array's items; 0 when the span is no array. */
size_t json_count(struct str span);

/* The value of a span that json_skip gave; false when it is not that type or
 * does not fit.  An integer may also be a string of digits: beyond 2^53
 * numbers stand in the stream as strings. */
bool json_to_string(struct str span, struct arena *, struct str *);
bool json_to_int(struct str span, int64_t *);
bool json_to_uint(struct str span, uint64_t *);
bool json_to_double(struct str span, double *);
bool json_to_bool(struct str span, bool *);

#endif

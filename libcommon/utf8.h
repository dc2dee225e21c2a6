/*
 * utf8: well-formed UTF-8 (RFC 3629, section 4): no overlong forms, no
 * surrogates, nothing past U+10FFFF.
 */
#ifndef UTF8_H
#define UTF8_H

#include <stdint.h>

#include "str.h"

/* Bytes of the well-formed sequence that s begins with; 0 when it does not. */
unsigned utf8_length(struct str);
/* The same, and the code point that it is; left alone when it is none. */
unsigned utf8_decode(struct str, uint32_t *code_point);
/* Does a code point steer a terminal or turn the text round: the controls C0,
 * DEL and C1, line ends U+2028 and 2029, and marks of direction, U+061C,
 * U+200E, U+200F, U+202A..2E, U+2066..69? */
bool utf8_steers(uint32_t code_point);
/* The sequence of a code point that is no surrogate; returns its end. */
char *utf8_put(char *, uint32_t code_point);

#endif

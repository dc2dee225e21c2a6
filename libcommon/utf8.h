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
/* The sequence of a code point that is no surrogate; returns its end. */
char *utf8_put(char *, uint32_t code_point);

#endif

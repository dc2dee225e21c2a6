/*
 * text: names of a file as text that can do no harm.
 *
 * Control characters (C0, DEL, C1, line and paragraph separators, and those
 * that turn the direction of writing) are shown as \xNN or \uNNNN, bytes that
 * are no UTF-8 as U+FFFD; the rest stands as it is.
 */
#ifndef TEXT_H
#define TEXT_H

#include <stdint.h>

#include "str.h"

void text_add(struct buf *, struct str);
/* Bytes that are no UTF-8 as U+FFFD; nothing else changes. */
void text_utf8(struct buf *, struct str);
/* Characters of well-formed text: its columns, where each takes one (wide and
 * combining ones do not; alignment is then off by them). */
size_t text_columns(struct str);

/* So many spaces. */
void text_pad(struct buf *, size_t columns);

#endif

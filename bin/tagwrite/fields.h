/*
 * fields: fields of bytes, and entries (keyvalue.h), made as edits.
 */
#ifndef FIELDS_H
#define FIELDS_H

#include "edits.h"

/* Each puts more into the edit that was added last: a field of bytes, whose tag
 * is of one byte, and how long that is; an entry. */
void field_add(struct edits *, uint32_t tag, struct str);
uint64_t field_size(struct str);
void keyvalue_add(struct edits *, uint32_t tag, struct str key,
    struct str value);

#endif

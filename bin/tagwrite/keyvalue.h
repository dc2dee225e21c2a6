/*
 * keyvalue: StringStringEntryProto, read from a file and made as an edit.
 */
#ifndef KEYVALUE_H
#define KEYVALUE_H

#include "edits.h"
#include "onnx.h"

/* An entry's last key and value; without one the span is empty, at 0, the
 * field's tag is 0. */
struct keyvalue {
	struct span key;
	struct field value;
};

void keyvalue_read(struct window *, struct span, struct keyvalue *);

/* Each puts more into the edit that was added last: a field of bytes, whose tag
 * is of one byte, and how long that is; an entry. */
void field_add(struct edits *, uint32_t tag, struct str);
uint64_t field_size(struct str);
void keyvalue_add(struct edits *, uint32_t tag, struct str key,
    struct str value);

#endif

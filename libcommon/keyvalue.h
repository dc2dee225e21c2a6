/*
 * keyvalue: StringStringEntryProto: an entry of metadata_props, external_data
 * and the like.
 */
#ifndef KEYVALUE_H
#define KEYVALUE_H

#include "wire.h"

/* An entry's last key and value; without one the span is empty, at 0, the
 * field's tag is 0. */
struct keyvalue {
	struct span key;
	struct field value;
};

struct keyvalue keyvalue_read(struct window *, struct span);

#endif

#include "fields.h"

#include "onnx.h"

uint64_t
field_size(struct str s)
{
	return 1 + varint_size(s.n) + s.n;
}

void
field_add(struct edits *e, uint32_t tag, struct str s)
{
	edits_head(e, tag, s.n);
	edits_more(e, s);
}

void
keyvalue_add(struct edits *e, uint32_t tag, struct str key, struct str value)
{
	edits_head(e, tag, field_size(key) + field_size(value));
	field_add(e, ENTRY_KEY, key);
	field_add(e, ENTRY_VALUE, value);
}

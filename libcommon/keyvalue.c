#include "keyvalue.h"

#include "onnx.h"

struct keyvalue
keyvalue_read(struct window *w, struct span s)
{
	struct message m = message_of(s);
	struct keyvalue e = { .key = { 0, 0 } };
	struct cursor c;
	struct field f;

	cursor_open(&c, &m);
	while (wire_next(w, &c, &f)) {
		if (f.tag == ENTRY_KEY)
			e.key = f.span;
		else if (f.tag == ENTRY_VALUE)
			e.value = f;
	}
	return e;
}

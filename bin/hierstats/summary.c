#include "form.h"
#include "text.h"

static void
print(const struct report *r, const struct options *o, bool first)
{
	struct buf b = { 0 };

	(void)o;
	(void)first;
	if (r->title.p != NULL) {
		form_title(r, &b);
		buf_adds(&b, STR(": "));
	}
	text_add(&b, r->summary);
	buf_addc(&b, '\n');
	form_write(&b);
	buf_free(&b);
}

const struct form form_summary = { "summary", false, false, print };

#include "separated.h"
#include "text.h"

static void
print(const struct report *r, const struct options *o, bool first)
{
	separated_print(r, o, first, '\t', text_add);
}

const struct form form_tsv = { "tsv", true, false, print };

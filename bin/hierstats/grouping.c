#include "grouping.h"

#include <string.h>

#include "message.h"

const char *const key_name[KEY_COUNT] = {
	"module", "class", "type", "op_type", "by", "precision", "dtype",
	"graph"
};

static _Noreturn void
refuse(struct str key, const char *usage)
{
	struct buf all = { 0 };

	for (int k = 0; k < KEY_COUNT; k++) {
		buf_adds(&all, k == 0 ? STR("") : STR(", "));
		buf_adds(&all, str_of(key_name[k]));
	}
	warning("no such key: %s; there are %.*s", shown(key), (int)all.n,
	    all.p);
	buf_free(&all);
	usage_exit(usage, false);
}

struct grouping
grouping_of(const char *keys, const char *usage)
{
	struct grouping by = { .n = 0 };

	for (const char *p = keys; ; p++) {
		size_t n = strcspn(p, ","), k;

		for (k = 0; k < KEY_COUNT; k++)
			if (strlen(key_name[k]) == n &&
			    memcmp(key_name[k], p, n) == 0)
				break;
		if (k == KEY_COUNT)
			refuse((struct str){ p, n }, usage);
		if (by.n == 2 || (by.n == 1 && by.key[0] == k)) {
			warning("-b takes one key, or two that differ");
			usage_exit(usage, false);
		}
		by.key[by.n++] = (enum key)k;
		p += n;
		if (*p == '\0')
			return by;
	}
}

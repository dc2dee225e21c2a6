#include "grouping.h"

#include <string.h>

#include "message.h"

const char *const key_name[KEY_COUNT] = {
	"module", "class", "type", "op_type", "by", "precision", "dtype",
	"graph"
};

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
		if (k == KEY_COUNT) {
			warning("no such key: %s",
			    shown((struct str){ p, n }));
			usage_exit(usage, false);
		}
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

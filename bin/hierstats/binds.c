#include "binds.h"

#include "json.h"

const char *
binds_add(struct binds *b, const char *text)
{
	const char *equals = strrchr(text, '=');
	struct str symbol;
	int64_t value;
	uint32_t id;

	if (equals == NULL || equals == text)
		return "not SYMBOL=N";
	if (!json_to_int(str_of(equals + 1), &value) || equals[1] == '"' ||
	    value < 0)
		return "no number of at least 0";
	symbol = (struct str){ text, (size_t)(equals - text) };
	id = intern_find(&b->symbol, symbol);
	if (id != NONE)
		return b->value[id] == value ? NULL : "bound twice";
	id = intern_add(&b->symbol, symbol);
	if (id == b->cap) {
		b->cap = grown(id);
		b->value = xreallocarray(b->value, b->cap, sizeof(*b->value));
		b->used = xreallocarray(b->used, b->cap, sizeof(*b->used));
	}
	b->value[id] = value;
	b->used[id] = false;
	return NULL;
}

bool
binds_find(struct binds *b, struct str symbol, int64_t *value)
{
	uint32_t id = intern_find(&b->symbol, symbol);

	if (id == NONE)
		return false;
	b->used[id] = true;
	*value = b->value[id];
	return true;
}

const struct str *
binds_unused(const struct binds *b)
{
	for (uint32_t id = 0; id < b->symbol.n; id++)
		if (!b->used[id])
			return &b->symbol.str[id];
	return NULL;
}

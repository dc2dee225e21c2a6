#include "labels.h"

#include <stdlib.h>

void
labels_open(struct labels *l, uint32_t n)
{
	*l = (struct labels){ .label = xcalloc(n, sizeof(*l->label)) };
}

static uint32_t
text_of(struct labels *l, struct str text, uint32_t thing)
{
	uint32_t n = l->text.n, id = intern_add(&l->text, text);

	GROW(l->first, id, l->cap);
	l->first[id] = id == n ? thing : NONE;
	return id;
}

void
labels_name(struct labels *l, uint32_t thing, struct str name)
{
	l->label[thing] = text_of(l, name, thing);
	if (name.n == 0)
		l->first[l->label[thing]] = NONE;
}

bool
labels_known(const struct labels *l, uint32_t thing)
{
	return l->first[l->label[thing]] == thing;
}

void
labels_place(struct labels *l, uint32_t thing, struct str place)
{
	struct str name = l->text.str[l->label[thing]];
	struct buf b = { 0 };

	buf_adds(&b, name);
	if (name.n > 0)
		buf_addc(&b, '@');
	buf_adds(&b, place);
	while (intern_find(&l->text, buf_str(&b)) != NONE)
		buf_addc(&b, '\'');
	l->label[thing] = text_of(l, arena_copy(&l->arena, buf_str(&b)),
	    thing);
	buf_free(&b);
}

struct str
labels_get(const struct labels *l, uint32_t thing)
{
	return l->text.str[l->label[thing]];
}

void
labels_free(struct labels *l)
{
	intern_free(&l->text);
	free(l->label);
	free(l->first);
	arena_free(&l->arena);
}

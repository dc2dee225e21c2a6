#include <stdlib.h>

#include "names.h"

void
names_open(struct names *s, struct arena *arena)
{
	s->arena = arena;
	s->many = (struct intern){ 0 };
	s->times = s->few_times;
	s->n = 0;
	s->cap = NAMES_FEW;
}

void
names_free(struct names *s)
{
	if (s->times == s->few_times)
		return;
	free(s->times);
	intern_free(&s->many);
}

/* Its id, or n when it is new. */
static uint32_t
find(const struct names *s, struct str name)
{
	uint32_t id;

	if (s->times != s->few_times) {
		id = intern_find(&s->many, name);
		return id == NONE ? s->n : id;
	}
	for (id = 0; id < s->n; id++)
		if (str_eq(s->few[id], name))
			break;
	return id;
}

static void
grow(struct names *s)
{
	bool first = s->times == s->few_times;
	uint32_t i;

	s->cap *= 2;
	s->times = xreallocarray(first ? NULL : s->times, s->cap,
	    sizeof(*s->times));
	if (!first)
		return;
	memcpy(s->times, s->few_times, sizeof(s->few_times));
	for (i = 0; i < s->n; i++)
		intern_add(&s->many, s->few[i]);
}

uint32_t
names_add(struct names *s, struct str name)
{
	s->id = find(s, name);
	if (s->id < s->n)
		return ++s->times[s->id];
	name = arena_copy(s->arena, name);
	if (s->n == s->cap)
		grow(s);
	if (s->times == s->few_times)
		s->few[s->n] = name;
	else
		intern_add(&s->many, name);
	s->times[s->n++] = 1;
	return 1;
}

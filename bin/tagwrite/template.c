#include "template.h"

static const struct str form_name[FORM_COUNT] = {
#define F(id, name) [FORM_##id] = STR(name),
	FORMS(F)
#undef F
};

static enum form
form_of(struct str name)
{
	for (unsigned f = FORM_TEXT + 1; f < FORM_COUNT; f++)
		if (str_eq(name, form_name[f]))
			return (enum form)f;
	return FORM_TEXT;
}

static bool
is_brace(char c)
{
	return c == '{' || c == '}';
}

/* The part that the text begins with: text up to a brace, a brace that stands
 * twice, or a form.  Returns its bytes in the text, 0 with the reason. */
static size_t
parse_part(struct str text, struct part *part, const char **reason)
{
	const char *end;
	size_t n = 0;

	while (n < text.n && !is_brace(text.p[n]))
		n++;
	*part = (struct part){ FORM_TEXT, { text.p, n } };
	if (n > 0)
		return n;
	part->text.n = 1;
	if (text.n > 1 && text.p[1] == text.p[0])
		return 2;
	end = text.p[0] == '{' ? memchr(text.p, '}', text.n) : NULL;
	if (end == NULL) {
		*reason = text.p[0] == '{' ? "a brace that is not closed" :
		    "a closing brace alone; twice it is a brace";
		part->text.n = text.n;
		return 0;
	}
	n = (size_t)(end - text.p) + 1;
	part->text = (struct str){ text.p + 1, n - 2 };
	part->form = form_of(part->text);
	if (part->form == FORM_TEXT)
		*reason = "no such form";
	return part->form == FORM_TEXT ? 0 : n;
}

const char *
template_parse(struct template *t, struct str text, struct arena *arena,
    struct str *at)
{
	const char *reason = NULL;
	uint32_t room = 1;

	/* A brace ends a part and begins one. */
	for (size_t i = 0; i < text.n; i++)
		room += is_brace(text.p[i]) ? 2 : 0;
	*t = (struct template){ .part = arena_calloc(arena, room,
	    sizeof(*t->part)) };
	while (text.n > 0) {
		struct part *part = &t->part[t->n++];
		size_t n = parse_part(text, part, &reason);

		if (n == 0) {
			*at = part->text;
			return reason;
		}
		text.p += n;
		text.n -= n;
	}
	return NULL;
}

bool
template_is(const struct template *t, enum form form)
{
	return t->n == 1 && t->part[0].form == form;
}

bool
template_has(const struct template *t, enum form form)
{
	for (uint32_t i = 0; i < t->n; i++)
		if (t->part[i].form == form)
			return true;
	return false;
}

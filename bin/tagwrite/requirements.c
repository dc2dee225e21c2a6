#include "requirements.h"

#include "message.h"

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* What ONNX Runtime's rules cannot say in a module's path: NULL, or it.
 * onnxruntime/core/framework/layering_annotations.cc, FromConfigString: what
 * parts the text, and what is cut off at a rule's ends. */
static const char *
requirements_layer(struct str path)
{
	static const struct {
		char c;
		const char *name;
	} parting[] = {
		{ ',', "`,`" }, { ';', "`;`" }, { '(', "`(`" }, { ')', "`)`" },
		{ '\0', "NUL" },
	};

	if (path.n == 0)
		return NULL;
	for (size_t i = 0; i < sizeof(parting) / sizeof(parting[0]); i++)
		if (memchr(path.p, parting[i].c, path.n) != NULL)
			return parting[i].name;
	if (path.p[0] == '=')
		return "`=` at the beginning";
	if (is_space(path.p[0]))
		return "space at the beginning";
	return NULL;
}

static void
check_layer(const struct attributed *a, uint32_t module)
{
	struct str path = modules_path(&a->hierarchy.tree, module);
	const char *wrong = requirements_layer(path);

	if (wrong != NULL)
		fatal("%s: module \"%s\": rules of layers cannot hold %s",
		    shown(str_of(a->name)), shown(path), wrong);
}

void
requirements_classes(const struct attributed *a, const struct selection *s,
    const char *what)
{
	const struct hierarchy *h = &a->hierarchy;
	uint32_t lacking = h->module[0].class.n == 0 ? 0 : NONE;

	for (uint32_t i = 0; i < a->n_entry && lacking == NONE; i++)
		if (h->module[a->entry[i].module].class.n == 0 &&
		    !attributed_fallback(a, i) && selection_has(s, i))
			lacking = a->entry[i].module;
	if (lacking == NONE)
		return;
	if (lacking == 0)
		fatal("%s: %s needs classes, that of the root is not known: "
		    "give scopemap a map with -m", shown(str_of(a->name)),
		    what);
	fatal("%s: %s needs classes, that of \"%s\" is not known: "
	    "give scopemap a map with -m", shown(str_of(a->name)), what,
	    shown(modules_path(&h->tree, lacking)));
}

void
requirements_check(const struct attributed *a, const struct profile *profile,
    const struct selection *s)
{
	bool layers = false;

	if (profile->needs_classes)
		requirements_classes(a, s, shown(str_of(profile->name)));
	for (uint32_t i = 0; i < profile->n_key; i++)
		layers |= template_has(&profile->key[i].value, FORM_LAYER);
	for (uint32_t i = 0; layers && i < a->n_entry; i++)
		if (!attributed_fallback(a, i) && selection_has(s, i))
			check_layer(a, a->entry[i].module);
}

/*
 * template: the value of a tag as a profile gives it, text with forms in
 * braces: `{module}`, `{scopes}`; `{{` and `}}` are braces.  profiles.5 says
 * what each form is.
 */
#ifndef TEMPLATE_H
#define TEMPLATE_H

#include <stdbool.h>
#include <stdint.h>

#include "arena.h"
#include "str.h"

/* F(OP_TYPE, "op_type") ...: all of them, by their names. */
#define FORMS(F)							\
	F(MODULE, "module") F(CLASS, "class") F(TYPE, "type")		\
	F(BY, "by") F(CONFIDENCE, "confidence") F(CALL, "call")		\
	F(EXACT, "exact") F(NAME, "name") F(OP_TYPE, "op_type")		\
	F(DOMAIN, "domain") F(GRAPH, "graph") F(INDEX, "index")		\
	F(DEPTH, "depth") F(LEAF, "leaf")				\
	F(SCOPES, "scopes") F(CLASSES, "classes")			\
	F(NAMESPACE, "namespace") F(GROUPS, "groups")			\
	F(LAYER, "layer") F(CLASS_PATH, "class_path")			\
	F(CLASS_DEPTH, "class_depth") F(SCOPE_NAME, "scope_name")

enum form {
	FORM_TEXT,		/* the part's own */
#define F(id, name) FORM_##id,
	FORMS(F)
#undef F
	FORM_COUNT
};

struct part {
	enum form form;
	struct str text;
};

struct template {
	struct part *part;
	uint32_t n;
};

/* NULL, or the reason why the text is none; `at` is then the bytes of it that
 * the reason is about. */
const char *template_parse(struct template *, struct str text, struct arena *,
    struct str *at);
/* Is the whole value this one form? */
bool template_is(const struct template *, enum form);
bool template_has(const struct template *, enum form);

#endif

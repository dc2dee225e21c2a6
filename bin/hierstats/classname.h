/*
 * classname: a module's class, `torch.nn.modules.linear.Linear`, and its own
 * name, `Linear`.
 */
#ifndef CLASSNAME_H
#define CLASSNAME_H

#include "str.h"

/* `*` matches any text; a pattern without a dot the own name, too. */
bool classname_matches(struct str pattern, struct str class);

#endif

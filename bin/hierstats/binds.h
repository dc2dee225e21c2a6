/*
 * binds: numbers for a model's symbolic dimensions, as --bind gives them.
 */
#ifndef BINDS_H
#define BINDS_H

#include "arena.h"
#include "intern.h"

struct binds {
	struct intern symbol;
	int64_t *value;		/* by symbol */
	bool *used;
	uint32_t cap;
};

/* `SYMBOL=N`, cut at the last `=`; the text must live as long as the binds.
 * NULL, or the reason why it is none. */
const char *binds_add(struct binds *, const char *text);
/* A symbol's number; false when it has none. */
bool binds_find(struct binds *, struct str symbol, int64_t *);
/* A symbol that no model had; NULL when all were used. */
const struct str *binds_unused(const struct binds *);

#endif

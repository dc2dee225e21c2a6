/*
 * claims: which parameter an initializer without a name is, by the nodes that
 * read it.
 */
#ifndef CLAIMS_H
#define CLAIMS_H

#include "initializers.h"

/* How the nodes that read an initializer speak of it. */
struct claim {
	uint32_t module;
	struct str param;
	uint32_t call;
	bool any, transposed;
	bool alias;		/* through an Identity: it is another's, too */
	bool several;		/* they do not agree */
	bool made;		/* of several parameters, by its name */
};

struct claims {
	struct initializers *x;
	const struct verdicts *t;
	const struct model *m;
	struct claim *claim;	/* by initializer */
	uint32_t *source;	/* by value: the initializer that it is, ... */
	bool *flipped;		/* ... transposed, ... */
	bool *alias;		/* ... under another name, or NONE */
};

/* `found` holds what names say; `made` is set then, too. */
void claims_open(struct claims *, struct initializers *,
    const struct verdicts *);
void claims_make(struct claims *);
void claims_free(struct claims *);

/* Takes a suffix off a name that has it. */
bool name_cut(struct str *name, struct str suffix);

#endif

/*
 * maps: the module maps that are given together, and what they say of a model.
 *
 * Of several the first that has a member is believed; but a class with its
 * package is more than the same class without.
 */
#ifndef MAPS_H
#define MAPS_H

#include "map.h"
#include "scopes.h"

struct maps {
	struct map *map;	/* in the order given */
	bool *used;		/* of the model at hand */
	uint32_t n;
};

/* Ends the program when the file is no map. */
void maps_add(struct maps *, const char *file);
void maps_free(struct maps *);
/* Brings the modules into the tree, once initializers and metadata have theirs
 * there.  A map that names none of those is not used, with a warning that
 * names the model. */
void maps_modules(struct maps *, struct scopes *);
/* When all scopes are known: what the maps know by other names, and how they
 * and the model disagree, a warning a kind. */
void maps_finish(const struct maps *, struct scopes *);

/* Where a module comes in the maps; UINT64_MAX when none has it. */
uint64_t maps_rank(const struct maps *, struct str path);
/* The type that the maps give a module. */
struct str maps_type(const struct maps *, struct str path);
/* Writes the member as the maps have it; false when none does. */
bool maps_write(const struct maps *, struct str path, enum member,
    struct jsonw *);

#endif

/*
 * names: how often each name has come, in a message that may repeat them
 * (attributes, metadata).  Few names, the usual case, cost no allocation.
 */
#ifndef NAMES_H
#define NAMES_H

#include "intern.h"
#include "arena.h"

enum { NAMES_FEW = 16 };

struct names {
	struct arena *arena;	/* keeps the names */
	struct str few[NAMES_FEW];
	struct intern many;	/* all of them, once there are more */
	uint32_t *times;	/* by id */
	uint32_t n, cap;
	uint32_t few_times[NAMES_FEW];
	uint32_t id;		/* of the name last added */
};

void names_open(struct names *, struct arena *);
void names_free(struct names *);
/* How often the name has come, this time included. */
uint32_t names_add(struct names *, struct str);

#endif

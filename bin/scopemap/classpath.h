/*
 * classpath: paths of classes, as earlier tools name modules by:
 *
 *	/BertModel/BertEncoder/BertLayer.0/BertAttention
 *
 * The classes of the module and of those round it, without packages, each with
 * the number that its path's last atom is, if it is one.  ModuleList,
 * ModuleDict and Sequential stand not in it, nor does a module whose class is
 * not known.  Siblings of one class have one path, which then is nobody's.
 */
#ifndef CLASSPATH_H
#define CLASSPATH_H

#include "pairs.h"
#include "scopes.h"

struct classpath {
	struct intern component;
	struct pairs path;	/* (path above, component) */
	uint32_t *module;	/* by path: whose it is, or NONE */
	struct arena arena;
};

/* When all classes that somebody names are known. */
void classpath_open(struct classpath *, const struct scopes *);
void classpath_free(struct classpath *);
/* The one module that has this path, or NONE. */
uint32_t classpath_find(const struct classpath *, struct str path);

#endif

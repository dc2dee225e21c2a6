/*
 * reference: an attributed model that another was made from.
 */
#ifndef REFERENCE_H
#define REFERENCE_H

#include "modules.h"
#include "outline.h"

struct reference_node {
	uint32_t module;	/* NONE when it was not known */
	uint32_t call;
	uint32_t more, n_more;	/* other modules: reference.more */
	bool inexact;
	bool borrowed;		/* it showed none of itself */
};

struct reference_parameter {
	uint32_t module;	/* NONE when it is nobody's, or not known */
	struct str param;	/* empty when not known */
	bool transposed;
};

struct reference {
	const char *file;	/* of the stream */
	struct str name;	/* of the model's file; {0} when not known */
	struct model m;
	struct arena arena;
	struct modules tree;
	struct str *class;	/* by module: JSON as it stands, or {0} */
	struct str *class_by;	/* what says so, alike */
	uint32_t n_class, cap_class;
	struct reference_node *node;
	uint32_t cap_node;
	struct reference_parameter *parameter;	/* by initializer */
	uint32_t cap_parameter;
	uint32_t *more, n_more, cap_more;
	struct buf last;	/* `module` of the node before, as it stands */
	uint32_t last_module;
	struct vocabulary words;
	struct outline outline;
};

/* Ends the program when the file is no stream of one attributed model. */
void reference_open(struct reference *, const char *file);

#endif

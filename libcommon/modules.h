/*
 * modules: a tree of nn.Module paths, as named_modules() spells them.
 *
 * A path is atoms joined by dots; "" is the root, id 0, always there.  Adding
 * a path adds its ancestors.  Ids count in the order added, so a parent's id
 * is less than its children's.  Paths with an empty atom, of more than
 * LIMIT_MODULE_DEPTH atoms or LIMIT_MODULE_PATH bytes, are none.
 *
 * The tree keeps views of the paths: the bytes must live as long as it does.
 */
#ifndef MODULES_H
#define MODULES_H

#include "intern.h"

struct modules {
	struct intern path;	/* str by id */
	uint32_t *parent;	/* NONE for the root */
	uint16_t *depth;	/* 0 for the root */
	uint32_t n, cap;
};

void modules_open(struct modules *);
void modules_free(struct modules *);
/* The path's id; NONE when it is no path. */
uint32_t modules_add(struct modules *, struct str path);
uint32_t modules_find(const struct modules *, struct str path);
struct str modules_path(const struct modules *, uint32_t id);

/* The last atom. */
struct str modules_atom(const struct modules *, uint32_t id);
/* The number that the last atom is, as in a list; -1 when it is none, or has
 * more than six digits. */
long modules_number(const struct modules *, uint32_t id);
/* Adds the path of the member `number` of a list, there or not. */
void modules_member_path(const struct modules *, uint32_t list, uint32_t number,
    struct buf *);
/* What the TorchScript exporter calls the module within its parent: the path
 * from its last atom that is no number; the whole path when all are
 * (torch/onnx/utils.py, _setup_trace_module_map,
 * _unqualified_variable_name). */
struct str modules_variable(const struct modules *, uint32_t id);

/* Is `id` the module `above` or below it? */
bool modules_within(const struct modules *, uint32_t id, uint32_t above);
/* The deepest module that both are within. */
uint32_t modules_common(const struct modules *, uint32_t a, uint32_t b);

#endif

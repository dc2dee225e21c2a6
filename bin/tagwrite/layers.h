/*
 * layers: the fewest rules of ONNX Runtime's option
 * `session.layer_assignment_settings` that give each module its device
 * (onnxruntime/core/framework/layering_annotations.cc, version 1.32).
 *
 * A node's value is its module's path and a dot, the root's the dot alone.  A
 * rule is a prefix of values, or with `=` a value.  Of prefixes the one that
 * stands first in the option decides, of all rules prefixes go before values.
 * So a module without a device may not be within a prefix; one of another
 * device may, when its own prefix stands before.
 */
#ifndef LAYERS_H
#define LAYERS_H

#include "modules.h"

enum { DEVICES = 16 };

struct layers {
	const struct modules *tree;
	/* By module: 0 for none, else the device's number, from 1. */
	uint8_t *device;
	bool *has_nodes;	/* the others' device does not matter */
	unsigned n_device;
};

struct rule {
	uint32_t module;
	uint8_t device;
	bool prefix;
	uint8_t stage;		/* rules of a lower one stand before it */
};

struct rules {
	struct rule *rule;	/* in the order of the option */
	uint32_t n;
};

/* Frees nothing of what it is given. */
void layers_rules(const struct layers *, struct rules *);

#endif

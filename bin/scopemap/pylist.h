/*
 * pylist: a list of strings as Python's repr() writes it, which is how
 * PyTorch's dynamo exporter stores lists in metadata
 * (torch/onnx/_internal/exporter/_core.py, _add_node_metadata).
 *
 *	['', 'encoder', "it's", 'caf\xe9 \u2028']
 *
 * Read to the letter: items in '' or "", a comma and a space between them,
 * repr's escapes (\\ \' \" \n \r \t \xNN \uNNNN \UNNNNNNNN), nothing round it.
 */
#ifndef PYLIST_H
#define PYLIST_H

#include <stdint.h>

#include "arena.h"

struct pylist {
	struct str *item;
	uint32_t n;
};

/* False when the text is no such list.  Items are views of the text, or made
 * in the arena where they held escapes. */
bool pylist_read(struct str text, struct arena *, struct pylist *);

#endif

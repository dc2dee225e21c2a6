/*
 * othertags: tags that other tools left on nodes: class paths
 * (`winml.hierarchy.tag`, `hierarchy_tag`, `hierarchy_tags`, `hierarchy_path`:
 * classpath.h), a class and a path (`hf_module_scope`:
 * `BertLayer.encoder.layer.0`), a path (`source_module`).
 *
 * A tag is stronger than a node's name, but a name that speaks of a module
 * below the tag's agrees and says more: these tools leave out what is
 * PyTorch's own.  A tag of the root says nothing: it is what they give to
 * nodes that they know nothing of.
 */
#ifndef OTHERTAGS_H
#define OTHERTAGS_H

#include "carriers.h"
#include "scopes.h"

/* When names and maps were read. */
void othertags_scopes(struct scopes *, const struct carriers *);

#endif

/*
 * forms: what stands in a tag's value for `{module}`, `{scopes}` ...; what
 * each is, profiles.5 says.
 *
 * The lists go from the root to the node's module and end in the op.  Nodes
 * stand in the order in which they were traced, so what depends on the module
 * alone is kept from node to node.
 */
#ifndef FORMS_H
#define FORMS_H

#include "attributed.h"

struct forms {
	const struct attributed *a;
	const struct profile *profile;
	struct head {
		uint32_t module;	/* that it was made for, or NONE */
		struct buf text;
		bool known;
	} head[FORM_COUNT];
	struct buf scratch;
};

void forms_open(struct forms *, const struct attributed *,
    const struct profile *);
void forms_free(struct forms *);
/* Appends the form of a node.  False when what it is made of is not known; then
 * nothing useful is appended.  `op` becomes the offset in the buf of the op's
 * item, where the form has one. */
bool forms_add(struct forms *, uint32_t node, enum form, struct buf *,
    size_t *op);

/* `/BertModel/BertEncoder/BertLayer.0`; returns how many parts, 0 when the
 * classes are not known. */
unsigned forms_class_path(const struct hierarchy *, uint32_t module,
    const struct patterns *without, struct buf *);
/* `BertLayer.encoder.layer.0`; false when the class is not known. */
bool forms_scope_name(const struct hierarchy *, uint32_t module,
    struct buf *);

#endif

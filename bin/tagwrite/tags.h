/*
 * tags: what one model's stream says, as the tags that its nodes get.
 *
 * A tag is a key and a value, both bytes.  The tags of a node are those of the
 * profile, in the profile's order, then `hierutils.node`; keys do not repeat.
 * Values are made when they are asked for: of a node only numbers are kept.
 */
#ifndef TAGS_H
#define TAGS_H

#include <stdbool.h>
#include <stdint.h>

#include "profile.h"
#include "str.h"

struct tag {
	struct str key, value;
	/* Where in the value the item of the op begins; 0 when it has none.
	 * What stands before is what the tag says of the module. */
	size_t op;
};

struct tag_list {
	const struct tag *tag;
	uint32_t n;
	bool renew;		/* only in the place of tags of these keys */
};

struct tags;
struct attributed;
struct selection;

/* Reads one model's stream ("-": standard input) to its end.  Ends the program
 * when that is bad, cut, of several models, not attributed, or lacks what the
 * profile needs.  assign and sidecar ask that it be read `wired`.  Where tags
 * go elsewhere than into metadata_props `target` names it, else it is NULL: the
 * table says so, for nodes that have tags in several places. */
struct tags *tags_read(const char *stream_name, const struct profile *,
    bool wired, const char *target);
/* The file that the stream is of: its size in bytes, its digest (records.5),
 * empty when the stream does not say. */
struct str tags_digest(const struct tags *);
uint64_t tags_size(const struct tags *);

/* The tags of a node; valid until the next call.  One that the profile leaves
 * out has its hierutils.node renewed, should it have one: a file has one module
 * table, which is this stream's.  False when the stream has no such node: then
 * it is not this file's.  Graph ids as in records.5. */
bool tags_of_node(struct tags *, struct str graph, uint64_t index,
    struct tag_list *);
/* How many nodes the stream has. */
uint32_t tags_nodes(const struct tags *);
/* The entries of the model's own metadata: `hierutils.modules`.  Valid as long
 * as the tags are. */
struct tag_list tags_of_model(struct tags *);

/* What assign and sidecar are made of.  Is the node tagged: selected, and not
 * the root's for want of evidence? */
const struct attributed *tags_attributed(const struct tags *);
const struct profile *tags_profile(const struct tags *);
const struct selection *tags_selection(const struct tags *);
/* Where the tags go, as `-t` calls it. */
struct str tags_target(const struct tags *);
bool tags_tagged(const struct tags *, uint32_t node);

/* Does a key's present value say the same as the tag: byte for byte, or in all
 * but the item of the op? */
bool tag_says_same(const struct tag *, struct str present);

#endif

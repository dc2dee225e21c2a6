/*
 * placing: the tags of one node, or of the model, on their way into its
 * message.  The walk (splice) shows it the message's fields in their order,
 * then the end; what must change becomes edits.
 *
 * In metadata_props a key's first entry keeps its place: its value stays when
 * it says the same, else it is replaced.  Later entries of the key are removed,
 * new ones go behind the message's last field.
 */
#ifndef PLACING_H
#define PLACING_H

#include "fields.h"
#include "keyvalue.h"
#include "onnx.h"
#include "report.h"
#include "tags.h"

enum target { TARGET_METADATA, TARGET_DOC_STRING, TARGET_ATTRIBUTES };

#define NODE_KEY "hierutils.node"

struct placing {
	const char *file;	/* for messages */
	struct window *window;
	struct edits *edits;
	struct report *report;
	enum report_of of;
	struct tag_list tags;
	/* Of a key that is ours, which goes when the tags have it not. */
	struct str own;
	bool changed;		/* the message, by these tags */
	/* its own */
	struct tag *copy;	/* of tags that had to be kept */
	char *bytes;
	bool *seen;
};

/* Each ends the program: when a tag is longer than a string may be; when none
 * may be within the message that the edits are in. */
void string_check(const struct placing *, struct str);
void depth_check(const struct placing *);

/* The tags live until the next call of tags_of_node; with `keep` a copy of them
 * does until the end. */
void placing_begin(struct placing *, struct tag_list, bool keep);
void placing_end(struct placing *);
/* Which tag has the key; the number of tags when none has. */
uint32_t placing_tag(const struct placing *, struct str key);
/* Counts what is done about the key. */
void placing_did(struct placing *, struct str key, enum report_what);

/* Where a field's length stands: behind its tag. */
uint64_t length_at(struct window *, const struct field *);

/* metadata_props: an entry, and the end. */
void entries_field(struct placing *, const struct field *);
void entries_end(struct placing *, uint64_t end, uint32_t tag);

/* NodeProto.doc_string: its last field, NULL for none, then at the end. */
void docstring_field(struct placing *, const struct field *);
void docstring_end(struct placing *, uint64_t end);

/* Attributes, of nodes of custom domains. */
bool attributes_allowed(struct str domain);
/* False when the op itself has an attribute of a tag's name. */
bool attributes_field(struct placing *, const struct field *);
void attributes_end(struct placing *, uint64_t end);

#endif

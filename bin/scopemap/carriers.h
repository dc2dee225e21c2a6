/*
 * carriers: where nodes may carry tags: metadata_props, doc_string, attributes.
 *
 * They are seen as the records are read, and kept of the few nodes that may
 * have tags there, so that a file without any costs nothing.
 *
 * What places a node is asked of the place where the file was last tagged, by
 * its table.  Else, and where there is none of it, in this order: the
 * doc_string, where nothing but tags is ever written in this form; the
 * attributes, for the same reason; the metadata_props, where an exporter's own
 * may still stand.  The first that has any has all: one tagging is not patched
 * with another.
 *
 * A doc_string that is tags is one JSON object, alone or with
 * `\n-- hierutils --\n` and the old text behind it.
 */
#ifndef CARRIERS_H
#define CARRIERS_H

#include "record.h"

enum tag_key {
	KEY_NODE,		/* hierutils.node */
	KEY_NAME_SCOPES, KEY_CLASS_HIERARCHY, KEY_NAMESPACE,
	KEY_WINML,		/* winml.hierarchy.tag */
	KEY_HF,			/* hf_module_scope */
	/* Of earlier tools, in attributes and doc_strings. */
	KEY_HIERARCHY_PATH, KEY_HIERARCHY_TAG, KEY_HIERARCHY_TAGS,
	KEY_SOURCE_MODULE,
	KEY_COUNT
};

enum tag_place { PLACE_UNKNOWN, PLACE_METADATA, PLACE_DOC_STRING,
	PLACE_ATTRIBUTE };

/* JSON as it stands, {0} for a key that is not there. */
struct tag_keys {
	struct str value[KEY_COUNT];
};

struct carrier {
	uint32_t node;
	struct str metadata_props, doc_string, attribute;	/* as above */
	bool others;		/* only other tools' tags place it */
};

struct carriers {
	struct str table;	/* hierutils.modules: JSON as it stands */
	struct carrier *item;	/* nodes in order */
	uint32_t n, cap, n_node;
	bool others;		/* of one or more nodes */
	enum tag_place place;	/* where the file was last tagged */
};

/* For model_hooks.each, with {0} as the context of each model. */
const char *carriers_record(void *carriers, const struct record *);
void carriers_free(struct carriers *);
/* What a node carries; what has to be unescaped for it lies in the arena. */
void carriers_keys(const struct carriers *, const struct carrier *,
    struct arena *, struct tag_keys *);

#endif

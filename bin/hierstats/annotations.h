/*
 * annotations: what nodes and a model say beside the graph, in two models.
 *
 * They are counted by key: metadata_props of nodes and of the model,
 * doc_strings, and attributes of nodes of custom domains, where tagwrite may
 * put its tags.  A key's values are compared as a multiset, by a sum of hashes
 * (XXH3), so that memory grows with keys, not with nodes.
 */
#ifndef ANNOTATIONS_H
#define ANNOTATIONS_H

#include "pairs.h"
#include "record.h"
#include "twins.h"

enum annotation_kind {
	ANNOTATION_MODEL,	/* metadata_props of the model */
	ANNOTATION_METADATA, ANNOTATION_DOC_STRING, ANNOTATION_ATTRIBUTE,
	ANNOTATION_KINDS
};

struct annotation {
	uint64_t count[SIDES];
	uint64_t values[SIDES];
};

struct annotations {
	struct arena arena;
	struct arena scratch;
	struct intern key;
	struct pairs kind;		/* (kind, key) by annotation */
	struct annotation *annotation;
	uint32_t n, cap;
};

extern const char *const annotation_kind_name[ANNOTATION_KINDS];

/* NULL, or why the record is bad. */
const char *annotations_record(struct annotations *, enum side,
    const struct record *);

enum annotation_kind annotations_kind(const struct annotations *, uint32_t);
struct str annotations_key(const struct annotations *, uint32_t);

#endif

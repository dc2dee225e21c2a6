/*
 * origin: which exporter a file is from and what became of it since, as far as
 * that decides how often a rule is right.
 */
#ifndef ORIGIN_H
#define ORIGIN_H

#include "model.h"

enum exporter {
	EXPORTER_OTHER,
	EXPORTER_TORCHSCRIPT,	/* names nodes /scope/Op, values by these */
	EXPORTER_DYNAMO,	/* metadata, or nodes named node_... */
	EXPORTER_COUNT
};

enum origin_kind {
	ORIGIN_EXPORT,
	ORIGIN_REWRITTEN,	/* a tool says so */
	ORIGIN_STRIPPED,	/* most nodes show no scope */
	ORIGIN_COUNT
};

extern const struct str exporter_name[EXPORTER_COUNT];
extern const struct str origin_name[ORIGIN_COUNT];

struct origin {
	enum exporter exporter;
	enum origin_kind kind;
	bool rewritten, metadata;
	uint32_t scoped;	/* nodes that have a scope */
};

/* {0}, then each record of the model, then all of it. */
void origin_record(struct origin *, const struct record *);
void origin_settle(struct origin *, const struct model *);

#endif

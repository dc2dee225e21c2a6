/*
 * origin: which exporter a file is from and what became of it since, as far as
 * that decides how often a rule is right (records.5, "Confidence").
 */
#ifndef ORIGIN_H
#define ORIGIN_H

#include "model.h"

enum exporter {
	EXPORTER_OTHER,
	EXPORTER_TORCHSCRIPT,	/* names nodes /scope/Op, values by these */
	EXPORTER_DYNAMO,	/* metadata, or nodes named node_... */
};

enum origin_kind {
	ORIGIN_EXPORT,
	ORIGIN_REWRITTEN,	/* a tool says so */
	ORIGIN_STRIPPED,	/* most nodes show no scope */
	ORIGIN_REWRITTEN_STRIPPED,	/* both */
	ORIGIN_MAPPED,		/* stripped, but there is a module map */
};

struct origin {
	enum exporter exporter;
	enum origin_kind kind;
	bool rewritten, metadata, mapped, tagged;
	uint32_t scoped;	/* nodes that have a scope */
};

/* {0}, then each record of the model, then all of it. */
void origin_record(struct origin *, const struct record *);
void origin_settle(struct origin *, const struct model *);

#endif

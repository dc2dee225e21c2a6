/*
 * told: what both sidecars tell of a tagged model.
 */
#ifndef TOLD_H
#define TOLD_H

#include "attributed.h"
#include "jsonw.h"
#include "labels.h"
#include "tags.h"

struct told {
	struct tags *tags;
	const struct attributed *a;
	const char *onnx;	/* the file, "" for standard output */
	uint64_t size;		/* of it */
	const char *sidecar;	/* the file that is written */
	char date[24];		/* 2026-01-31T12:00:00Z */
	struct labels node;	/* by node */
	struct str *class_path;	/* by module, {0} when it is not known */
	uint32_t n_module;	/* those with a record */
	uint32_t n_tagged;	/* nodes */
	struct arena arena;
};

/* The date, that of SOURCE_DATE_EPOCH; ends the program when that is none. */
void told_date(char date[24]);
void told_open(struct told *, struct tags *, const char *onnx, uint64_t size);
void told_free(struct told *);

/* Classes whose modules do not stand in paths of classes. */
extern const struct patterns told_without;

/* "name": text, "name": number. */
void told_text(struct jsonw *, const char *name, struct str);
void told_number(struct jsonw *, const char *name, uint64_t);

/* What they write, one object. */
void htp_metadata_write(struct told *, struct jsonw *);
void hierarchy_json_write(struct told *, struct jsonw *);

#endif

/*
 * form: how counts are printed; one file a form.
 *
 * A form prints one model, whole, when its `end` has been read.
 */
#ifndef FORM_H
#define FORM_H

#include "rows.h"

struct options {
	const struct form *form;
	struct grouping by;
	uint32_t depth;		/* UINT32_MAX: all */
	uint32_t top;		/* rows to show; UINT32_MAX: all */
	const struct pathglob *glob;
};

struct form {
	const char *name;
	bool rows;		/* takes -b and -n */
	bool spaced;		/* an empty line between models */
	/* `first`: nothing has been printed yet. */
	void (*print)(const struct stats *, const struct options *, bool first);
};

extern const struct form form_tree, form_table, form_csv, form_tsv,
    form_ndjson, form_summary;

/* The model's file name, harmless, as a title. */
void form_title(const struct stats *, struct buf *);
/* `278 nodes: 199 by scope, ...`, without a newline. */
void summary_add(const struct stats *, struct buf *);
/* Print and empty the buffer. */
void form_write(struct buf *);

#endif

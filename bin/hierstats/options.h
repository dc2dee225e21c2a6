/*
 * options: what the command line asks for.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "binds.h"
#include "pathglob.h"
#include "grouping.h"

struct form;
struct measure;
struct options;

/* From streams to an exit status; other than `counts` an option names it. */
typedef int question(const struct options *, char **stream, int n);

enum { MEASURES = 16 };	/* at a time; more than there are */

struct words {
	struct str *word;
	size_t n;
};

struct options {
	struct words given;	/* options, as `-b` or `--op` */
	const struct form *form;
	question *question;
	const char *asked;	/* by this: `--nodes`, `-f names` */
	struct grouping by;
	const struct measure *measure[MEASURES];
	unsigned n_measure;
	uint32_t depth;		/* UINT32_MAX: all */
	uint32_t top;		/* rows to show; UINT32_MAX: all */
	const struct pathglob *glob;	/* of -m, or NULL */
	const char *module;	/* the same as it was given */
	const char *shapes;	/* a stream with more of them, or NULL */
	struct binds *binds;	/* numbers for symbols */
	struct words where;	/* names that are looked for */
	struct words op;	/* op_types, `*` is any text */
	const char *cut;	/* a module */
	const char *children, *path, *type;	/* of modules, or NULL */
	bool null;		/* NUL behind names */
	bool colour;
	const char **profile;	/* --profile, in order */
	unsigned n_profile;
	const char *time[2];	/* --old-profile, --new-profile, or NULL */
	const char *rules;	/* of --check: a file, or "default" */
	const char *baseline;	/* a stream, or NULL */
};

#endif

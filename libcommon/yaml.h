/*
 * yaml: a YAML file as a tree, for rules and profiles that people write.
 *
 * Read are maps, sequences and scalars of one document; each knows where it
 * stands.  Refused are anchors and aliases (a few of them make a tree of any
 * size), tags, keys that are no scalars, a key that stands twice in its map,
 * a second document, and what passes limits.h.
 *
 * Whoever asks says what a scalar is to be: `text` is what the file means by
 * it, and only when it is `plain`, without quotes, may it be a number, true,
 * false or null.
 *
 * The name is apart from libyaml's own <yaml.h>, which yaml.c alone includes.
 */
#ifndef HIERUTILS_YAML_H
#define HIERUTILS_YAML_H

#include "arena.h"
#include "str.h"

enum yaml_kind { YAML_SCALAR, YAML_SEQUENCE, YAML_MAP };

struct yaml {
	enum yaml_kind kind;
	bool plain;		/* a scalar without quotes */
	unsigned line, column;	/* from 1 */
	struct str key;		/* within a map */
	struct str text;	/* of a scalar */
	struct yaml *first;	/* of a map or sequence, in file order */
	struct yaml *next;	/* behind this in its map or sequence */
};

/* Where and why; `reason` may hold words of the file, made harmless. */
struct yaml_error {
	unsigned line, column;	/* 0: of the file as a whole */
	char reason[256];
};

/* Everything is in the arena.  NULL with `error`. */
const struct yaml *yaml_parse(struct str text, struct arena *,
    struct yaml_error *);
/* The same of a file. */
const struct yaml *yaml_load(const char *file, struct arena *,
    struct yaml_error *);

/* The map's value of this key, or NULL. */
const struct yaml *yaml_find(const struct yaml *map, struct str key);

/* An error at this value, in what a program makes of it. */
void yaml_fail(struct yaml_error *, const struct yaml *, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* `prog: FILE:LINE:COLUMN: reason`, then exit with STATUS_TROUBLE. */
_Noreturn void yaml_fatal(const char *file, const struct yaml_error *);

#endif

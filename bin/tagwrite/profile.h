/*
 * profile: which tags a node gets, as YAML says it (profiles.5).
 *
 * The built-in ones are formats/profiles, compiled in; a user's is a file of
 * the same language.  What is built in has no other code than its YAML.
 */
#ifndef PROFILE_H
#define PROFILE_H

#include "template.h"

/* What tagwrite uses when it is told none. */
#define PROFILE_DEFAULT "torch"

struct profile_key {
	struct str key;
	struct template value;
};

/* Patterns of which one must match; n is 0 when nothing is asked. */
struct patterns {
	struct str *text;
	uint32_t n;
};

enum select {
	SELECT_OP_TYPE, SELECT_DOMAIN, SELECT_MODULE, SELECT_BY, SELECT_GRAPH,
	SELECT_COUNT
};

struct profile {
	const char *name;	/* as messages show it: a file or a name */
	struct profile_key *key;
	uint32_t n_key;
	struct patterns select[SELECT_COUNT];	/* the nodes that get tags */
	struct patterns without;	/* classes that the forms leave out */
	bool needs_classes;	/* of the root and each tagged node's module */
	bool says_module;	/* scopemap finds the module in its keys */
	bool layers;		/* ONNX Runtime finds its layers in them */
	struct arena arena;
};

/* The built-in profile of this name, or the file when the name holds a `/` or
 * ends in `.yaml`.  Ends the program when there is none or it is wrong:
 * `prog: FILE:LINE:COLUMN: reason`.  It lives as long as the program. */
const struct profile *profile_load(const char *name);
/* The same of a text, under a name; NULL with the error. */
struct yaml_error;
struct profile *profile_parse(const char *name, struct str text,
    struct yaml_error *);
void profile_free(struct profile *);

#endif

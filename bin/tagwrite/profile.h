/*
 * profile: which tags a node gets, as YAML says it (profiles.5).
 *
 * The built-in ones are formats/profiles, compiled in; a user's is a file of
 * the same language.
 */
#ifndef PROFILE_H
#define PROFILE_H

#include "str.h"

struct profile;

/* The built-in profile of this name, or the file when the name holds a `/` or
 * ends in `.yaml`.  Ends the program when there is none or it is wrong:
 * `prog: FILE:LINE:COLUMN: reason`.  It lives as long as the program. */
const struct profile *profile_load(const char *name);
/* What tagwrite uses when it is told none. */
#define PROFILE_DEFAULT "torch"

#endif

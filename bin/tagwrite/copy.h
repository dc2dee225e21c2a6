/*
 * copy: an edited file written to a descriptor.  Long stretches that stay go
 * from file to file within the kernel where it can do that; in a new file the
 * holes of the old one stay holes.
 */
#ifndef COPY_H
#define COPY_H

#include "view.h"

/* 0, or an errno: of writing, or of reading when v->from has an error.  `new`:
 * an empty file, at its begin. */
int copy_to(int fd, const struct view *, bool new);

#endif

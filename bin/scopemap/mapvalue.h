/*
 * mapvalue: the values of a map's members, which pass to the stream and so
 * must be what the stream says of them.
 */
#ifndef MAPVALUE_H
#define MAPVALUE_H

#include "map.h"

/* NULL, or why it is not such a value (a constant string). */
const char *mapvalue_wrong(const struct map_member *);
/* As a record has it. */
void mapvalue_write(struct jsonw *, const struct map_member *);
/* The elements of one of the `parameters` or `buffers`; false when they do not
 * tell. */
bool mapvalue_elements(const struct map_member *, struct str name,
    uint64_t *elements);

#endif

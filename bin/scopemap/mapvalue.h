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
/* Shows each of the `parameters` or `buffers` that has a shape: its name, still
 * escaped, and its elements, saturated.  False where they are none. */
bool mapvalue_each(const struct map_member *,
    void (*each)(void *context, struct str key, uint64_t elements),
    void *context);

#endif

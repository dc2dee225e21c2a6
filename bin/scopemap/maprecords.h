/*
 * maprecords: module maps as NDJSON of `module` records (records.5, "Module
 * maps"), which a `map` record may precede.
 */
#ifndef MAPRECORDS_H
#define MAPRECORDS_H

#include "map.h"

/* Does the text begin as records do, with an object whose first member is
 * kind? */
bool maprecords_are(const struct map *);
/* The map's text into the map; false with its error. */
bool maprecords_read(struct map *);

#endif

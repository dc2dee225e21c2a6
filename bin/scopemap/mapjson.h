/*
 * mapjson: module maps as earlier tools wrote them, one JSON object a file:
 *
 *	manual map		{key: {"scope_name": "__module.encoder", ...}}
 *	enhanced map		{"model_info": ..., "modules": {key: {...}}}
 *	enhanced metadata	{..., "hierarchy_metadata": {key: {...}}}
 *	HTP metadata		{..., "modules": {"class_name": ...,
 *				"scope": ..., "children": {key: {...}}}}
 *
 * Keys mean nothing: they hold ids that differ from run to run.  HTP keeps
 * no torch.nn module and no container, and classes without their package.
 */
#ifndef MAPJSON_H
#define MAPJSON_H

#include "map.h"

/* Reads the map's text; false with its error. */
bool mapjson_read(struct map *);

#endif

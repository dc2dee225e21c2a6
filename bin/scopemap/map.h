/*
 * map: a module map, as one file has it: what only the live model knows.
 *
 * Files are told apart by their content: NDJSON of `module` records (records.5,
 * "Module maps"), or the JSON of earlier tools (mapjson.h).  The whole text
 * stays in memory, and what modules say are spans of it.
 *
 * A path stands once.  `parent`, where it is given, is the path without its
 * last atoms: of one in a coarser tree, without more than one.  So no map can
 * be a cycle.
 */
#ifndef MAP_H
#define MAP_H

#include "modules.h"
#include "record.h"

/* How a member's value stands in the file, where a record has it otherwise. */
enum map_form {
	MAP_PLAIN,
	MAP_CHILDREN,		/* [[name, class] ...]: the names */
	MAP_SHAPES,		/* {name: [dimension ...]}: as parameters */
	MAP_ELEMENTS,		/* of the same the number of elements */
};

struct map_member {
	uint8_t id;		/* enum member */
	uint8_t form;		/* enum map_form */
	struct str value;	/* JSON as it stands */
};

struct map_module {
	const char *at;		/* in the text; NULL: only round a module */
	struct str class;	/* {0} when it is not known */
	struct str type;
	uint32_t member, n_member;	/* in map.member */
};

struct map {
	const char *file;
	struct buf text;
	size_t blank;		/* so many bytes it begins with are space */
	struct arena arena;	/* what spans unescape to */
	struct modules tree;
	struct map_module *module;	/* by tree id */
	struct map_member *member;
	struct intern alias;	/* other paths of modules that are shared */
	uint32_t *alias_of;	/* by alias: tree id */
	uint32_t n_listed, n_member, cap_module, cap_member, cap_alias;
	bool partial;		/* its form leaves modules out */
	const char *error_at;	/* in the text, or NULL */
	char error[256];
};

/* 0, or -1 with the error, which map_fatal prints. */
int map_read(struct map *, const char *file);
/* The same of a text, which is copied, and is NDJSON of module records. */
int map_read_records(struct map *, struct str text);
void map_free(struct map *);
_Noreturn void map_fatal(const struct map *);
/* The line of the error, from 1. */
unsigned long long map_error_line(const struct map *);
/* The module that has this path, also as an alias; NULL when none has. */
const struct map_module *map_find(const struct map *, struct str path);
/* The value of a member, an empty one when the module has none. */
struct map_member map_get(const struct map *, const struct map_module *,
    enum member);

/* For the readers of forms.  The first error sticks; all return false. */
bool map_fail(struct map *, const char *at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Members given next are of this module. */
bool map_add(struct map *, const char *at, struct str path,
    struct map_module **);
bool map_add_member(struct map *, struct map_module *, enum member,
    enum map_form, struct str value);

#endif

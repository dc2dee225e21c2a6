/*
 * limits: every bound on what a file or stream may ask of hierutils.
 *
 * Each stands in hierutils.7 too, and has a test at it and one past it.
 * Passing one is an error with its name in words, except where it bounds what
 * is told or tried: LIMIT_CONTAINERS, _CANDIDATES, _MERGED and _RANK cut.
 */
#ifndef LIMITS_H
#define LIMITS_H

#include <stdint.h>

/* Bytes of an ONNX file: what a length of 5 bytes says.  protobuf's libraries
 * read no message over PROTOBUF_MOST; other readers of ONNX do. */
#define LIMIT_FILE	((INT64_C(1) << 35) - 1)
#define PROTOBUF_MOST	INT32_MAX

enum {
	/* Bytes of an event of a profile. */
	LIMIT_EVENT = 1 << 20,
	/* Objects and arrays within one another in a line of a stream. */
	LIMIT_JSON_DEPTH = 256,
	/* Bytes of a line of a stream, its newline included. */
	LIMIT_LINE = 256 << 20,
	/* Bytes of a module map; modules in it, and round those. */
	LIMIT_MAP = 1 << 30,
	LIMIT_MODULES = 1 << 21,
	/* Members of a record. */
	LIMIT_MEMBERS = UINT16_MAX,
	/* Bytes of a YAML file; values in it, and maps and sequences within
	 * one another. */
	LIMIT_YAML = 4 << 20,
	LIMIT_YAML_NODES = 1 << 17,
	LIMIT_YAML_DEPTH = 32,
	/* Rules in a file of them; patterns in a list of a profile's: each is
	 * tried on each module or node. */
	LIMIT_RULES = 1024,
	/* Messages and groups within one another in an ONNX file, the
	 * protobuf libraries' own default; graphs in a stream. */
	LIMIT_WIRE_DEPTH = 100,
	/* Bytes of a string in an ONNX file. */
	LIMIT_STRING = 64 << 20,
	/* Bytes of an attribute's name, a function's name, domain, overload:
	 * each record repeats what ids of graphs are made of.  And of a node's
	 * name in a profile, which is looked for by parts. */
	LIMIT_NAME = 4096,
	/* Times that a file repeats a singular message, all of them. */
	LIMIT_PARTS = 1 << 16,
	/* Atoms of a module path; deeper ones are not read as paths. */
	LIMIT_MODULE_DEPTH = 100,
	/* Bytes of one: each record below it repeats them. */
	LIMIT_MODULE_PATH = 4096,
	/* Containers without a call between a module and one that it calls. */
	LIMIT_CONTAINERS = 6,
	/* Modules that one scope may stand for; more are not told apart. */
	LIMIT_CANDIDATES = 256,
	/* Modules that a node is said to be merged from, besides its own. */
	LIMIT_MERGED = 64,
	/* Dimensions of a shape; of one that has more none is known. */
	LIMIT_RANK = 64,
	/* Elements of a tensor that are written out as `values`. */
	LIMIT_VALUES = 64,
};

#endif

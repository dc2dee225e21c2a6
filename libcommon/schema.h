/*
 * schema: what the first reading of an ONNX file does with each field.
 *
 * It is made of the descriptors that protoc-c makes of formats/onnx.proto, so
 * that there is no second table of what messages hold.
 */
#ifndef SCHEMA_H
#define SCHEMA_H

#include <stdbool.h>
#include <stdint.h>

enum {
	SCHEMA_FIELDS = 32,	/* more than any message's highest number */
	SCHEMA_SHAPES = 40,	/* more than there are messages */
	SCHEMA_ROOT = 0,	/* the shape of ModelProto */
};

/* By the wire type that a field has in the file. */
enum action {
	STEP_OVER,		/* a number, or unknown */
	CHECK_MESSAGE,
	CHECK_STRING,
	CHECK_NAME,		/* part of a graph's id */
	CHECK_PACKED,
	LEAVE_OUT,		/* of the digest: a tensor's contents */
	LEAVE_OUT_STRING,
	LEAVE_OUT_PACKED,
};

struct rule {
	const char *name;	/* NULL for an unknown field */
	uint8_t action[8];	/* by wire type */
	uint8_t size;		/* of a packed number, 0 for varints */
	uint8_t shape;		/* of a message */
	bool repeated;
	bool main, body;	/* the main graph, a graph in an attribute */
	bool external;		/* says that data lies in another file */
};

/* A type of message: its descriptor, and its fields by number. */
struct shape {
	const void *of;
	struct rule rule[SCHEMA_FIELDS];
};

struct schema {
	struct shape shape[SCHEMA_SHAPES];
	unsigned n;
	unsigned graph;		/* the shape of GraphProto */
};

/* For free. */
struct schema *schema_make(void);

static inline const struct rule *
schema_rule(const struct schema *s, unsigned shape, uint32_t tag)
{
	static const struct rule none;

	return tag >> 3 < SCHEMA_FIELDS ? &s->shape[shape].rule[tag >> 3] :
	    &none;
}

#endif

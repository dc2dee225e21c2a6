/*
 * limits: every bound on what a file or stream may ask of hierutils.
 *
 * Each stands in hierutils.7 too, and has a test at it and one past it.
 * Passing one is an error with its name in words, never a cut.
 */
#ifndef LIMITS_H
#define LIMITS_H

enum {
	/* Objects and arrays within one another in a line of a stream. */
	LIMIT_JSON_DEPTH = 256,
	/* Bytes of a line of a stream, its newline included. */
	LIMIT_LINE = 256 << 20,
	/* Messages and groups within one another in an ONNX file, the
	 * protobuf libraries' own default. */
	LIMIT_WIRE_DEPTH = 100,
	/* Atoms of a module path; deeper ones are not read as paths. */
	LIMIT_MODULE_DEPTH = 100,
	/* Elements of a tensor that are written out as `values`. */
	LIMIT_VALUES = 64,
};

#endif

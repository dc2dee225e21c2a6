/*
 * output: where the result goes: to a file (-o), in the file's own place (-i),
 * to standard output.  Each function ends the program on failure; then what
 * stood there before stands there still.
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include "onnx.h"
#include "outfile.h"
#include "view.h"

struct output {
	/* as it was asked for */
	const char *onnx;	/* the file that is read */
	const char *to;		/* -o */
	bool in_place;		/* -i, and what it keeps the old file as */
	const char *suffix;
	/* its own */
	struct outfile file;
};

/* Before anything is worked out, so that a folder that cannot be written to is
 * told at once. */
void output_open(struct output *);
void output_write(struct output *, const struct view *);
/* Only a file that was not changed meanwhile; then the old one is kept under
 * its other name, and the result takes its place. */
void output_commit(struct output *, struct onnx *);

/* Does the result lie in another folder than the file that is read?  Of one on
 * standard input that is not known. */
bool output_elsewhere(const struct output *);

#endif

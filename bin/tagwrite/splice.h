/*
 * splice: a model's tags as edits of its file: only nodes that the tags change
 * are touched, the lengths round them, and the model's metadata.
 */
#ifndef SPLICE_H
#define SPLICE_H

#include "placing.h"

struct splice {
	struct onnx *onnx;	/* checked */
	struct tags *tags;
	enum target target;
	struct edits edits;
	struct report report;
};

/* Finds what must change, as edits that are done (edits.h).  None when there is
 * nothing to change, else with a new undo.  Ends the program when the stream is
 * not the file's, or the target cannot be used. */
void splice_edits(struct splice *);

#endif

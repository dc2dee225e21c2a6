/*
 * strip: the first file's bytes again.
 */
#ifndef STRIP_H
#define STRIP_H

#include "edits.h"
#include "onnx.h"

/* The edits that lead back, none in a file that holds no undo; done, and what
 * they lead to is checked.  Ends the program when they lead elsewhere. */
void strip_edits(struct edits *, struct onnx *);

#endif

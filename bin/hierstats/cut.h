/*
 * cut: the question what crosses the border of the module o->cut: its inputs
 * and outputs, with their types, and as arguments for
 * onnx.utils.extract_model.
 *
 * Status 1 when no model has nodes of the module in its main graph.
 */
#ifndef CUT_H
#define CUT_H

#include "options.h"

question cut;

#endif

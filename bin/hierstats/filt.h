/*
 * filt: the question that marks names in a text: standard input, printed with
 * the module beside each name of the streams' models.  No other byte changes.
 *
 * Nothing is printed when a stream is bad.  A line is printed when it is there
 * whole, if it is not longer than names may be.
 */
#ifndef FILT_H
#define FILT_H

#include "options.h"

question filt;

#endif

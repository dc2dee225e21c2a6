/*
 * prof: the question where the time of ONNX Runtime profiles goes.
 */
#ifndef PROF_H
#define PROF_H

#include "options.h"

/* Of one model and the profiles of the options.  STATUS_TROUBLE when none of
 * their time is the model's. */
int prof(const struct options *, char **stream, int n);

#endif

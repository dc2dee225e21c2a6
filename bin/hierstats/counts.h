/*
 * counts: the question that is asked without another: how many nodes has each
 * module, class, op_type ...
 */
#ifndef COUNTS_H
#define COUNTS_H

#include "options.h"

question counts;

#endif

/*
 * check: the question whether models keep the rules of checks(5).
 */
#ifndef CHECK_H
#define CHECK_H

#include "options.h"

/* STATUS_FOUND when a rule of level error found something; STATUS_TROUBLE when
 * one could not be evaluated. */
int check(const struct options *, char **stream, int n);

#endif

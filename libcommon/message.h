/*
 * message: what a program says on standard error, and how it ends.
 *
 * Form: `prog: place: reason`, one line each; place is `file:line` for
 * streams and `file: offset N: graph.node[12]` for ONNX.  A name inside is
 * made harmless: control characters, what turns a line's direction, and bytes
 * that are no UTF-8 are shown as \xNN, and what is longer than 200 bytes is
 * cut with `...`.
 *
 * Exit status: 0 done, 1 a check or comparison found something, 2 trouble.
 */
#ifndef MESSAGE_H
#define MESSAGE_H

#include "str.h"

enum { STATUS_DONE = 0, STATUS_FOUND = 1, STATUS_TROUBLE = 2 };

/* Once, first thing in main: argv[0]'s last component.  Descriptors 0 to 2 that
 * are closed are held, so that no file gets them. */
void message_program(const char *argv0);
void warning(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* A warning, then exit with STATUS_TROUBLE. */
_Noreturn void fatal(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));

/* The bytes as harmless text, NUL-terminated.  Four results live at a time. */
const char *shown(struct str);

/* Options that all programs have: -h prints `usage: SYNOPSIS` lines to
 * standard output and exits 0; -V prints `prog (hierutils) VERSION`.
 * A usage error prints the usage to standard error and exits 2. */
_Noreturn void usage_exit(const char *usage, bool wanted);
/* The same for what getopt_long(3) returned, 'h' or '?': of a bad option getopt
 * itself says nothing, since it would say it raw. */
_Noreturn void option_exit(const char *usage, int c, char *const argv[]);
_Noreturn void version_exit(void);

/* Flush and check standard output, once, at the end. */
void stdout_close(void);

#endif

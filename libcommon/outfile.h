/*
 * outfile: a file that is written whole or not at all.
 *
 * What is written goes to `.NAME.hierutils-XXXXXX` in NAME's folder, and takes
 * NAME's place once it is on the disk.  It is removed when it is discarded,
 * when the program exits, and when a signal ends it; SIGKILL leaves it, and
 * the next outfile for the same NAME removes it.  It is known from that of a
 * program that still runs by a lock (flock(2)), which ends with its process.
 *
 * An existing NAME keeps its permissions, and its owner where we may give it.
 * A symbolic link stays one: what it leads to is replaced.  What is no regular
 * file (/dev/full, a pipe) is written to as it is, nothing is renamed.
 */
#ifndef OUTFILE_H
#define OUTFILE_H

#include <stdbool.h>
#include <sys/types.h>

struct outfile_pending;
struct stat;

struct outfile {
	int fd;			/* to write to */
	bool exists;		/* NAME did, with this mode and owner */
	mode_t mode;
	uid_t uid;
	gid_t gid;
	char *name;		/* its last component, in the folder */
	struct outfile_pending *pending;	/* NULL: written as it is */
};

enum { OUTFILES = 4 };		/* open at a time */

/* Each returns 0, or an errno; then nothing is left open, and no file. */
int outfile_open(struct outfile *, const char *path);
int outfile_commit(struct outfile *);
void outfile_discard(struct outfile *);

/* Do both name one file, be it there or not yet? */
bool outfile_same(const char *path, const char *other);

/* The folder that PATH lies in, links followed where it exists, or would be
 * made in.  False when that is not there. */
bool outfile_folder(const char *path, struct stat *);

/* PATH becomes another name of the file FROM, in the place of what it named; or
 * stays, and an errno says why (EXDEV: another file system). */
int outfile_link(const char *from, const char *path);

#endif

/*
 * spool: bytes that are kept for later, in memory while they are few, then in
 * a temporary file without a name in $TMPDIR, or /tmp.  What does not fit there
 * ends the program (status 2).  {0} is a valid empty spool.
 */
#ifndef SPOOL_H
#define SPOOL_H

#include "window.h"

enum { SPOOL_MEMORY = 4 << 20 };	/* bytes that are few */

struct spool {
	uint64_t n;		/* bytes of it */
	uint64_t written;	/* of them in the file */
	struct buf rest;	/* the others */
	int fd;			/* when any are written */
	struct window window;	/* over the file, from the first look on */
};

void spool_add(struct spool *, struct str);
/* As many of the bytes [at, end) as lie together, at least one; until the next
 * call of either. */
struct str spool_some(struct spool *, uint64_t at, uint64_t end);
void spool_free(struct spool *);

/* A new file that only its descriptor knows; -1 with errno. */
int spool_file(void);
/* All the bytes; 0, or an errno. */
int spool_write(int fd, struct str);

#endif

/*
 * sidecar: the files that earlier tools wrote beside a tagged model,
 * `*_hierarchy.json` and `*_htp_metadata.json`; a file's name says which.
 *
 * The order: sidecar_check before anything is written, sidecar_write once the
 * model is in its temporary file, then the model takes its place, then
 * sidecar_commit.  So a sidecar never speaks of tags that no file has.
 */
#ifndef SIDECAR_H
#define SIDECAR_H

#include "tags.h"

enum { SIDECARS = 2 };		/* at most */

struct sidecars;

/* One more file, added to those before (NULL for none).  Ends the program when
 * its name is none of the above, or there are too many. */
struct sidecars *sidecar_add(struct sidecars *, const char *file);
/* Each must be a file of its own, no other's and neither the model that is read
 * nor the one that is written ("-" and NULL are no files); else the program
 * ends. */
void sidecar_apart(const struct sidecars *, const char *onnx, const char *to);
/* Ends the program when the stream lacks what they need. */
void sidecar_check(const struct sidecars *, struct tags *);
/* Writes them to temporary files, of a model that will be the file `onnx`
 * (NULL: standard output) of so many bytes.  Ends the program on failure, with
 * no file left. */
void sidecar_write(struct sidecars *, struct tags *, const char *onnx,
    uint64_t size);
/* They take their places.  Ends the program on failure. */
void sidecar_commit(struct sidecars *);

#endif

/*
 * leaf: small messages, decoded by libprotobuf-c into an arena.
 *
 * libprotobuf-c refuses what protobuf only steps over: groups, and known
 * fields of another wire type (protobuf-c 1.4.1, parse_member).  So it is
 * given a copy without them.  Not for messages that may hold a tensor: all of
 * it comes into memory, three times.
 */
#ifndef LEAF_H
#define LEAF_H

#include <protobuf-c/protobuf-c.h>

#include "wire.h"

/* NULL on error, which the window names. */
ProtobufCMessage *leaf_read(struct window *, const struct message *,
    const ProtobufCMessageDescriptor *, struct arena *);

#endif

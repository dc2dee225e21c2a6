/*
 * leaf: small messages, decoded by libprotobuf-c into an arena.
 *
 * libprotobuf-c refuses what protobuf only steps over: groups, and known
 * fields of another wire type (protobuf-c 1.4.1, parse_member).  So it is
 * given a copy without them.
 *
 * Not for nodes, attributes, tensors, values and types.  What may hold a tensor
 * would come into memory with it, three times; and unpacking the nodes and
 * value_infos of a model of 200,000 each takes 0.085 s, walking over all of
 * their fields 0.035 s, when a whole run takes 0.2 s.
 */
#ifndef LEAF_H
#define LEAF_H

#include <protobuf-c/protobuf-c.h>

#include "wire.h"

/* NULL on error, which the window names. */
ProtobufCMessage *leaf_read(struct window *, const struct message *,
    const ProtobufCMessageDescriptor *, struct arena *);

#endif

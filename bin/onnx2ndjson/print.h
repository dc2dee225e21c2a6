/*
 * What onnx2ndjson prints, a noun a file; each function writes one value or
 * the members that it names, and leaves errors in the window and the writer.
 */
#ifndef PRINT_H
#define PRINT_H

#include "attr.h"
#include "graphs.h"
#include "keyvalue.h"
#include "record.h"
#include "tensor.h"

struct print {
	struct onnx *onnx;
	struct window *window;
	struct jsonw *out;
	struct arena arena;	/* for one record */
	uint64_t line;		/* where the record began in the output */
	uint64_t records[KIND_COUNT];
	/* The graph that we are in, and a node's index in it. */
	const struct onnx_graph *graph;
	int64_t node;
	/* The entry that a keyed list is at. */
	struct attr attr;
	struct keyvalue entry;
	int64_t version;
	/* What the attributes that were read need besides their values. */
	bool types_hidden, attributes_documented;
	struct buf id;		/* of a body */
};

/* record.c: one stream, from `model` to `end`; false on error. */
bool print_model(struct print *, const char *file);
void begin(struct print *, enum kind);
bool finish(struct print *);

/* A string member, left out when it is empty. */
void member(struct print *, enum member, struct span);
void string(struct print *, struct span);
void strings(struct print *, const struct message *, struct run, uint32_t tag);
void dtype(struct print *, int32_t);
/* The float32 of these bits. */
void float_bits(struct print *, uint64_t);

/* graph.c, node.c: the records of a graph. */
bool print_graph(void *print, const struct onnx_graph *);
void node_members(struct print *, struct span);

/* tensor.c: initializers, and the object that a tensor is elsewhere. */
void tensor_object(struct print *, const struct message *);
void initializer_members(struct print *, const struct message *);
void sparse_members(struct print *, const struct message *, bool named);

/* type.c */
void type_object(struct print *, const struct message *);
/* The member `type`, left out when it would be {}. */
void type_member(struct print *, const struct message *);
bool type_is_empty(struct print *, const struct message *);

/*
 * keyed.c: a repeated field whose entries have names becomes an object; the
 * further values of a name that comes again become a second one.
 */
struct keyed {
	const struct message *message;
	struct run run;
	uint32_t tag;
	/* Reads an entry into the print; its name. */
	struct span (*read)(struct print *, struct span entry);
	/* Writes the value of the entry that was read, the name's n-th. */
	void (*value)(struct print *, uint32_t times);
};

/* Members for the first entry of each name, of those that `want` takes (NULL:
 * all); no member when it would be empty.  True when a name came again. */
bool keyed_first(struct print *, const struct keyed *, enum member,
    bool (*want)(struct print *));
void keyed_repeated(struct print *, const struct keyed *, enum member);
/* Reads a StringStringEntryProto into `entry`. */
struct span string_entry(struct print *, struct span);
/* Both, of StringStringEntryProto and of OperatorSetIdProto. */
void string_entries(struct print *, const struct message *, struct run,
    uint32_t tag, enum member first, enum member repeated);
void opset_entries(struct print *, const struct message *, struct run,
    uint32_t tag);

/* attribute.c: attribute, attribute_type, attribute_repeated and
 * attribute_doc_string; `first` names the first. */
void attributes(struct print *, const struct message *, struct run,
    uint32_t tag, enum member first);

/* leaf.c: small messages that libprotobuf-c decodes. */
void configuration(struct print *, const struct message *, struct run);
void device_configurations(struct print *, const struct message *,
    struct run);
void segment(struct print *, const struct message *);

#endif

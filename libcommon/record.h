/*
 * record: a record of records.5, read and written.  The only place that spells
 * kinds and member names.
 *
 * A record is one line, scanned strictly once: its members in the order in
 * which they stand, values as unparsed spans, so that a filter passes on what
 * it does not own byte for byte.  A known member that stands twice is an
 * error; an unknown member or kind passes.
 */
#ifndef RECORD_H
#define RECORD_H

#include <stdint.h>

#include "json.h"
#include "jsonw.h"

enum kind {
	KIND_OTHER,		/* of a later minor revision: passed on */
	KIND_MAP,		/* module maps only, not in a stream */
	KIND_MODEL, KIND_MODULE, KIND_GRAPH, KIND_FUNCTION, KIND_INPUT,
	KIND_OUTPUT, KIND_VALUE_INFO, KIND_INITIALIZER, KIND_QUANTIZATION,
	KIND_NODE, KIND_END,
	KIND_COUNT
};

/* M(OP_TYPE, "op_type") ...: every member name of records.5, one list. */
#define MEMBERS(M)							\
	M(KIND, "kind") M(STREAM, "stream") M(FILE, "file")		\
	M(SIZE, "size") M(DIGEST, "digest")				\
	M(IR_VERSION, "ir_version") M(PRODUCER_NAME, "producer_name")	\
	M(PRODUCER_VERSION, "producer_version") M(DOMAIN, "domain")	\
	M(MODEL_VERSION, "model_version") M(DOC_STRING, "doc_string")	\
	M(OPSET_IMPORT, "opset_import")					\
	M(OPSET_IMPORT_REPEATED, "opset_import_repeated")		\
	M(METADATA_PROPS, "metadata_props")				\
	M(METADATA_PROPS_REPEATED, "metadata_props_repeated")		\
	M(CONFIGURATION, "configuration") M(TAGGED, "tagged")		\
	M(PATH, "path") M(CLASS, "class") M(CLASS_BY, "class_by")	\
	M(TYPE, "type") M(PARENT, "parent") M(DEPTH, "depth")		\
	M(LEAF, "leaf") M(CALLS, "calls") M(PARAMS, "params")		\
	M(TOTAL_PARAMS, "total_params") M(BY, "by") M(ORDER, "order")	\
	M(TRAINABLE, "trainable") M(PARAMETERS, "parameters")		\
	M(BUFFERS, "buffers") M(CHILDREN, "children")			\
	M(GRAPH, "graph") M(NAME, "name") M(OVERLOAD, "overload")	\
	M(INPUT, "input") M(OUTPUT, "output") M(ATTRIBUTE, "attribute")	\
	M(ATTRIBUTE_TYPE, "attribute_type")				\
	M(ATTRIBUTE_REPEATED, "attribute_repeated")			\
	M(ATTRIBUTE_DOC_STRING, "attribute_doc_string")			\
	M(ATTRIBUTE_PROTO, "attribute_proto")				\
	M(INITIALIZATION_BINDING, "initialization_binding")		\
	M(INITIALIZATION_BINDING_REPEATED,				\
	    "initialization_binding_repeated")				\
	M(UPDATE_BINDING, "update_binding")				\
	M(UPDATE_BINDING_REPEATED, "update_binding_repeated")		\
	M(PARAMETERS_REPEATED, "parameters_repeated")			\
	M(SEGMENT, "segment")						\
	M(INDEX, "index") M(DTYPE, "dtype") M(SHAPE, "shape")		\
	M(BYTES, "bytes") M(OFFSET, "offset") M(EXTERNAL, "external")	\
	M(EXTERNAL_REPEATED, "external_repeated")			\
	M(SPARSE, "sparse") M(VALUES, "values")				\
	M(TENSOR_NAME, "tensor_name") M(OP_TYPE, "op_type")		\
	M(DEVICE_CONFIGURATIONS, "device_configurations")		\
	M(SCOPE, "scope") M(SCOPE_BY, "scope_by")			\
	M(SCOPE_ALSO, "scope_also") M(SCOPE_MODULES, "scope_modules")	\
	M(SCOPE_EXACT, "scope_exact") M(CALL, "call")			\
	M(MODULE, "module") M(MODULES, "modules") M(EXACT, "exact")	\
	M(CONFIDENCE, "confidence") M(CONFLICT, "conflict")		\
	M(PARAM, "param") M(TRANSPOSED, "transposed")			\
	M(INFERRED, "inferred") M(RECORDS, "records")

enum member {
	M_OTHER,
#define M(id, name) M_##id,
	MEMBERS(M)
#undef M
	M_COUNT
};

/* A set of members: bit m of word m / 64. */
struct member_set {
	uint64_t word[(M_COUNT + 63) / 64];
};

struct record_member {
	enum member id;
	struct str key;		/* with its quotes, as it stands */
	struct str value;	/* JSON_* value, as it stands */
};

struct record {
	struct str line;	/* without its newline */
	enum kind kind;
	unsigned n;
	struct record_member *member;	/* the n members, in line order */
	unsigned cap;
	uint16_t at[M_COUNT];	/* 1 + index in member[], 0 for none */
	uint8_t next[M_COUNT];	/* the member that followed each, last seen */
};

extern const struct str kind_name[KIND_COUNT];
extern const struct str member_name[M_COUNT];

/* Scan a line into a record; the record's spans point into the line.  NULL,
 * or the reason (a constant string).  {0} is a fresh record. */
const char *record_scan(struct record *, struct str line);
void record_free(struct record *);
/* The member's value as it stands; n is 0 when there is none. */
struct str record_get(const struct record *, enum member);

/* Writing: `record_begin`, members by record_key and jsonw_*, `record_end`.
 * To pass a record on: record_pass writes every member but the owned ones and
 * leaves the object open for the filter's own members. */
void record_begin(struct jsonw *, enum kind);
void record_key(struct jsonw *, enum member);
void record_pass(struct jsonw *, const struct record *,
    const struct member_set *owned);
/* A whole line, its object left open: record_pass of one without such. */
void record_reopen(struct jsonw *, struct str line);
void record_end(struct jsonw *);

bool member_in(const struct member_set *, enum member);
struct member_set member_set(const enum member *, size_t);

#endif

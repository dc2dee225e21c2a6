/*
 * tensor: a TensorProto: what it says of itself, where its data lies, and the
 * elements of a small one.  No weight is read but those elements.
 */
#ifndef TENSOR_H
#define TENSOR_H

#include "dtype.h"
#include "limits.h"
#include "wire.h"

enum tensor_data {
	DATA_FLOAT, DATA_INT32, DATA_STRING, DATA_INT64, DATA_DOUBLE,
	DATA_UINT64, DATA_COUNT
};

struct tensor {
	const struct message *message;
	int32_t data_type;
	const struct dtype *dtype;	/* NULL when it is none we know */
	bool external, has_raw;
	struct span name, doc_string, raw;
	struct run dims, external_data, metadata_props;
	struct run data[DATA_COUNT];
	struct message segment;
};

/* The message must live as long as the tensor. */
void tensor_read(struct window *, const struct message *, struct arena *,
    struct tensor *);
/* The length of the data, wherever it lies; false when nothing says it. */
bool tensor_size(struct window *, const struct tensor *, uint64_t *);
/* Where the file has the data, when that is one run of bytes. */
bool tensor_offset(struct window *, const struct tensor *, uint64_t *);
bool decimal(struct str, uint64_t *);

/*
 * The elements of a tensor of at most LIMIT_VALUES that has as many as its
 * shape says, as bits; what lies above an element's own is to be cut off.  A
 * complex element has two words.  Strings have their own walk.
 */
enum { TENSOR_SMALL = 2 * 10 * LIMIT_VALUES };	/* bytes, as varints */

struct elements {
	uint64_t n;
	uint64_t bits[2 * LIMIT_VALUES];
};

/* False when the tensor is large, external, or not whole. */
bool tensor_elements(struct window *, const struct tensor *, struct elements *);

#endif

/*
 * onnx: an ONNX file, open and checked, and the names of its fields' tags.
 *
 *	if (!onnx_open(&o, file) || !onnx_check(&o))
 *		warning("%s", o.error);
 *	... walk onnx_root(&o) by wire.h ...
 *	onnx_unchanged(&o);
 *	if (!onnx_close(&o))
 *		warning("%s", o.error);
 *
 * A file that can be read at any offset is read where it is.  All else, a
 * pipe on standard input for one, is first copied to a temporary file without
 * a name, in $TMPDIR or /tmp.
 *
 * onnx_check reads the file once, all but the contents of tensors: that every
 * byte of it is protobuf, and within the limits, so that nothing need be
 * printed of a file that is not.  What stands in tensors' packed fields of more
 * than TENSOR_SMALL bytes is not looked at, as little as what numbers mean.  On
 * the way it makes the digest of records.5.
 */
#ifndef ONNX_H
#define ONNX_H

#include "sections.h"

/* What would show that a file was changed. */
struct onnx_times {
	int64_t size, mtime, mtime_ns;
};

enum { ONNX_ERROR = 5120 };	/* bytes of a message, its NUL included */

struct onnx {
	struct window window;
	char name[800];		/* of the file, made harmless */
	char digest[33];	/* from onnx_check on */
	uint64_t bodies;	/* graphs in attributes, likewise */
	bool external;		/* data lies in other files, likewise */
	struct sections main;	/* of the main graph, likewise */
	struct onnx_times times;	/* as it was opened */
	char error[ONNX_ERROR];	/* `file: offset N: place: reason` */
};

bool onnx_open(struct onnx *, const char *file);
/* Bytes that a reader gives (window.h), with a name for messages.  Of these
 * onnx_unchanged knows nothing. */
void onnx_over(struct onnx *, window_reader *, void *arg, uint64_t size,
    const char *name);
bool onnx_check(struct onnx *);
/* The file as a whole is refused. */
void onnx_fail(struct onnx *, const char *why);
/* Is the file still the one that was opened? */
bool onnx_unchanged(struct onnx *);
/* Closes; false, with `error`, when the window has an error. */
bool onnx_close(struct onnx *);
struct message onnx_root(const struct onnx *);

/* Tags: WIRE_TAG of the field's number and type in formats/onnx.proto.  For
 * repeated numbers the unpacked form. */
#define V(number)	WIRE_TAG(number, WIRE_VARINT)
#define L(number)	WIRE_TAG(number, WIRE_LEN)
#define F(number)	WIRE_TAG(number, WIRE_I32)
#define D(number)	WIRE_TAG(number, WIRE_I64)
enum {
	MODEL_IR_VERSION = V(1), MODEL_PRODUCER_NAME = L(2),
	MODEL_PRODUCER_VERSION = L(3), MODEL_DOMAIN = L(4),
	MODEL_MODEL_VERSION = V(5), MODEL_DOC_STRING = L(6),
	MODEL_GRAPH = L(7), MODEL_OPSET_IMPORT = L(8),
	MODEL_METADATA_PROPS = L(14), MODEL_TRAINING_INFO = L(20),
	MODEL_FUNCTIONS = L(25), MODEL_CONFIGURATION = L(26),

	GRAPH_NODE = L(1), GRAPH_NAME = L(2), GRAPH_INITIALIZER = L(5),
	GRAPH_DOC_STRING = L(10), GRAPH_INPUT = L(11), GRAPH_OUTPUT = L(12),
	GRAPH_VALUE_INFO = L(13), GRAPH_QUANTIZATION_ANNOTATION = L(14),
	GRAPH_SPARSE_INITIALIZER = L(15), GRAPH_METADATA_PROPS = L(16),

	FUNCTION_NAME = L(1), FUNCTION_INPUT = L(4), FUNCTION_OUTPUT = L(5),
	FUNCTION_ATTRIBUTE = L(6), FUNCTION_NODE = L(7),
	FUNCTION_DOC_STRING = L(8), FUNCTION_OPSET_IMPORT = L(9),
	FUNCTION_DOMAIN = L(10), FUNCTION_ATTRIBUTE_PROTO = L(11),
	FUNCTION_VALUE_INFO = L(12), FUNCTION_OVERLOAD = L(13),
	FUNCTION_METADATA_PROPS = L(14),

	TRAINING_INITIALIZATION = L(1), TRAINING_ALGORITHM = L(2),
	TRAINING_INITIALIZATION_BINDING = L(3),
	TRAINING_UPDATE_BINDING = L(4),

	NODE_INPUT = L(1), NODE_OUTPUT = L(2), NODE_NAME = L(3),
	NODE_OP_TYPE = L(4), NODE_ATTRIBUTE = L(5), NODE_DOC_STRING = L(6),
	NODE_DOMAIN = L(7), NODE_OVERLOAD = L(8), NODE_METADATA_PROPS = L(9),
	NODE_DEVICE_CONFIGURATIONS = L(10),

	ATTRIBUTE_NAME = L(1), ATTRIBUTE_F = F(2), ATTRIBUTE_I = V(3),
	ATTRIBUTE_S = L(4), ATTRIBUTE_T = L(5), ATTRIBUTE_G = L(6),
	ATTRIBUTE_FLOATS = F(7), ATTRIBUTE_INTS = V(8),
	ATTRIBUTE_STRINGS = L(9), ATTRIBUTE_TENSORS = L(10),
	ATTRIBUTE_GRAPHS = L(11), ATTRIBUTE_DOC_STRING = L(13),
	ATTRIBUTE_TP = L(14), ATTRIBUTE_TYPE_PROTOS = L(15),
	ATTRIBUTE_TYPE = V(20), ATTRIBUTE_REF_ATTR_NAME = L(21),
	ATTRIBUTE_SPARSE_TENSOR = L(22), ATTRIBUTE_SPARSE_TENSORS = L(23),

	TENSOR_DIMS = V(1), TENSOR_DATA_TYPE = V(2), TENSOR_SEGMENT = L(3),
	TENSOR_FLOAT_DATA = F(4), TENSOR_INT32_DATA = V(5),
	TENSOR_STRING_DATA = L(6), TENSOR_INT64_DATA = V(7),
	TENSOR_NAME = L(8), TENSOR_RAW_DATA = L(9),
	TENSOR_DOUBLE_DATA = D(10), TENSOR_UINT64_DATA = V(11),
	TENSOR_DOC_STRING = L(12), TENSOR_EXTERNAL_DATA = L(13),
	TENSOR_DATA_LOCATION = V(14), TENSOR_METADATA_PROPS = L(16),

	SPARSE_VALUES = L(1), SPARSE_INDICES = L(2), SPARSE_DIMS = V(3),

	VALUE_INFO_NAME = L(1), VALUE_INFO_TYPE = L(2),
	VALUE_INFO_DOC_STRING = L(3), VALUE_INFO_METADATA_PROPS = L(4),

	TYPE_TENSOR = L(1), TYPE_SEQUENCE = L(4), TYPE_MAP = L(5),
	TYPE_DENOTATION = L(6), TYPE_OPAQUE = L(7), TYPE_SPARSE_TENSOR = L(8),
	TYPE_OPTIONAL = L(9),
	TYPE_ELEM_DTYPE = V(1), TYPE_SHAPE = L(2),	/* of (sparse) tensor */
	TYPE_ELEM_TYPE = L(1),			/* of sequence, optional */
	TYPE_MAP_VALUE = L(2),
	TYPE_OPAQUE_DOMAIN = L(1), TYPE_OPAQUE_NAME = L(2),
	SHAPE_DIM = L(1),
	DIM_VALUE = V(1), DIM_PARAM = L(2), DIM_DENOTATION = L(3),

	QUANTIZATION_TENSOR_NAME = L(1), QUANTIZATION_PARAMETERS = L(2),

	OPSET_DOMAIN = L(1), OPSET_VERSION = V(2),
	ENTRY_KEY = L(1), ENTRY_VALUE = L(2),
};
#undef V
#undef L
#undef F
#undef D

#endif

#include "keyvalue.h"
#include "onnx.h"
#include "tensor.h"

static bool
tensor_field_add(struct tensor *t, const struct cursor *c,
    const struct field *f)
{
	static const struct {
		uint32_t tag;
		enum tensor_data data;
	} number[] = {
		{ TENSOR_FLOAT_DATA, DATA_FLOAT },
		{ TENSOR_INT32_DATA, DATA_INT32 },
		{ TENSOR_INT64_DATA, DATA_INT64 },
		{ TENSOR_DOUBLE_DATA, DATA_DOUBLE },
		{ TENSOR_UINT64_DATA, DATA_UINT64 },
	};
	unsigned i;

	for (i = 0; i < sizeof(number) / sizeof(number[0]); i++)
		if (f->tag == number[i].tag ||
		    f->tag == WIRE_TAG(number[i].tag >> 3, WIRE_LEN)) {
			run_add(&t->data[number[i].data], c, f);
			return true;
		}
	return false;
}

void
tensor_read(struct window *w, const struct message *m, struct arena *a,
    struct tensor *t)
{
	struct cursor c;
	struct field f;

	*t = (struct tensor){ .message = m };
	cursor_open(&c, m);
	while (wire_next(w, &c, &f)) {
		switch (f.tag) {
		case TENSOR_DIMS:
		case WIRE_TAG(TENSOR_DIMS >> 3, WIRE_LEN):
			run_add(&t->dims, &c, &f);
			break;
		case TENSOR_DATA_TYPE:
			t->data_type = (int32_t)f.value;
			break;
		case TENSOR_SEGMENT:
			message_add(&t->segment, f.span, a);
			break;
		case TENSOR_STRING_DATA:
			run_add(&t->data[DATA_STRING], &c, &f);
			break;
		case TENSOR_NAME:
			t->name = f.span;
			break;
		case TENSOR_RAW_DATA:
			t->raw = f.span;
			t->has_raw = true;
			break;
		case TENSOR_DOC_STRING:
			t->doc_string = f.span;
			break;
		case TENSOR_EXTERNAL_DATA:
			run_add(&t->external_data, &c, &f);
			break;
		case TENSOR_DATA_LOCATION:
			t->external = f.value == 1;
			break;
		case TENSOR_METADATA_PROPS:
			run_add(&t->metadata_props, &c, &f);
			break;
		default:
			tensor_field_add(t, &c, &f);
		}
	}
	t->dtype = dtype_of(t->data_type);
}

/* The product of the dimensions; false when one is negative, or when it is
 * past 2^63. */
static bool
tensor_count(struct window *w, const struct tensor *t, uint64_t *count)
{
	struct numbers dims;
	bool fits = true, zero = false;
	uint64_t n = 1, dim;

	numbers_open(&dims, t->message, t->dims, TENSOR_DIMS);
	while (numbers_next(w, &dims, &dim)) {
		if (dim > INT64_MAX)
			return false;
		zero |= dim == 0;
		if (dim != 0 && n > INT64_MAX / dim)
			fits = false;
		else if (dim != 0)
			n *= dim;
	}
	*count = zero ? 0 : n;
	return zero || fits;
}

bool
decimal(struct str s, uint64_t *value)
{
	uint64_t v = 0;
	size_t i;

	for (i = 0; i < s.n; i++) {
		unsigned digit = (unsigned char)s.p[i] - '0';

		if (digit > 9 || v > (UINT64_MAX - digit) / 10)
			return false;
		v = v * 10 + digit;
	}
	*value = v;
	return s.n > 0;
}

/* The value of this key of external_data. */
static bool
tensor_external(struct window *w, const struct tensor *t, struct str key,
    struct span *value)
{
	struct run_cursor rc;
	struct field f;
	struct keyvalue e;

	run_open(&rc, t->message, t->external_data, TENSOR_EXTERNAL_DATA);
	while (run_next(w, &rc, &f)) {
		e = keyvalue_read(w, f.span);
		if (!str_eq(window_str(w, e.key), key))
			continue;
		*value = e.value.span;
		return true;
	}
	return false;
}

/* The typed field that this type of element stands in; NULL for none. */
static const struct run *
tensor_field(const struct tensor *t)
{
	switch (t->dtype == NULL ? 0 : t->dtype->tag) {
	case TENSOR_FLOAT_DATA:
		return &t->data[DATA_FLOAT];
	case TENSOR_INT32_DATA:
		return &t->data[DATA_INT32];
	case TENSOR_STRING_DATA:
		return &t->data[DATA_STRING];
	case TENSOR_INT64_DATA:
		return &t->data[DATA_INT64];
	case TENSOR_DOUBLE_DATA:
		return &t->data[DATA_DOUBLE];
	case TENSOR_UINT64_DATA:
		return &t->data[DATA_UINT64];
	}
	return NULL;
}

/* Bytes of `n` elements, the last byte filled up. */
static bool
packed_size(const struct dtype *d, uint64_t n, uint64_t *size)
{
	if (d == NULL || d->bits == 0)
		return false;
	if (d->bits >= 8) {
		*size = n * (d->bits / 8);
		return n <= INT64_MAX / (d->bits / 8);
	}
	*size = n / 8 * d->bits + (n % 8 * d->bits + 7) / 8;
	return true;
}

static uint64_t
run_size(struct window *w, const struct tensor *t, struct run run, uint32_t tag)
{
	struct run_cursor rc;
	uint64_t size = 0;
	struct field f;

	run_open(&rc, t->message, run, tag);
	while (run_next(w, &rc, &f))
		size += f.span.end - f.span.at;
	return size;
}

bool
tensor_size(struct window *w, const struct tensor *t, uint64_t *size)
{
	struct span length;
	uint64_t n;

	if (t->external && tensor_external(w, t, STR("length"), &length) &&
	    decimal(window_str(w, length), size))
		return true;
	if (t->has_raw && !t->external) {
		*size = t->raw.end - t->raw.at;
		return true;
	}
	if (t->dtype != NULL && t->dtype->form == DTYPE_STRING &&
	    !t->external) {
		*size = run_size(w, t, t->data[DATA_STRING],
		    TENSOR_STRING_DATA);
		return true;
	}
	return tensor_count(w, t, &n) && packed_size(t->dtype, n, size);
}

bool
tensor_offset(struct window *w, const struct tensor *t, uint64_t *at)
{
	const struct run *run = tensor_field(t);
	struct run_cursor rc;
	struct field f;

	if (t->external)
		return false;
	if (t->has_raw) {
		*at = t->raw.at;
		return t->raw.end > t->raw.at;
	}
	if (run == NULL || run->n != 1 || t->dtype->form == DTYPE_STRING)
		return false;
	run_open(&rc, t->message, *run, t->dtype->tag);
	if (!run_next(w, &rc, &f) || f.tag != rc.packed)
		return false;
	*at = f.span.at;
	return f.span.end > f.span.at;
}

/* The n-th run of `size` bits, at most 64, of a raw tensor's bytes. */
static uint64_t
raw_bits(const unsigned char *p, uint64_t n, unsigned size)
{
	uint64_t bit = n * size, value = 0;
	unsigned i;

	if (size >= 8) {
		for (i = 0; i < size / 8; i++)
			value |= (uint64_t)p[bit / 8 + i] << (8 * i);
		return value;
	}
	/* One of 6 bits may stand in two bytes. */
	for (i = 0; i < size; i++, bit++)
		value |= (uint64_t)(p[bit / 8] >> (bit % 8) & 1) << i;
	return value;
}

static bool
raw_elements(struct window *w, const struct tensor *t, struct elements *e)
{
	unsigned words = t->dtype->words;
	const unsigned char *p;
	uint64_t size, i;

	if (!packed_size(t->dtype, e->n, &size) ||
	    size != t->raw.end - t->raw.at ||
	    (p = (const unsigned char *)window_bytes(w, t->raw)) == NULL)
		return false;
	for (i = 0; i < e->n * words; i++)
		e->bits[i] = raw_bits(p, i, t->dtype->bits / words);
	return true;
}

/* The typed field's numbers.  A field that is too long for LIMIT_VALUES has
 * not been looked at by onnx_check, and is not here. */
static bool
typed_elements(struct window *w, const struct tensor *t, struct elements *e)
{
	const struct run *run = tensor_field(t);
	uint64_t want = e->n * t->dtype->words, done = 0, value;
	struct numbers s;
	unsigned i;

	if (run_size(w, t, *run, t->dtype->tag) > TENSOR_SMALL)
		return false;
	numbers_open(&s, t->message, *run, t->dtype->tag);
	while (numbers_next(w, &s, &value)) {
		if (done == want)
			return false;
		for (i = 0; i < t->dtype->per_entry && done < want; i++)
			e->bits[done++] = value >> (i * t->dtype->bits);
	}
	return done == want;
}

bool
tensor_elements(struct window *w, const struct tensor *t, struct elements *e)
{
	if (t->external || t->dtype == NULL || t->dtype->form == DTYPE_NONE ||
	    !tensor_count(w, t, &e->n) || e->n > LIMIT_VALUES)
		return false;
	if (t->dtype->form == DTYPE_STRING)
		return !t->has_raw && t->data[DATA_STRING].n == e->n;
	return t->has_raw ? raw_elements(w, t, e) : typed_elements(w, t, e);
}

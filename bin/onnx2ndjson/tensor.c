#include "print.h"

static void
shape(struct print *p, const struct message *m, struct run run, uint32_t tag)
{
	struct numbers dims;
	uint64_t dim;

	record_key(p->out, M_SHAPE);
	jsonw_begin(p->out, '[');
	numbers_open(&dims, m, run, tag);
	while (numbers_next(p->window, &dims, &dim))
		jsonw_int(p->out, (int64_t)dim);
	jsonw_end(p->out, ']');
}

static void
size_member(struct print *p, const struct tensor *t)
{
	uint64_t size;

	if (!tensor_size(p->window, t, &size))
		return;
	record_key(p->out, M_BYTES);
	jsonw_uint(p->out, size);
}

/* Where data begins and how long it is are numbers; in the file they are in
 * decimal.  What is none stays the string that it is, and so does what comes
 * again. */
static void
external_value(struct print *p, uint32_t times)
{
	struct str key = window_str(p->window, p->entry.key);
	bool number = str_eq(key, STR("offset")) || str_eq(key, STR("length"));
	uint64_t n;

	if (number && times == 1 &&
	    decimal(window_str(p->window, p->entry.value.span), &n))
		jsonw_uint(p->out, n);
	else
		string(p, p->entry.value.span);
}

static void
external(struct print *p, const struct tensor *t)
{
	struct keyed k = { t->message, t->external_data, TENSOR_EXTERNAL_DATA,
	    string_entry, external_value };

	if (k.run.n == 0) {
		record_key(p->out, M_EXTERNAL);
		jsonw_begin(p->out, '{');
		jsonw_end(p->out, '}');
		return;
	}
	if (keyed_first(p, &k, M_EXTERNAL, NULL))
		keyed_repeated(p, &k, M_EXTERNAL_REPEATED);
}

static void
where(struct print *p, const struct tensor *t)
{
	uint64_t at;

	if (t->external) {
		external(p, t);
	} else if (tensor_offset(p->window, t, &at)) {
		record_key(p->out, M_OFFSET);
		jsonw_uint(p->out, at);
	}
}

static void
element_double(struct print *p, uint64_t bits)
{
	double d;

	memcpy(&d, &bits, sizeof(d));
	jsonw_float64(p->out, d);
}

/* An element of one word, of which only the type's bits count. */
static void
element(struct print *p, const struct dtype *d, uint64_t bits)
{
	unsigned above = d->bits < 64 ? 64 - d->bits : 0;

	switch (d->form) {
	case DTYPE_INT:
		jsonw_int(p->out, (int64_t)(bits << above) >> above);
		break;
	case DTYPE_UINT:
		jsonw_uint(p->out, bits << above >> above);
		break;
	case DTYPE_BOOL:
		jsonw_bool(p->out, bits << above != 0);
		break;
	case DTYPE_SMALL:
		jsonw_float32(p->out, dtype_small(d,
		    (uint32_t)(bits << above >> above)));
		break;
	case DTYPE_FLOAT:
		float_bits(p, bits);
		break;
	default:
		element_double(p, bits);
	}
}

static void
element_pair(struct print *p, const struct dtype *d, const uint64_t *bits)
{
	unsigned i;

	jsonw_begin(p->out, '[');
	for (i = 0; i < 2; i++)
		if (d->form == DTYPE_COMPLEX64)
			float_bits(p, bits[i]);
		else
			element_double(p, bits[i]);
	jsonw_end(p->out, ']');
}

static void
values(struct print *p, const struct tensor *t)
{
	struct elements e;
	uint64_t i;

	if (!tensor_elements(p->window, t, &e))
		return;
	record_key(p->out, M_VALUES);
	if (t->dtype->form == DTYPE_STRING) {
		strings(p, t->message, t->data[DATA_STRING],
		    TENSOR_STRING_DATA);
		return;
	}
	jsonw_begin(p->out, '[');
	for (i = 0; i < e.n; i++)
		if (t->dtype->words == 2)
			element_pair(p, t->dtype, &e.bits[2 * i]);
		else
			element(p, t->dtype, e.bits[i]);
	jsonw_end(p->out, ']');
}

static void
head(struct print *p, const struct tensor *t)
{
	record_key(p->out, M_DTYPE);
	dtype(p, t->data_type);
	shape(p, t->message, t->dims, TENSOR_DIMS);
	size_member(p, t);
}

static void
tail(struct print *p, const struct tensor *t)
{
	segment(p, &t->segment);
	where(p, t);
	values(p, t);
	member(p, M_DOC_STRING, t->doc_string);
	string_entries(p, t->message, t->metadata_props,
	    TENSOR_METADATA_PROPS, M_METADATA_PROPS,
	    M_METADATA_PROPS_REPEATED);
}

void
initializer_members(struct print *p, const struct message *m)
{
	struct tensor t;

	tensor_read(p->window, m, &p->arena, &t);
	member(p, M_NAME, t.name);
	head(p, &t);
	tail(p, &t);
}

void
tensor_object(struct print *p, const struct message *m)
{
	struct tensor t;

	tensor_read(p->window, m, &p->arena, &t);
	jsonw_begin(p->out, '{');
	head(p, &t);
	member(p, M_NAME, t.name);
	tail(p, &t);
	jsonw_end(p->out, '}');
}

struct sparse {
	struct message values, indices;
	struct run dims;
};

static void
sparse_read(struct print *p, const struct message *m, struct sparse *s)
{
	struct cursor c;
	struct field f;

	*s = (struct sparse){ .dims = { 0 } };
	cursor_open(&c, m);
	while (wire_next(p->window, &c, &f)) {
		switch (f.tag) {
		case SPARSE_VALUES:
			message_add(&s->values, f.span, &p->arena);
			break;
		case SPARSE_INDICES:
			message_add(&s->indices, f.span, &p->arena);
			break;
		case SPARSE_DIMS:
		case WIRE_TAG(SPARSE_DIMS >> 3, WIRE_LEN):
			run_add(&s->dims, &c, &f);
			break;
		}
	}
}

/* Of a sparse tensor: its values' type, the dense shape, all its bytes. */
void
sparse_members(struct print *p, const struct message *m, bool named)
{
	struct tensor data, indices;
	uint64_t size, more;
	struct sparse s;

	sparse_read(p, m, &s);
	tensor_read(p->window, &s.values, &p->arena, &data);
	tensor_read(p->window, &s.indices, &p->arena, &indices);
	if (named)
		member(p, M_NAME, data.name);
	record_key(p->out, M_DTYPE);
	dtype(p, data.data_type);
	shape(p, m, s.dims, SPARSE_DIMS);
	if (tensor_size(p->window, &data, &size) &&
	    tensor_size(p->window, &indices, &more) && more <= ~size) {
		record_key(p->out, M_BYTES);
		jsonw_uint(p->out, size + more);
	}
	record_key(p->out, M_SPARSE);
	jsonw_begin(p->out, '{');
	record_key(p->out, M_VALUES);
	tensor_object(p, &s.values);
	jsonw_name(p->out, STR("indices"));
	tensor_object(p, &s.indices);
	jsonw_end(p->out, '}');
}

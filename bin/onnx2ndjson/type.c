#include "print.h"

struct dim {
	uint32_t tag;		/* DIM_VALUE, DIM_PARAM, or 0 */
	int64_t value;
	struct span param, denotation;
};

static struct dim
dim_read(struct print *p, struct span s)
{
	struct message m = message_of(s);
	struct dim d = { 0 };
	struct cursor c;
	struct field f;

	cursor_open(&c, &m);
	while (wire_next(p->window, &c, &f)) {
		switch (f.tag) {
		case DIM_VALUE:
			d.tag = f.tag;
			d.value = (int64_t)f.value;
			break;
		case DIM_PARAM:
			d.tag = f.tag;
			d.param = f.span;
			break;
		case DIM_DENOTATION:
			d.denotation = f.span;
			break;
		}
	}
	return d;
}

static void
dim_denotations(struct print *p, const struct message *shape, struct run run)
{
	struct run_cursor rc;
	struct field f;

	jsonw_name(p->out, STR("dim_denotation"));
	jsonw_begin(p->out, '[');
	run_open(&rc, shape, run, SHAPE_DIM);
	while (run_next(p->window, &rc, &f))
		string(p, dim_read(p, f.span).denotation);
	jsonw_end(p->out, ']');
}

static void
shape_members(struct print *p, const struct message *shape)
{
	struct run run = { 0 };
	bool denoted = false;
	struct cursor c;
	struct field f;
	struct dim d;

	record_key(p->out, M_SHAPE);
	jsonw_begin(p->out, '[');
	cursor_open(&c, shape);
	while (wire_next(p->window, &c, &f)) {
		if (f.tag != SHAPE_DIM)
			continue;
		run_add(&run, &c, &f);
		d = dim_read(p, f.span);
		denoted |= d.denotation.end > d.denotation.at;
		if (d.tag == DIM_VALUE)
			jsonw_int(p->out, d.value);
		else if (d.tag == DIM_PARAM)
			string(p, d.param);
		else
			jsonw_null(p->out);
	}
	jsonw_end(p->out, ']');
	if (denoted)
		dim_denotations(p, shape, run);
}

/* What is within TypeProto's one member; their fields are few enough to be
 * read as one. */
struct inner {
	int32_t number;		/* elem_type, key_type */
	struct span domain, name;
	struct message below;	/* shape, elem_type, value_type */
};

static struct inner
inner_read(struct print *p, uint32_t kind, const struct message *m)
{
	struct inner in = { 0 };
	struct cursor c;
	struct field f;
	uint32_t below;

	below = kind == TYPE_SEQUENCE || kind == TYPE_OPTIONAL ?
	    TYPE_ELEM_TYPE : kind == TYPE_OPAQUE ? 0 : TYPE_SHAPE;
	cursor_open(&c, m);
	while (wire_next(p->window, &c, &f)) {
		if (f.tag == below)
			message_add(&in.below, f.span, &p->arena);
		else if (f.tag == TYPE_ELEM_DTYPE)
			in.number = (int32_t)f.value;
		else if (f.tag == TYPE_OPAQUE_DOMAIN)
			in.domain = f.span;
		else if (f.tag == TYPE_OPAQUE_NAME)
			in.name = f.span;
	}
	return in;
}

static void
map_object(struct print *p, const struct inner *in)
{
	jsonw_begin(p->out, '{');
	jsonw_name(p->out, STR("key"));
	dtype(p, in->number);
	jsonw_name(p->out, STR("value"));
	type_object(p, &in->below);
	jsonw_end(p->out, '}');
}

static void
tensor_type(struct print *p, const struct inner *in)
{
	jsonw_begin(p->out, '{');
	record_key(p->out, M_DTYPE);
	dtype(p, in->number);
	if (in->below.n > 0)
		shape_members(p, &in->below);
	jsonw_end(p->out, '}');
}

static void
opaque_type(struct print *p, const struct inner *in)
{
	jsonw_begin(p->out, '{');
	member(p, M_DOMAIN, in->domain);
	member(p, M_NAME, in->name);
	jsonw_end(p->out, '}');
}

static void
element_type(struct print *p, const struct inner *in)
{
	type_object(p, &in->below);
}

static const struct {
	uint32_t tag;
	struct str name;
	void (*print)(struct print *, const struct inner *);
} kinds[] = {
	{ TYPE_TENSOR, STR("tensor"), tensor_type },
	{ TYPE_SEQUENCE, STR("sequence"), element_type },
	{ TYPE_MAP, STR("map"), map_object },
	{ TYPE_OPAQUE, STR("opaque"), opaque_type },
	{ TYPE_SPARSE_TENSOR, STR("sparse_tensor"), tensor_type },
	{ TYPE_OPTIONAL, STR("optional"), element_type },
};

static bool
is_kind(uint32_t tag)
{
	unsigned i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].tag == tag)
			return true;
	return false;
}

/* TypeProto. */
struct type {
	uint32_t kind;		/* tag of its value, 0 when it has none */
	struct message value;
	struct span denotation;
};

/* Of the value, a oneof, the last one set holds. */
static void
type_read(struct print *p, const struct message *m, struct type *t)
{
	struct cursor c;
	struct field f;

	*t = (struct type){ .kind = 0 };
	cursor_open(&c, m);
	while (wire_next(p->window, &c, &f)) {
		if (f.tag == TYPE_DENOTATION) {
			t->denotation = f.span;
		} else if (is_kind(f.tag)) {
			if (f.tag != t->kind)
				t->value.n = 0;
			t->kind = f.tag;
			message_add(&t->value, f.span, &p->arena);
		}
	}
}

static bool
says(const struct type *t)
{
	return t->kind != 0 || t->denotation.end > t->denotation.at;
}

static void
print_type(struct print *p, const struct type *t)
{
	struct inner in;
	unsigned i;

	jsonw_begin(p->out, '{');
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (kinds[i].tag != t->kind)
			continue;
		in = inner_read(p, t->kind, &t->value);
		jsonw_name(p->out, kinds[i].name);
		kinds[i].print(p, &in);
	}
	if (t->denotation.end > t->denotation.at) {
		jsonw_name(p->out, STR("denotation"));
		string(p, t->denotation);
	}
	jsonw_end(p->out, '}');
}

void
type_object(struct print *p, const struct message *m)
{
	struct type t;

	type_read(p, m, &t);
	print_type(p, &t);
}

void
type_member(struct print *p, const struct message *m)
{
	struct type t;

	type_read(p, m, &t);
	if (!says(&t))
		return;
	record_key(p->out, M_TYPE);
	print_type(p, &t);
}

bool
type_is_empty(struct print *p, const struct message *m)
{
	struct type t;

	type_read(p, m, &t);
	return !says(&t);
}

/*
 * barewalk: print a bench model's records with no care at all.
 *
 * The yardstick for onnx2ndjson: the same bytes from the second line on (the
 * first holds the digest), by the barest walk over the mapped file that can
 * print them.  It knows only what make_model.py writes, trusts every length,
 * looks at no byte of a string, hashes nothing and has no messages.
 */
#include <sys/mman.h>
#include <sys/stat.h>
#include <err.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct span {
	const uint8_t *p, *end;
};

struct field {
	unsigned number;
	uint64_t n;		/* varint, or fixed32's bits */
	struct span s;		/* length-delimited */
};

static const uint8_t *map;
static char out[1 << 16];
static size_t n_out;

static void
flush(void)
{
	if (write(STDOUT_FILENO, out, n_out) != (ssize_t)n_out)
		err(2, "write");
	n_out = 0;
}

static inline void
put(const void *p, size_t n)
{
	if (n > sizeof(out) - n_out)
		flush();
	memcpy(out + n_out, p, n);
	n_out += n;
}

#define PUT(literal) put(literal, sizeof(literal) - 1)

static void
put_int(int64_t v)
{
	char digits[24], *p = digits + sizeof(digits);
	uint64_t u = v < 0 ? -(uint64_t)v : (uint64_t)v;

	do
		*--p = '0' + u % 10;
	while ((u /= 10) > 0);
	if (v < 0)
		*--p = '-';
	put(p, digits + sizeof(digits) - p);
}

static void
put_float(float f)
{
	char text[32];
	int digits = 1;

	do
		snprintf(text, sizeof(text), "%.*g", digits, f);
	while (strtof(text, NULL) != f && digits++ < 9);
	put(text, strlen(text));
	if (strpbrk(text, ".e") == NULL)
		PUT(".0");
}

static void
put_string(struct span s)
{
	PUT("\"");
	put(s.p, s.end - s.p);
	PUT("\"");
}

static inline uint64_t
varint(struct span *s)
{
	uint64_t n = 0;
	int shift = 0;

	if (*s->p < 128)
		return *s->p++;
	do
		n |= (uint64_t)(*s->p & 127) << shift;
	while (shift += 7, *s->p++ & 128);
	return n;
}

static inline int
next(struct span *s, struct field *f)
{
	uint64_t tag;
	uint32_t bits;

	if (s->p == s->end)
		return 0;
	f->s = *s;
	tag = varint(s);
	f->number = tag >> 3;
	switch (tag & 7) {
	case 0:
		f->n = varint(s);
		break;
	case 2:
		f->n = varint(s);
		f->s.p = s->p;
		f->s.end = s->p += f->n;
		break;
	case 5:
		memcpy(&bits, s->p, sizeof(bits));
		f->n = bits;
		s->p += 4;
		break;
	default:
		errx(2, "wire type %d", (int)(tag & 7));
	}
	return 1;
}

static const char *
dtype(uint64_t n)
{
	return n == 1 ? "FLOAT" : n == 7 ? "INT64" : NULL;
}

static void
put_dtype(uint64_t n)
{
	PUT("\"dtype\":\"");
	put(dtype(n), strlen(dtype(n)));
	PUT("\",\"shape\":[");
}

static void
put_values(struct span raw, uint64_t type)
{
	const uint8_t *p;
	int64_t i;
	float f;

	PUT(",\"values\":[");
	for (p = raw.p; p < raw.end; p += type == 1 ? 4 : 8) {
		if (p > raw.p)
			PUT(",");
		if (type == 1) {
			memcpy(&f, p, sizeof(f));
			put_float(f);
		} else {
			memcpy(&i, p, sizeof(i));
			put_int(i);
		}
	}
	PUT("]");
}

/* dtype, shape, bytes, offset, values, without the braces. */
static void
put_tensor(struct span s, struct span *name)
{
	struct span all = s, raw = s;
	struct field f;
	uint64_t type = 0, elements = 1;
	int n = 0;

	while (next(&s, &f))
		if (f.number == 2)
			type = f.n;
		else if (f.number == 8)
			*name = f.s;
		else if (f.number == 9)
			raw = f.s;
	if (name->p != NULL) {
		PUT("\"name\":");
		put_string(*name);
		PUT(",");
	}
	put_dtype(type);
	while (next(&all, &f))
		if (f.number == 1) {
			if (n++ > 0)
				PUT(",");
			put_int(f.n);
			elements *= f.n;
		}
	PUT("],\"bytes\":");
	put_int(raw.end - raw.p);
	PUT(",\"offset\":");
	put_int(raw.p - map);
	if (elements <= 64)
		put_values(raw, type);
}

static void
put_attribute(struct span s)
{
	struct span all = s, none = { NULL, NULL };
	struct field f;
	float real;
	int n = 0;

	while (next(&s, &f))
		if (f.number == 1) {
			put_string(f.s);
			PUT(":");
		} else if (f.number == 2) {
			memcpy(&real, &(uint32_t){ f.n }, sizeof(real));
			put_float(real);
		} else if (f.number == 3) {
			put_int(f.n);
		} else if (f.number == 5) {
			PUT("{");
			put_tensor(f.s, &none);
			PUT("}");
		} else if (f.number == 20 && f.n == 7) {
			PUT("[");
			while (next(&all, &f))
				if (f.number == 8) {
					if (n++ > 0)
						PUT(",");
					put_int(f.n);
				}
			PUT("]");
		}
}

static void
put_head(const char *kind, uint64_t index)
{
	PUT("{\"kind\":\"");
	put(kind, strlen(kind));
	PUT("\",\"graph\":\"main\",\"index\":");
	put_int(index);
}

static void
put_list(struct span s, unsigned number)
{
	struct field f;
	int n = 0;

	while (next(&s, &f))
		if (f.number == number) {
			if (n++ > 0)
				PUT(",");
			put_string(f.s);
		}
}

static void
put_node(struct span s, uint64_t index)
{
	struct span all = s, name = s, op_type = s;
	struct field f;
	int n = 0;

	while (next(&s, &f))
		if (f.number == 3)
			name = f.s;
		else if (f.number == 4)
			op_type = f.s;
	put_head("node", index);
	PUT(",\"name\":");
	put_string(name);
	PUT(",\"op_type\":");
	put_string(op_type);
	PUT(",\"input\":[");
	put_list(all, 1);
	PUT("],\"output\":[");
	put_list(all, 2);
	PUT("]");
	for (s = all; next(&s, &f);)
		if (f.number == 5) {
			if (n++ == 0)
				PUT(",\"attribute\":{");
			else
				PUT(",");
			put_attribute(f.s);
		}
	if (n > 0)
		PUT("}");
	PUT("}\n");
}

/* TypeProto.Tensor; every dimension is a number or a name. */
static void
put_type(struct span s)
{
	struct span dims, dim;
	struct field f;
	int n = 0;

	while (next(&s, &f))
		if (f.number == 1)
			put_dtype(f.n);
		else
			for (dims = f.s; next(&dims, &f);) {
				if (n++ > 0)
					PUT(",");
				dim = f.s;
				next(&dim, &f);
				if (f.number == 1)
					put_int(f.n);
				else
					put_string(f.s);
			}
	PUT("]");
}

static void
put_value_info(const char *kind, struct span s, uint64_t index)
{
	struct span type;
	struct field f;

	put_head(kind, index);
	while (next(&s, &f))
		if (f.number == 1) {
			PUT(",\"name\":");
			put_string(f.s);
		} else if (f.number == 2) {
			PUT(",\"type\":{\"tensor\":{");
			type = f.s;
			next(&type, &f);
			put_type(f.s);
			PUT("}}");
		}
	PUT("}\n");
}

static void
put_initializer(struct span s, uint64_t index)
{
	struct span name = { NULL, NULL };

	put_head("initializer", index);
	PUT(",");
	put_tensor(s, &name);
	PUT("}\n");
}

static uint64_t
put_kind(struct span graph, unsigned number, const char *kind)
{
	struct field f;
	uint64_t n = 0;

	while (next(&graph, &f))
		if (f.number != number)
			continue;
		else if (number == 1)
			put_node(f.s, n++);
		else if (number == 5)
			put_initializer(f.s, n++);
		else
			put_value_info(kind, f.s, n++);
	return n;
}

static void
put_graph(struct span graph)
{
	static const struct {
		unsigned number;
		const char *kind;
	} kinds[] = {
		{ 11, "input" }, { 12, "output" }, { 5, "initializer" },
		{ 13, "value_info" }, { 1, "node" },
	};
	struct span all = graph;
	struct field f;
	uint64_t n[5];
	size_t i;

	while (next(&graph, &f))
		if (f.number == 2) {
			PUT("{\"kind\":\"graph\",\"graph\":\"main\",\"name\":");
			put_string(f.s);
			PUT("}\n");
		}
	for (i = 0; i < 5; i++)
		n[i] = put_kind(all, kinds[i].number, kinds[i].kind);
	PUT("{\"kind\":\"end\",\"records\":{\"model\":1,\"graph\":1");
	for (i = 0; i < 5; i++)
		if (n[i] > 0) {
			PUT(",\"");
			put(kinds[i].kind, strlen(kinds[i].kind));
			PUT("\":");
			put_int(n[i]);
		}
	PUT("}}\n");
}

int
main(int argc, char *argv[])
{
	struct stat st;
	struct field f;
	struct span s;
	int fd;

	if (argc != 2)
		errx(2, "usage: barewalk MODEL");
	if ((fd = open(argv[1], O_RDONLY)) == -1 || fstat(fd, &st) == -1)
		err(2, "%s", argv[1]);
	map = mmap(NULL, st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (map == MAP_FAILED)
		err(2, "%s", argv[1]);
	PUT("{\"kind\":\"model\",\"stream\":1}\n");
	for (s = (struct span){ map, map + st.st_size }; next(&s, &f);)
		if (f.number == 7)
			put_graph(f.s);
	flush();
	return 0;
}

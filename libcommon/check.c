/* The first reading of an ONNX file; see onnx.h. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

#include "limits.h"
#include "message.h"
#include "onnx.h"
#include "schema.h"
#include "tensor.h"
#include "utf8.h"

struct check {
	struct window *window;
	struct schema *schema;
	XXH3_state_t *digest;
	uint64_t hashed;	/* bytes before are hashed or left out */
	uint64_t bodies;
	bool external;
	struct sections *main;
	uint32_t main_parts;	/* that we have come to */
	uint32_t parts;		/* singular messages that came again */
};

static void
digest_to(struct check *k, uint64_t to)
{
	struct str s;

	while (k->hashed < to) {
		s = window_some(k->window, k->hashed, to);
		if (s.n == 0)
			return;
		XXH3_128bits_update(k->digest, s.p, s.n);
		k->hashed += s.n;
	}
}

/* Leave the span out of the digest. */
static void
digest_skip(struct check *k, struct span s)
{
	digest_to(k, s.at);
	k->hashed = s.end;
}

/* A packed field's numbers must end where it ends. */
static void
check_packed(struct check *k, const struct rule *r, const struct field *f)
{
	uint64_t at = f->span.at, value;

	if (r->size > 0) {
		if ((f->span.end - at) % r->size != 0)
			window_fail(k->window, f->at,
			    "packed numbers are cut short");
		return;
	}
	if (r->action[WIRE_LEN] == LEAVE_OUT_PACKED &&
	    f->span.end - at > TENSOR_SMALL)
		return;
	while (at < f->span.end)
		if (!wire_varint(k->window, &at, f->span.end, &value))
			return;
}

static void
check_length(struct check *k, const struct field *f, uint64_t most,
    const char *why)
{
	if (f->span.end - f->span.at > most)
		window_fail(k->window, f->at, why);
}

/* The next field.  What leaves the window is hashed while it is there. */
static bool
next(struct check *k, struct cursor *c, struct field *f)
{
	struct window *w = k->window;

	if (c->at + 2 * WIRE_FIELD > w->base + w->n)
		digest_to(k, c->at);
	return wire_step(w, c, f);
}

/* A message within the one whose singular messages so far are `seen`. */
static void
check_part(struct check *k, const struct rule *r, const struct field *f,
    uint32_t *seen)
{
	uint32_t bit = UINT32_C(1) << (f->tag >> 3);

	if (!r->repeated && (*seen & bit) != 0 && ++k->parts > LIMIT_PARTS)
		window_fail(k->window, f->at, "too many parts of messages");
	*seen |= bit;
	k->bodies += r->body;
	k->external |= r->external;
	k->main_parts += r->main;
}

/* A message of this shape, `depth` messages within the file's. */
static void
check_message(struct check *k, unsigned shape, struct span s, uint32_t depth)
{
	/* The main graph is looked over on the way: another walk for that
	 * would cost a tenth of a whole run. */
	static const char too_long[] = "the string is longer than 64 MiB";
	bool main = depth == 1 && shape == k->schema->graph;
	struct message m = message_of(s);
	const struct rule *r;
	uint32_t seen = 0;
	struct cursor c;
	struct field f;

	cursor_open(&c, &m);
	c.depth = depth;
	if (main)
		c.part = k->main_parts - 1;
	while (c.at < c.end) {
		if (!wire_common(k->window, &c, &f) && !next(k, &c, &f))
			return;
		if (main)
			sections_graph(k->main, &c, &f);
		r = schema_rule(k->schema, shape, f.tag);
		switch (r->action[f.tag & 7]) {
		case STEP_OVER:
			break;
		case CHECK_STRING:
			check_length(k, &f, LIMIT_STRING, too_long);
			break;
		case CHECK_NAME:
			check_length(k, &f, LIMIT_NAME,
			    "the name is longer than 4096 bytes");
			break;
		case LEAVE_OUT_STRING:
			check_length(k, &f, LIMIT_STRING, too_long);
			/* FALLTHROUGH */
		case LEAVE_OUT:
			digest_skip(k, f.span);
			break;
		case LEAVE_OUT_PACKED:
			digest_skip(k, f.span);
			/* FALLTHROUGH */
		case CHECK_PACKED:
			check_packed(k, r, &f);
			break;
		case CHECK_MESSAGE:
			check_part(k, r, &f, &seen);
			if (depth == LIMIT_WIRE_DEPTH)
				window_fail(k->window, f.at, "nested too deep");
			else
				check_message(k, r->shape, f.span, depth + 1);
			break;
		}
	}
}

/* Append the field's name to the place. */
static void
place_add(struct buf *place, const struct rule *r, uint64_t index)
{
	if (place->n > 0)
		buf_addc(place, '.');
	buf_adds(place, str_of(r->name));
	if (!r->repeated)
		return;
	buf_addc(place, '[');
	buf_addu(place, index);
	buf_addc(place, ']');
}

/*
 * Where in the model the offset stands, as "graph.node[12].attribute[3]": a
 * walk down to it from the file's begin, made only when there is an error.
 */
static void
place_of(struct check *k, uint64_t at, struct buf *place)
{
	struct message m = message_of((struct span){ 0, k->window->size });
	uint64_t count[SCHEMA_FIELDS] = { 0 }, tag, p;
	const struct rule *r;
	unsigned shape = 0;
	struct cursor c;
	struct field f;
	bool whole;

	cursor_open(&c, &m);
	while (c.at < c.end && c.at <= at) {
		p = c.at;
		if (!wire_varint(k->window, &p, c.end, &tag) ||
		    tag > UINT32_MAX)
			break;
		/* The field may be the bad one: then its tag must do. */
		whole = wire_next(k->window, &c, &f);
		r = schema_rule(k->schema, shape, (uint32_t)tag);
		if (r->name == NULL && whole)
			continue;
		if (r->name == NULL)
			break;
		if (whole && f.span.end <= at && f.at != at) {
			count[tag >> 3]++;
			continue;
		}
		place_add(place, r, count[tag >> 3]);
		if (!whole || f.at == at ||
		    r->action[f.tag & 7] != CHECK_MESSAGE)
			break;
		shape = r->shape;
		m = message_of(f.span);
		cursor_open(&c, &m);
		memset(count, 0, sizeof(count));
	}
	k->window->error = NULL;
}

/* The window's error with its place, in o->error. */
static void
explain(struct onnx *o, struct check *k)
{
	struct window *w = &o->window;
	const char *why = w->error;
	struct buf place = { 0 };

	w->error = NULL;
	if (w->error_number == 0)
		place_of(k, w->error_at, &place);
	w->error = why;
	snprintf(o->error, sizeof(o->error), "%s: offset %" PRIu64
	    ": %.*s%s%s%s%s", o->name, w->error_at, (int)place.n,
	    place.n > 0 ? place.p : "", place.n > 0 ? ": " : "", why,
	    w->error_number ? ": " : "",
	    w->error_number ? strerror(w->error_number) : "");
	buf_free(&place);
}

/* `whole`, or the first bytes of more. */
static bool
is_text(struct str s, bool whole)
{
	unsigned n;

	for (; s.n > 0; s.p += n, s.n -= n) {
		n = utf8_length(s);
		if (n == 0)
			return !whole && s.n < 4;
		if ((unsigned char)*s.p < ' ' && !strchr("\t\n\r", *s.p))
			return false;
	}
	return true;
}

/* A file that is bad is often no model at all: then its bytes as a model's
 * tell nobody anything.  NULL when its beginning is no text. */
static const char *
other_file(struct window *w)
{
	enum { BEGIN = 512 };
	struct span begin = { 0, w->size < BEGIN ? w->size : BEGIN };
	const char *why = w->error;
	struct str s;

	w->error = NULL;
	s = window_str(w, begin);
	w->error = why;
	if (s.n == 0 || !is_text(s, s.n == w->size))
		return NULL;
	return str_starts(s, STR("version https://git-lfs")) ?
	    "a Git LFS pointer, not the file itself" :
	    "no ONNX model: it is text";
}

static void
digest_end(struct check *k, char *hex)
{
	XXH128_canonical_t c;
	unsigned i;

	XXH128_canonicalFromHash(&c, XXH3_128bits_digest(k->digest));
	for (i = 0; i < sizeof(c.digest); i++)
		snprintf(hex + 2 * i, 3, "%02x", c.digest[i]);
}

/* What is wrong with the file as a whole, if anything. */
static const char *
unfit(const struct onnx *o)
{
	if (o->window.size == 0)
		return "the file is empty";
	if (o->window.size > LIMIT_FILE)
		return "the file is larger than 2^35-1 bytes";
	return NULL;
}

bool
onnx_check(struct onnx *o)
{
	struct check k = { .window = &o->window, .main = &o->main };
	const char *why = unfit(o), *other;

	if (why != NULL) {
		onnx_fail(o, why);
		return false;
	}
	k.schema = schema_make();
	if ((k.digest = XXH3_createState()) == NULL)
		fatal("out of memory");
	XXH3_128bits_reset(k.digest);
	check_message(&k, SCHEMA_ROOT, (struct span){ 0, o->window.size }, 0);
	digest_to(&k, o->window.size);
	if (k.window->error == NULL && k.main_parts == 0)
		why = "no graph: not an ONNX model";
	if (k.window->error_number == 0 &&
	    (why != NULL || k.window->error != NULL) &&
	    (other = other_file(k.window)) != NULL)
		why = other;
	if (why != NULL)
		onnx_fail(o, why);
	else if (k.window->error != NULL)
		explain(o, &k);
	digest_end(&k, o->digest);
	o->bodies = k.bodies;
	o->external = k.external;
	XXH3_freeState(k.digest);
	free(k.schema);
	return k.window->error == NULL;
}

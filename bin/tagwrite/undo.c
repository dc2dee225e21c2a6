#include "keyvalue.h"
#include "undo.h"

static const char version[] = "1";

struct undo_place
undo_find(struct onnx *o)
{
	struct undo_place place = { 0 };
	struct message root = onnx_root(o);
	struct keyvalue entry;
	struct cursor c;
	struct field f;

	cursor_open(&c, &root);
	while (wire_next(&o->window, &c, &f)) {
		if (f.tag != MODEL_METADATA_PROPS)
			continue;
		entry = keyvalue_read(&o->window, f.span);
		if (!str_eq(window_str(&o->window, entry.key), STR(UNDO_KEY)))
			continue;
		place.n++;
		place.at = f.at;
		place.value = entry.value.span;
		place.last = f.span.end == o->window.size;
	}
	return place;
}

/* What stands before the next blank, or the text's end. */
static struct str
word(struct str *text)
{
	const char *blank = text->n > 0 ? memchr(text->p, ' ', text->n) : NULL;
	struct str w = { text->p,
	    blank != NULL ? (size_t)(blank - text->p) : text->n };
	size_t used = w.n + (blank != NULL ? 1 : 0);

	text->p += used;
	text->n -= used;
	return w;
}

/* The decimal number that the word begins with; false for none, for one with a
 * zero before it, and for one beyond 2^63. */
static bool
number(struct str *w, uint64_t *value)
{
	const char *from = w->p;

	*value = 0;
	for (; w->n > 0 && *w->p >= '0' && *w->p <= '9'; w->p++, w->n--) {
		if (*value > (UINT64_MAX >> 1) / 10 - 1 ||
		    (*value == 0 && w->p > from))
			return false;
		*value = *value * 10 + (uint64_t)(*w->p - '0');
	}
	return w->p > from;
}

static int
hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' :
	    c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
is_hex(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (hex_digit(s.p[i]) < 0)
			return false;
	return s.n % 2 == 0;
}

static bool
digest(struct str *text, char to[33])
{
	struct str w = word(text);

	if (w.n != 32 || !is_hex(w))
		return false;
	memcpy(to, w.p, 32);
	to[32] = '\0';
	return true;
}

const char *
undo_read(struct undo *u, struct str text)
{
	struct str w = word(&text);

	if (!str_eq(w, str_of(version)))
		return "of a version that is not known here";
	w = word(&text);
	if (!number(&w, &u->size) || w.n != 0 || !digest(&text, u->digest))
		return "is damaged";
	u->edits = text;
	return NULL;
}

/* DISTANCE[-REMOVED][+HEX] */
struct step {
	uint64_t distance, removed;
	struct str hex;
};

static bool
next_step(struct str *edits, struct step *s)
{
	struct str w = word(edits);

	*s = (struct step){ 0 };
	if (!number(&w, &s->distance))
		return false;
	if (w.n > 0 && *w.p == '-') {
		w.p++;
		w.n--;
		if (!number(&w, &s->removed) || s->removed == 0)
			return false;
	}
	if (w.n > 0 && *w.p == '+') {
		s->hex = (struct str){ w.p + 1, w.n - 1 };
		if (s->hex.n == 0 || !is_hex(s->hex))
			return false;
		w.n = 0;
	}
	return w.n == 0 && (s->removed > 0 || s->hex.n > 0);
}

const char *
undo_edits(const struct undo *u, uint64_t end, struct edits *to)
{
	struct str rest = u->edits;
	struct buf bytes = { 0 };
	uint64_t at = 0;
	struct step s;

	while (rest.n > 0) {
		if (!next_step(&rest, &s))
			return "is damaged";
		if (s.distance > end - at || s.removed > end - at - s.distance)
			return "leads out of the file";
		bytes.n = 0;
		for (size_t i = 0; i < s.hex.n; i += 2)
			buf_addc(&bytes, (char)(hex_digit(s.hex.p[i]) << 4 |
			    hex_digit(s.hex.p[i + 1])));
		edits_add(to, at + s.distance, s.removed, buf_str(&bytes));
		at += s.distance + s.removed;
	}
	buf_free(&bytes);
	return NULL;
}

const char *
undo_back(struct undo *u, struct onnx *o, struct undo_place place,
    struct buf *text, struct edits *e)
{
	char digest[33], reason[ONNX_ERROR];
	const char *why;
	struct view v;

	if (place.n > 1)
		return "stands twice";
	if (!place.last)
		return "is not the last field: "
		    "the file was changed since it was tagged";
	buf_adds(text, window_str(&o->window, place.value));
	why = undo_read(u, buf_str(text));
	if (why == NULL)
		why = undo_edits(u, place.at, e);
	if (why != NULL)
		return why;
	edits_add(e, place.at, o->window.size - place.at, STR(""));
	edits_done(e);
	v = view_of(&o->window, e);
	if (v.size == u->size && view_check(&v, o->name, digest, reason) &&
	    strcmp(digest, u->digest) == 0)
		return NULL;
	return "does not fit: the file was changed since it was tagged";
}

/*
 * The way back as it is written.  Its source is the edited file, at `at`; the
 * last step ended at `last`.  What comes between two copies of it is one step.
 */
struct way {
	struct buf *to, hex;
	uint64_t at, last;
};

static void
way_step(struct way *w, uint64_t next)
{
	buf_addc(w->to, ' ');
	buf_addu(w->to, w->at - w->last);
	if (next > w->at) {
		buf_addc(w->to, '-');
		buf_addu(w->to, next - w->at);
	}
	if (w->hex.n > 0) {
		buf_addc(w->to, '+');
		buf_adds(w->to, buf_str(&w->hex));
		w->hex.n = 0;
	}
	w->at = w->last = next;
}

static void
way_copy(struct way *w, uint64_t at, uint64_t end)
{
	if (at == end)
		return;
	if (at > w->at || w->hex.n > 0)
		way_step(w, at);
	w->at = end;
}

static void
way_bytes(struct way *w, struct str s)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < s.n; i++) {
		buf_addc(&w->hex, digits[(unsigned char)s.p[i] >> 4]);
		buf_addc(&w->hex, digits[s.p[i] & 15]);
	}
}

/* The file's bytes [at, end): where they stand in the edited file they are
 * copied, else written out.  The edits before `*i` are behind us. */
static void
way_range(struct way *w, const struct view *v, size_t *i, uint64_t at,
    uint64_t end)
{
	const struct edits *e = v->edits;
	const struct edit *d;
	uint64_t to, stop;
	struct str s;

	while (at < end) {
		while (*i < e->n && e->edit[*i].at + e->edit[*i].remove <= at)
			++*i;
		d = &e->edit[*i];
		if (*i < e->n && d->at <= at) {
			stop = d->at + d->remove < end ? d->at + d->remove :
			    end;
			s = window_some(v->from, at, stop);
			if (s.n == 0)
				return;
			way_bytes(w, s);
			at += s.n;
			continue;
		}
		stop = *i < e->n && d->at < end ? d->at : end;
		to = at;
		if (*i > 0) {
			d = &e->edit[*i - 1];
			to += d->to + d->insert - (d->at + d->remove);
		}
		way_copy(w, to, to + (stop - at));
		at = stop;
	}
}

void
undo_write(struct buf *to, const struct undo *head, const struct view *v,
    uint64_t end, const struct undo *old, uint64_t old_end)
{
	struct str rest = old != NULL ? old->edits : STR("");
	struct way w = { .to = to };
	uint64_t at = 0;
	struct step s;
	size_t i = 0;

	buf_adds(to, str_of(version));
	buf_addc(to, ' ');
	buf_addu(to, head->size);
	buf_addc(to, ' ');
	buf_adds(to, str_of(head->digest));
	while (rest.n > 0 && next_step(&rest, &s)) {
		way_range(&w, v, &i, at, at + s.distance);
		buf_adds(&w.hex, s.hex);
		at += s.distance + s.removed;
	}
	way_range(&w, v, &i, at, old_end);
	if (w.hex.n > 0 || w.at < end)
		way_step(&w, end);
	buf_free(&w.hex);
}

#include "ran.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "events.h"
#include "message.h"

bool
ran_is_profile(const char *file)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC);
	struct stat st;
	char c = '\0';
	bool is;

	/* What is no file could not be read again from its beginning. */
	is = fd != -1 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    read(fd, &c, 1) == 1 && c == '[';
	if (fd != -1)
		close(fd);
	return is;
}

static void
add_types(struct ran *r, uint32_t name, uint32_t op_type, const struct event *e)
{
	uint32_t n = r->node.n, id = pairs_add(&r->node, name, op_type);
	struct ran_types *of;

	if (id == n) {
		GROW(r->of, n, r->cap);
		r->of[n] = (struct ran_types){ arena_copy(&r->arena, e->inputs),
		    arena_copy(&r->arena, e->outputs), false };
		return;
	}
	of = &r->of[id];
	of->varies |= !str_eq(of->in, e->inputs) ||
	    !str_eq(of->out, e->outputs);
}

static const char *
add_event(struct ran *r, const struct event *e, struct arena *scratch)
{
	const struct str kernel = STR("_kernel_time");
	struct str name, op_type;

	if (e->inputs.n == 0 || e->outputs.n == 0)
		return NULL;
	if (!json_to_string(e->name, scratch, &name) ||
	    !json_to_string(e->op_type, scratch, &op_type))
		return "a node's name or op_name is no string";
	if (!str_ends(name, kernel))
		return NULL;
	name.n -= kernel.n;
	add_types(r, intern_copy(&r->text, &r->arena, name),
	    intern_copy(&r->text, &r->arena, op_type), e);
	return NULL;
}

void
ran_load(struct ran *r, const char *file)
{
	struct arena scratch = { 0 };
	struct events in;
	struct event event;
	const char *reason = NULL;
	int got = -1;

	*r = (struct ran){ .cap = 0 };
	if (events_open(&in, file) == 0)
		while (reason == NULL &&
		    (got = events_next(&in, &event)) == 1) {
			reason = add_event(r, &event, &scratch);
			arena_reset(&scratch);
		}
	if (got == -1)
		reason = in.error;
	if (reason != NULL)
		fatal("%s:%" PRIu64 ": %s", shown(str_of(file)), in.line,
		    reason);
	if (r->node.n == 0)
		fatal("%s: no shapes in this profile", shown(str_of(file)));
	events_close(&in);
	arena_free(&scratch);
}

void
ran_free(struct ran *r)
{
	arena_free(&r->arena);
	intern_free(&r->text);
	pairs_free(&r->node);
	free(r->of);
	*r = (struct ran){ .cap = 0 };
}

/* The next name that is one: an omitted value has none. */
static bool
next_name(struct json *j, struct arena *scratch, struct str *name)
{
	while (json_item(j)) {
		if (!json_to_string(json_skip(j), scratch, name))
			return false;
		if (name->n > 0)
			return true;
	}
	return false;
}

static size_t
count_names(struct str span, struct arena *scratch)
{
	struct json j;
	struct str name;
	size_t n = 0;

	json_open(&j, span);
	if (json_enter(&j, '['))
		while (next_name(&j, scratch, &name))
			n++;
	return n;
}

/* ONNX's name of a type that ONNX Runtime calls by it in small letters. */
static const struct dtype *
dtype_in(struct str escaped)
{
	char name[32];

	if (escaped.n > sizeof(name))
		return NULL;
	for (size_t i = 0; i < escaped.n; i++) {
		char c = escaped.p[i];

		name[i] = (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
	}
	return dtype_named((struct str){ name, escaped.n });
}

/* {"float":[1,3]} at the scanner. */
static void
tell_value(struct shapes *s, uint32_t graph, struct str name, struct json *j)
{
	int64_t dim[LIMIT_RANK];
	size_t rank = 0;
	struct str type;

	if (json_peek(j) != JSON_OBJECT) {
		json_skip(j);
		return;
	}
	json_enter(j, '{');
	while (json_member(j, &type)) {
		if (json_peek(j) != JSON_ARRAY) {
			json_skip(j);
			continue;
		}
		json_enter(j, '[');
		for (rank = 0; json_item(j); rank++) {
			struct str span = json_skip(j);

			if (rank < LIMIT_RANK &&
			    !json_to_int(span, &dim[rank]))
				dim[rank] = DIM_UNKNOWN;
		}
		shapes_add(s, shapes_home(s, graph, name), name,
		    dtype_in(type), dim, rank);
	}
}

static void
tell(struct shapes *s, uint32_t graph, struct str names, struct str types)
{
	struct json n, t;
	struct str name;

	if (count_names(names, &s->scratch) != json_count(types))
		return;
	json_open(&n, names);
	json_open(&t, types);
	json_enter(&n, '[');
	json_enter(&t, '[');
	while (next_name(&n, &s->scratch, &name) && json_item(&t))
		tell_value(s, graph, name, &t);
}

void
ran_tell(const struct ran *r, struct shapes *s, const struct record *record,
    uint32_t graph, struct str name, struct str op_type)
{
	uint32_t a = intern_find(&r->text, name);
	uint32_t b = intern_find(&r->text, op_type), id;

	id = a == NONE || b == NONE ? NONE : pairs_find(&r->node, a, b);
	if (id == NONE)
		return;
	s->n_met++;
	if (r->of[id].varies)
		return;
	tell(s, graph, record_get(record, M_INPUT), r->of[id].in);
	tell(s, graph, record_get(record, M_OUTPUT), r->of[id].out);
}

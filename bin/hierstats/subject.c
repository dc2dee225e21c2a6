#include "subject.h"

#include <stdlib.h>

static uint32_t
path_id(struct subject *s, struct str path)
{
	uint32_t known = s->path.n, id = intern_copy(&s->path, &s->arena, path);

	if (id < known)
		return id;
	GROW(s->conflicts, id, s->path_cap);
	s->conflicts[id] = 0;
	return id;
}

static const char *
add_trust(struct subject *s, uint32_t path, struct str confidence)
{
	uint32_t known = s->trust.n, id;
	double value;

	if (confidence.n == 0)
		confidence = STR("null");
	if (!str_eq(confidence, STR("null")) &&
	    (!json_to_double(confidence, &value) || value < 0 || value >= 1))
		return "node: confidence is no number from 0 to 1, nor null";
	id = pairs_add(&s->trust, path,
	    intern_copy(&s->confidence, &s->arena, confidence));
	GROW(s->trusted, id, s->trusted_cap);
	if (id == known)
		s->trusted[id] = 0;
	s->trusted[id]++;
	return NULL;
}

const char *
subject_record(struct subject *s, const struct record *r)
{
	struct str span = record_get(r, M_MODULE), text;
	const char *reason = NULL;
	uint32_t path = NONE;

	arena_reset(&s->scratch);
	if (span.n > 0 && (r->kind == KIND_NODE ||
	    r->kind == KIND_INITIALIZER)) {
		if (!json_to_string(span, &s->scratch, &text))
			return "module is no string";
		path = path_id(s, text);
	}
	if (r->kind == KIND_NODE && path != NONE)
		s->conflicts[path] += record_get(r, M_CONFLICT).n > 0;
	if (r->kind == KIND_NODE)
		reason = add_trust(s, path, record_get(r, M_CONFIDENCE));
	return reason != NULL ? reason : usage_record(&s->usage, r, path);
}

void
subject_finish(struct subject *s, const struct stats *stats)
{
	s->module = xcalloc(s->path.n + 1, sizeof(*s->module));
	for (uint32_t i = 0; i < s->path.n; i++) {
		uint32_t id = intern_find(&stats->path, s->path.str[i]);

		s->module[i] = id == NONE ? NONE : stats->path_module[id];
	}
}

uint32_t
subject_module(const struct subject *s, uint32_t path)
{
	return path == NONE ? NONE : s->module[path];
}

double
subject_confidence(const struct subject *s, uint32_t trust)
{
	struct str text = s->confidence.str[s->trust.pair[trust].b];
	double value;

	return json_to_double(text, &value) ? value : -1;
}

void
subject_free(struct subject *s)
{
	usage_free(&s->usage);
	intern_free(&s->path);
	intern_free(&s->confidence);
	pairs_free(&s->trust);
	free(s->conflicts);
	free(s->module);
	free(s->trusted);
	arena_free(&s->arena);
	arena_free(&s->scratch);
	*s = (struct subject){ 0 };
}

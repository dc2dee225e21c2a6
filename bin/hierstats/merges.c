#include "merges.h"

#include <stdlib.h>

static bool
add_all(struct merges *m, struct str list, struct str into)
{
	struct json in;

	json_open(&in, list);
	if (!json_enter(&in, '['))
		return false;
	while (json_item(&in)) {
		struct str escaped, path;

		if (!json_string(&in, &escaped) ||
		    !json_unescape(escaped, &m->scratch, &path))
			return false;
		if (!str_eq(path, into)) {
			uint32_t from = intern_copy(&m->path, &m->arena, path);

			pairs_add(&m->pair, from,
			    intern_copy(&m->path, &m->arena, into));
		}
	}
	return json_close(&in);
}

const char *
merges_record(struct merges *m, const struct record *r)
{
	struct str list = record_get(r, M_MODULES);
	struct str module = record_get(r, M_MODULE);

	if (r->kind != KIND_NODE || list.n == 0)
		return NULL;
	arena_reset(&m->scratch);
	if (!json_to_string(module, &m->scratch, &module))
		return "node: module is no string";
	if (!add_all(m, list, module))
		return "node: modules is no list of strings";
	return NULL;
}

static int
merge_cmp(const void *a, const void *b)
{
	const struct merge *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return (x->into > y->into) - (x->into < y->into);
}

void
merges_sort(struct merges *m, uint32_t (*number)(void *, struct str path),
    void *context)
{
	m->merge = xcalloc(m->pair.n + 1, sizeof(*m->merge));
	for (uint32_t i = 0; i < m->pair.n; i++) {
		uint32_t from = number(context,
		    m->path.str[m->pair.pair[i].a]);

		if (from != NONE)
			m->merge[m->n++] = (struct merge){ from,
			    m->pair.pair[i].b };
	}
	if (m->n > 0)
		qsort(m->merge, m->n, sizeof(*m->merge), merge_cmp);
}

const struct merge *
merges_find(const struct merges *m, uint32_t from, uint32_t *n)
{
	uint32_t low = 0, high = m->n;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (m->merge[middle].from < from)
			low = middle + 1;
		else
			high = middle;
	}
	*n = 0;
	while (low + *n < m->n && m->merge[low + *n].from == from)
		++*n;
	return &m->merge[low];
}

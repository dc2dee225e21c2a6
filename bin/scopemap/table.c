#include "table.h"

#include "message.h"

/* The module's class is the table's, and what says so; an inferred one yields
 * to a map without a word. */
static void
take_module(struct table *t, struct scopes *s, uint32_t k)
{
	struct str path = modules_path(&t->map.tree, k);
	uint32_t id = scopes_module(s, path, BY_METADATA);
	struct found_module *found = &s->found[id];

	found->tabled = true;
	found->class = t->map.module[k].class;
	if (found->class.n > 0)
		found->class_by = str_eq(record_get(table_record(t, path),
		    M_CLASS_BY), STR("\"inferred\"")) ? BY_INFERRED :
		    BY_TABLE;
}

void
table_read(struct table *t, struct scopes *s, struct str text)
{
	struct arena arena = { 0 };
	struct str table;
	bool well;

	*t = (struct table){ 0 };
	if (text.n == 0)
		return;
	well = json_to_string(text, &arena, &table);
	if (!well)
		warning("%s: hierutils.modules is no text: not used",
		    shown(s->m->file));
	else if (map_read_records(&t->map, table) == -1) {
		warning("%s: hierutils.modules:%llu: %s: not used",
		    shown(s->m->file), map_error_line(&t->map), t->map.error);
		map_free(&t->map);
	}
	arena_free(&arena);
	s->table = t->map.n_listed > 0;
	for (uint32_t k = 0; k < t->map.tree.n; k++)
		if (t->map.module[k].at != NULL)
			take_module(t, s, k);
}

void
table_free(struct table *t)
{
	map_free(&t->map);
	record_free(&t->record);
}

uint32_t
table_rank(const struct table *t, struct str path)
{
	uint32_t k = t->map.n_listed == 0 ? NONE :
	    modules_find(&t->map.tree, path);

	return k == NONE || t->map.module[k].at == NULL ? NONE : k;
}

/* The table's record that begins here; map_read_records has read it before. */
static const struct record *
record_at(struct table *t, const char *at)
{
	size_t n = (size_t)(t->map.text.p + t->map.text.n - at);
	const char *end = memchr(at, '\n', n);

	record_scan(&t->record, (struct str){ at,
	    end == NULL ? n : (size_t)(end - at) });
	return &t->record;
}

const struct record *
table_record(struct table *t, struct str path)
{
	uint32_t k = table_rank(t, path);

	return k == NONE ? NULL : record_at(t, t->map.module[k].at);
}

enum tag_place
table_place(struct table *t)
{
	const struct record *head;
	struct str target;

	if (t->map.n_listed == 0)
		return PLACE_UNKNOWN;
	head = record_at(t, t->map.text.p);
	if (head->kind != KIND_MAP)
		return PLACE_METADATA;
	target = json_get(head->line, STR("target"));
	if (str_eq(target, STR("\"doc_string\"")))
		return PLACE_DOC_STRING;
	return str_eq(target, STR("\"attributes\"")) ? PLACE_ATTRIBUTE :
	    PLACE_METADATA;
}

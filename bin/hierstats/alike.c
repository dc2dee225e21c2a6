#include "alike.h"

#include <stdlib.h>

static void
add_u64(struct buf *b, uint64_t value)
{
	buf_add(b, &value, sizeof(value));
}

static void
add_str(struct buf *b, struct str text)
{
	add_u64(b, text.n);
	buf_adds(b, text);
}

static void
add_cell(struct buf *b, const struct cell *c)
{
	buf_addc(b, (char)c->kind);
	switch (c->kind) {
	case CELL_TEXT:
		add_str(b, (struct str){ c->text, c->known });
		break;
	case CELL_LIST:
		add_u64(b, c->known);
		for (uint64_t i = 0; i < c->known; i++)
			add_str(b, c->list[i]);
		break;
	case CELL_NUMBERED:
		add_u64(b, c->known);
		for (uint64_t i = 0; i < c->known; i++) {
			add_str(b, c->numbered[i].name);
			add_u64(b, c->numbered[i].n);
		}
		break;
	case CELL_COUNT:
	case CELL_REAL:
		add_u64(b, c->count);
		add_u64(b, c->known);
		add_u64(b, c->of);
		break;
	default:
		break;
	}
}

/* Before each part stands its number or length: no content can be read as
 * another one. */
static void
content(const struct outline *o, uint32_t id, const uint32_t *name,
    const uint32_t *alike, struct buf *b)
{
	const struct spot *s = &o->spot[id];
	uint64_t rows = 0;

	for (uint32_t row = s->row; row != NONE; row = o->next_row[row])
		rows++;
	add_u64(b, rows);
	for (uint32_t row = s->row; row != NONE; row = o->next_row[row])
		for (unsigned i = 0; i < o->r->n_column; i++)
			if (i != o->module)
				add_cell(b, &report_cells(o->r, row)[i]);
	for (unsigned i = 0; i < o->n_sum; i++)
		add_cell(b, &o->less[id * o->n_sum + i]);
	for (uint32_t c = s->child; c != NONE; c = o->spot[c].next) {
		add_u64(b, name[c]);
		add_u64(b, alike[c]);
	}
}

uint32_t *
alike_make(const struct outline *o)
{
	uint32_t *alike = xcalloc(o->n, sizeof(*alike));
	uint32_t *name = xcalloc(o->n, sizeof(*name));
	struct arena arena = { 0 };
	struct intern known = { 0 };
	struct buf b = { 0 };

	for (uint32_t id = o->n; id-- > 0; ) {
		name[id] = o->spot[id].aside ? NONE :
		    intern_find(&o->names, o->spot[id].name);
		b.n = 0;
		content(o, id, name, alike, &b);
		alike[id] = intern_copy(&known, &arena, buf_str(&b));
	}
	buf_free(&b);
	intern_free(&known);
	arena_free(&arena);
	free(name);
	return alike;
}

#include "entity.h"

struct list {
	struct entity *entity;
	size_t n, cap;
};

static void
add(struct list *l, enum entity_kind kind, uint32_t id)
{
	GROW(l->entity, l->n, l->cap);
	l->entity[l->n++] = (struct entity){ kind, id };
}

/* Of several outputs with one name the value is the first node's. */
static void
add_node(struct list *l, const struct model *m, uint32_t id)
{
	const struct node *n = &m->node[id];

	add(l, ENTITY_NODE, id);
	for (uint32_t j = 0; j < n->n_output; j++) {
		uint32_t v = node_output(m, n, j);

		if (v != NONE && m->value[v].producer == id)
			add(l, ENTITY_VALUE, v);
	}
}

struct entity *
entities_make(const struct named *d, const struct model *m, size_t *n)
{
	struct list l = { NULL, 0, 0 };

	for (uint32_t i = 0; i < m->n_value; i++) {
		const struct value *v = &m->value[i];
		const struct typed *t;

		if (v->producer != NONE || v->initializer != NONE)
			continue;
		t = named_type(d, m, v);
		add(&l, t != NULL && t->input ? ENTITY_INPUT : ENTITY_VALUE,
		    i);
	}
	for (uint32_t i = 0; i < m->n_initializer; i++)
		add(&l, ENTITY_INITIALIZER, i);
	for (uint32_t i = 0; i < m->n_node; i++)
		add_node(&l, m, i);
	*n = l.n;
	return l.entity;
}

static const struct value *
value_of(const struct model *m, struct entity e)
{
	return &m->value[e.kind == ENTITY_INITIALIZER ?
	    m->initializer[e.id].value : e.id];
}

struct str
entity_name(const struct model *m, struct entity e)
{
	if (e.kind == ENTITY_NODE)
		return m->node[e.id].name;
	return model_name(m, value_of(m, e)->name);
}

struct str
entity_graph(const struct model *m, struct entity e)
{
	return m->graph[e.kind == ENTITY_NODE ? m->node[e.id].graph :
	    value_of(m, e)->graph].id;
}

uint32_t
entity_node(const struct model *m, struct entity e)
{
	if (e.kind == ENTITY_NODE)
		return e.id;
	return e.kind == ENTITY_VALUE ? m->value[e.id].producer : NONE;
}

uint32_t
entity_module(const struct named *d, const struct model *m, struct entity e)
{
	uint32_t node = entity_node(m, e);

	if (node != NONE)
		return d->node[node].module;
	return e.kind == ENTITY_INITIALIZER ? d->parameter[e.id].module :
	    NONE;
}

uint32_t
entity_param(const struct named *d, struct entity e)
{
	return e.kind == ENTITY_INITIALIZER ? d->parameter[e.id].param : NONE;
}

#include <inttypes.h>
#include <stdio.h>

#include "graphs.h"
#include "message.h"
#include "undo.h"
#include "walk.h"

struct walk {
	struct splice *s;
	struct window *w;
	struct edits *e;
	struct buf id;		/* of the graph that we are in */
	struct arena keep;	/* names */
	uint64_t nodes;
	bool changed;		/* anything but the undo */
	uint64_t refused;	/* nodes of domains that take no attributes */
	char first[600];	/* of them */
};

/* A graph, or a function, as far as its nodes are counted. */
struct counted {
	uint32_t tag;		/* of a node's field */
	uint32_t row;		/* in the report */
	uint64_t nodes;
};

/* What must be known of a node before its first field is left behind. */
struct look {
	bool bodies;
	struct span domain, op_type;
	uint64_t docstring;	/* where the last one stands; 0 for none */
};

static void part(struct walk *, const struct field *, struct counted *);

static struct counted
count_of(struct walk *k, uint32_t tag)
{
	return (struct counted){ .tag = tag,
	    .row = report_graph(&k->s->report, buf_str(&k->id)) };
}

static bool
has_body(struct walk *k, struct span attribute)
{
	struct arena brief = { 0 };
	struct attr a;

	attr_read(k->w, attribute, &brief, &a);
	arena_free(&brief);
	return attr_has_graph(&a);
}

static void
look_at(struct walk *k, struct span s, struct look *look)
{
	struct message m = message_of(s);
	struct cursor c;
	struct field f;

	cursor_open(&c, &m);
	while (wire_next(k->w, &c, &f)) {
		if (f.tag == NODE_DOMAIN)
			look->domain = f.span;
		else if (f.tag == NODE_OP_TYPE)
			look->op_type = f.span;
		else if (f.tag == NODE_DOC_STRING)
			look->docstring = f.at;
		else if (f.tag == NODE_ATTRIBUTE && k->s->onnx->bodies > 0)
			look->bodies |= has_body(k, f.span);
	}
}

/* The graphs within an attribute, `node` being BODY_ALONE in a function's
 * defaults. */
static void
bodies(struct walk *k, const struct field *f, struct names *names, int64_t node)
{
	struct message m = message_of(f->span);
	struct entered in;
	struct counted count;
	size_t n = k->id.n;
	int64_t item = 0;
	uint32_t times;
	struct cursor c;
	struct field g;
	struct attr a;
	struct str name;
	bool list;

	attr_read(k->w, f->span, &k->keep, &a);
	name = arena_copy(&k->keep, window_str(k->w, a.name));
	times = names_add(names, name);
	if (!attr_has_graph(&a))
		return;
	list = a.type == ATTR_GRAPHS;
	in = edits_enter(k->e, length_at(k->w, f), f->span);
	if (!list) {
		body_id(&k->id, name, times, node, BODY_ALONE);
		count = count_of(k, GRAPH_NODE);
	}
	cursor_open(&c, &m);
	while (wire_next(k->w, &c, &g)) {
		if (g.tag != (list ? ATTRIBUTE_GRAPHS : ATTRIBUTE_G))
			continue;
		if (list) {
			k->id.n = n;
			body_id(&k->id, name, times, node, item++);
			count = count_of(k, GRAPH_NODE);
		}
		part(k, &g, &count);
	}
	k->id.n = n;
	edits_leave(k->e, in);
}

/* `node 12 of main`: a message's place, good until the next four. */
static const char *
place_of(const struct walk *k, uint64_t index)
{
	char place[300];

	snprintf(place, sizeof(place), "node %" PRIu64 " of %s", index,
	    shown(buf_str(&k->id)));
	return shown(str_of(place));
}

static void
place_field(struct walk *k, struct placing *p, const struct look *look,
    const struct field *f, uint64_t index)
{
	switch (k->s->target) {
	case TARGET_METADATA:
		if (f->tag == NODE_METADATA_PROPS)
			entries_field(p, f);
		break;
	case TARGET_DOC_STRING:
		if (f->tag == NODE_DOC_STRING && f->at == look->docstring)
			docstring_field(p, f);
		break;
	case TARGET_ATTRIBUTES:
		if (f->tag != NODE_ATTRIBUTE || attributes_field(p, f))
			break;
		fatal("%s: %s: the op itself has an attribute of a tag's name",
		    k->s->onnx->name, place_of(k, index));
	}
}

static void
place_end(struct walk *k, struct placing *p, const struct look *look,
    uint64_t end)
{
	switch (k->s->target) {
	case TARGET_METADATA:
		entries_end(p, end, NODE_METADATA_PROPS);
		break;
	case TARGET_DOC_STRING:
		if (look->docstring == 0)
			docstring_end(p, end);
		break;
	case TARGET_ATTRIBUTES:
		attributes_end(p, end);
	}
}

/* A node of a domain that takes no attributes is counted, and told of later. */
static bool
takes_tags(struct walk *k, const struct look *look, uint64_t index)
{
	if (k->s->target != TARGET_ATTRIBUTES ||
	    attributes_allowed(window_str(k->w, look->domain)))
		return true;
	if (k->refused++ == 0)
		snprintf(k->first, sizeof(k->first), "%s, %s",
		    place_of(k, index),
		    shown(window_str(k->w, look->op_type)));
	return false;
}

static struct tag_list
tags_at(struct walk *k, uint64_t index)
{
	struct tag_list tags;

	if (!tags_of_node(k->s->tags, buf_str(&k->id), index, &tags))
		fatal("%s: the stream lacks %s", k->s->onnx->name,
		    place_of(k, index));
	return tags;
}

static void
node(struct walk *k, const struct field *f, uint64_t index, uint32_t row)
{
	struct placing p = { .file = k->s->onnx->name, .window = k->w,
	    .edits = k->e, .report = &k->s->report, .of = REPORT_NODES,
	    .own = STR(NODE_KEY) };
	struct tag_list tags = tags_at(k, index);
	struct message m = message_of(f->span);
	struct look look = { .bodies = false };
	uint64_t hold = k->w->hold;
	struct names names;
	struct entered in;
	struct cursor c;
	struct field g;
	bool take;

	k->w->hold = f->at;
	if (k->s->target != TARGET_METADATA || k->s->onnx->bodies > 0)
		look_at(k, f->span, &look);
	if (look.bodies)
		names_open(&names, &k->keep);
	placing_begin(&p, tags, look.bodies);
	take = tags.n == 0 || tags.renew || takes_tags(k, &look, index);
	in = edits_enter(k->e, length_at(k->w, f), f->span);
	cursor_open(&c, &m);
	while (wire_next(k->w, &c, &g)) {
		if (g.tag == NODE_ATTRIBUTE && look.bodies)
			bodies(k, &g, &names, (int64_t)index);
		if (take)
			place_field(k, &p, &look, &g, index);
	}
	if (take && tags.n > 0 && !tags.renew)
		place_end(k, &p, &look, f->span.end);
	edits_leave(k->e, in);
	if (look.bodies)
		names_free(&names);
	placing_end(&p);
	k->changed |= p.changed;
	k->nodes++;
	report_node(&k->s->report, row, p.changed);
	k->w->hold = hold;
}

/* One part of a graph, or a function. */
static void
part(struct walk *k, const struct field *f, struct counted *count)
{
	struct entered in = edits_enter(k->e, length_at(k->w, f), f->span);
	bool function = count->tag == FUNCTION_NODE;
	struct message m = message_of(f->span);
	struct names names;
	struct cursor c;
	struct field g;

	names_open(&names, &k->keep);
	cursor_open(&c, &m);
	while (wire_next(k->w, &c, &g)) {
		if (g.tag == count->tag)
			node(k, &g, count->nodes++, count->row);
		else if (function && g.tag == FUNCTION_ATTRIBUTE_PROTO &&
		    k->s->onnx->bodies > 0)
			bodies(k, &g, &names, BODY_ALONE);
	}
	names_free(&names);
	edits_leave(k->e, in);
}

static void
function(struct walk *k, const struct field *f, struct names *before)
{
	struct message m = message_of(f->span);
	struct sections in = { .name = { 0, 0 } };
	struct counted count;
	struct cursor c;
	struct field g;

	cursor_open(&c, &m);
	while (wire_next(k->w, &c, &g))
		sections_function(&in, &c, &g);
	function_id(&k->id, k->w, &in, before);
	count = count_of(k, FUNCTION_NODE);
	part(k, f, &count);
}

static void
training(struct walk *k, const struct field *f, uint64_t index)
{
	struct entered in = edits_enter(k->e, length_at(k->w, f), f->span);
	struct counted count[2] = { { .tag = 0 }, { .tag = 0 } };
	struct message m = message_of(f->span);
	struct cursor c;
	struct field g;
	bool algorithm;

	cursor_open(&c, &m);
	while (wire_next(k->w, &c, &g)) {
		algorithm = g.tag == TRAINING_ALGORITHM;
		if (!algorithm && g.tag != TRAINING_INITIALIZATION)
			continue;
		training_id(&k->id, index, algorithm);
		if (count[algorithm].tag == 0)
			count[algorithm] = count_of(k, GRAPH_NODE);
		part(k, &g, &count[algorithm]);
	}
	edits_leave(k->e, in);
}

/* An entry of the model's metadata; an undo goes, there will be a new one. */
static void
model_entry(struct walk *k, struct placing *p, const struct field *f)
{
	struct keyvalue e = keyvalue_read(k->w, f->span);

	if (str_eq(window_str(k->w, e.key), STR(UNDO_KEY)))
		edits_add(k->e, f->at, f->span.end - f->at, STR(""));
	else
		entries_field(p, f);
}

static void
model(struct walk *k)
{
	struct placing p = { .file = k->s->onnx->name, .window = k->w,
	    .edits = k->e, .report = &k->s->report, .of = REPORT_MODEL };
	struct message root = onnx_root(k->s->onnx);
	struct counted count = { .tag = 0 };
	struct names functions;
	uint64_t trainings = 0;
	struct cursor c;
	struct field f;

	names_open(&functions, &k->keep);
	placing_begin(&p, tags_of_model(k->s->tags), false);
	cursor_open(&c, &root);
	while (wire_next(k->w, &c, &f)) {
		if (f.tag == MODEL_GRAPH) {
			k->id.n = 0;
			buf_adds(&k->id, STR("main"));
			if (count.tag == 0)
				count = count_of(k, GRAPH_NODE);
			part(k, &f, &count);
		} else if (f.tag == MODEL_FUNCTIONS) {
			function(k, &f, &functions);
		} else if (f.tag == MODEL_TRAINING_INFO) {
			training(k, &f, trainings++);
		} else if (f.tag == MODEL_METADATA_PROPS) {
			model_entry(k, &p, &f);
		}
	}
	entries_end(&p, c.at, MODEL_METADATA_PROPS);
	k->changed |= p.changed;
	placing_end(&p);
	names_free(&functions);
}

/* Did the walk come to an end, with all nodes and all of them fit? */
static void
walk_check(struct walk *k)
{
	struct onnx *o = k->s->onnx;

	if (k->w->error != NULL) {
		onnx_close(o);
		fatal("%s", o->error);
	}
	if (k->nodes < tags_nodes(k->s->tags))
		fatal("%s: the stream has %" PRIu64 " nodes that it has not",
		    o->name, tags_nodes(k->s->tags) - k->nodes);
	if (k->refused > 0)
		fatal("%s: tags as attributes are for custom domains: %" PRIu64
		    " nodes are of ONNX's or its runtime's, first %s", o->name,
		    k->refused, k->first);
}

bool
walk_edits(struct splice *s)
{
	struct walk k = { .s = s, .w = &s->onnx->window, .e = &s->edits };

	model(&k);
	walk_check(&k);
	buf_free(&k.id);
	arena_free(&k.keep);
	return k.changed;
}

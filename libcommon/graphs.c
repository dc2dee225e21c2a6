#include "graphs.h"

struct walk {
	struct onnx *onnx;
	struct window *window;
	graph_visit *visit;
	void *arg;
	struct arena keep;	/* parts of messages that we are within */
	struct arena brief;	/* for one node */
	struct buf id;
	uint64_t bodies;	/* not come to yet */
};

static bool bodies(struct walk *, const struct onnx_graph *);

/* Which of those with the same name, when it is not the first. */
static void
add_times(struct buf *id, uint32_t times)
{
	if (times <= 1)
		return;
	buf_addc(id, '#');
	buf_addu(id, times);
}

void
body_id(struct buf *id, struct str attribute, uint32_t times, int64_t node,
    int64_t item)
{
	if (node >= 0) {
		buf_addc(id, '/');
		buf_addu(id, (uint64_t)node);
	}
	buf_addc(id, '/');
	buf_adds(id, attribute);
	add_times(id, times);
	if (item >= 0) {
		buf_addc(id, '[');
		buf_addu(id, (uint64_t)item);
		buf_addc(id, ']');
	}
}

void
function_id(struct buf *id, struct window *w, const struct sections *in,
    struct names *before)
{
	uint32_t times;

	id->n = 0;
	buf_adds(id, STR("function/"));
	buf_adds(id, window_str(w, in->domain));
	buf_addc(id, ':');
	buf_adds(id, window_str(w, in->name));
	if (in->overload.end > in->overload.at) {
		buf_addc(id, ':');
		buf_adds(id, window_str(w, in->overload));
	}
	times = names_add(before, buf_str(id));
	add_times(id, times);
}

void
training_id(struct buf *id, uint64_t index, bool algorithm)
{
	id->n = 0;
	buf_adds(id, STR("training/"));
	buf_addu(id, index);
	buf_adds(id, algorithm ? STR("/algorithm") : STR("/initialization"));
}

/* One look over the message, so that each section is found again. */
static void
collect(struct walk *k, struct onnx_graph *g)
{
	struct cursor c;
	struct field f;

	cursor_open(&c, &g->message);
	while (wire_next(k->window, &c, &f)) {
		if (g->kind == GRAPH_FUNCTION)
			sections_function(&g->in, &c, &f);
		else
			sections_graph(&g->in, &c, &f);
	}
}

/* Show a collected graph, then its bodies. */
static bool
show(struct walk *k, struct onnx_graph *g)
{
	g->id = buf_str(&k->id);
	return k->window->error == NULL && k->visit(k->arg, g) &&
	    k->window->error == NULL && bodies(k, g);
}

static bool
body(struct walk *k, const struct message *m, struct str name,
    uint32_t times, int64_t node, int64_t item)
{
	struct onnx_graph g = { .kind = GRAPH_BODY, .message = *m };
	size_t n = k->id.n;
	bool ok;

	body_id(&k->id, name, times, node, item);
	k->bodies--;
	collect(k, &g);
	ok = show(k, &g);
	k->id.n = n;
	return ok;
}

static bool
attribute_bodies(struct walk *k, const struct attr *a, uint32_t times,
    int64_t node)
{
	struct str name = arena_copy(&k->keep, window_str(k->window, a->name));
	struct run_cursor rc;
	struct message m;
	struct field f;
	int64_t item = 0;

	if (a->type == ATTR_GRAPH)
		return body(k, &a->g, name, times, node, BODY_ALONE);
	run_open(&rc, &a->message, a->list[ATTR_GRAPHS], ATTRIBUTE_GRAPHS);
	while (run_next(k->window, &rc, &f)) {
		m = message_of(f.span);
		if (!body(k, &m, name, times, node, item++))
			return false;
	}
	return k->window->error == NULL;
}

static bool
any_body(struct walk *k, const struct message *m, struct run run,
    uint32_t tag)
{
	struct run_cursor rc;
	struct field f;
	struct attr a;

	run_open(&rc, m, run, tag);
	while (run_next(k->window, &rc, &f)) {
		attr_read(k->window, f.span, &k->brief, &a);
		if (attr_has_graph(&a))
			return true;
	}
	return false;
}

/* The bodies in the attributes of one node, or in a function's defaults. */
static bool
attributes_bodies(struct walk *k, const struct message *m, struct run run,
    uint32_t tag, int64_t node)
{
	struct names names;
	struct run_cursor rc;
	struct field f;
	struct attr a;
	uint32_t times;
	bool ok = true;

	arena_reset(&k->brief);
	if (!any_body(k, m, run, tag))
		return k->window->error == NULL;
	names_open(&names, &k->keep);
	run_open(&rc, m, run, tag);
	while (ok && run_next(k->window, &rc, &f)) {
		attr_read(k->window, f.span, &k->keep, &a);
		times = names_add(&names, window_str(k->window, a.name));
		if (attr_has_graph(&a))
			ok = attribute_bodies(k, &a, times, node);
	}
	names_free(&names);
	return ok && k->window->error == NULL;
}

/* The bodies of a graph's nodes.  A file without any costs nothing here. */
static bool
bodies(struct walk *k, const struct onnx_graph *g)
{
	bool function = g->kind == GRAPH_FUNCTION;
	struct run_cursor rc;
	struct run run;
	struct field f, a;
	struct message m;
	struct cursor c;
	int64_t index = 0;

	if (k->bodies == 0)
		return true;
	if (function && !attributes_bodies(k, &g->message,
	    g->in.attribute_proto, FUNCTION_ATTRIBUTE_PROTO, BODY_ALONE))
		return false;
	run_open(&rc, &g->message, g->in.node,
	    function ? FUNCTION_NODE : GRAPH_NODE);
	for (; run_next(k->window, &rc, &f); index++) {
		m = message_of(f.span);
		run = (struct run){ 0 };
		cursor_open(&c, &m);
		while (wire_next(k->window, &c, &a))
			if (a.tag == NODE_ATTRIBUTE)
				run_add(&run, &c, &a);
		if (run.n > 0 && !attributes_bodies(k, &m, run,
		    NODE_ATTRIBUTE, index))
			return false;
	}
	return k->window->error == NULL;
}

static bool
function(struct walk *k, struct span s, struct names *ids)
{
	struct onnx_graph g = { .kind = GRAPH_FUNCTION };

	g.message = message_of(s);
	collect(k, &g);
	function_id(&k->id, k->window, &g.in, ids);
	return show(k, &g);
}

/* One of the two graphs of a TrainingInfoProto, when it or its binding is
 * there. */
static bool
training_graph(struct walk *k, const struct message *training, uint64_t index,
    bool algorithm)
{
	struct onnx_graph g = { .kind = GRAPH_TRAINING, .algorithm = algorithm,
	    .training = *training };
	struct cursor c;
	struct field f;

	cursor_open(&c, training);
	while (wire_next(k->window, &c, &f)) {
		if (f.tag == (algorithm ? TRAINING_ALGORITHM :
		    TRAINING_INITIALIZATION))
			message_add(&g.message, f.span, &k->keep);
		else if (f.tag == (algorithm ? TRAINING_UPDATE_BINDING :
		    TRAINING_INITIALIZATION_BINDING))
			run_add(&g.binding, &c, &f);
	}
	if (g.message.n == 0 && g.binding.n == 0)
		return k->window->error == NULL;
	collect(k, &g);
	training_id(&k->id, index, algorithm);
	return show(k, &g);
}

static bool
main_graph(struct walk *k, const struct message *root)
{
	struct onnx_graph g = { .kind = GRAPH_MAIN, .in = k->onnx->main };
	struct cursor c;
	struct field f;

	cursor_open(&c, root);
	while (wire_next(k->window, &c, &f))
		if (f.tag == MODEL_GRAPH)
			message_add(&g.message, f.span, &k->keep);
	buf_adds(&k->id, STR("main"));
	return show(k, &g);
}

static bool
functions(struct walk *k, const struct message *root, struct run run)
{
	struct run_cursor rc;
	struct names ids;
	struct field f;
	bool ok = true;

	names_open(&ids, &k->keep);
	run_open(&rc, root, run, MODEL_FUNCTIONS);
	while (ok && run_next(k->window, &rc, &f))
		ok = function(k, f.span, &ids);
	names_free(&ids);
	return ok && k->window->error == NULL;
}

static bool
trainings(struct walk *k, const struct message *root, struct run run)
{
	struct run_cursor rc;
	struct message m;
	struct field f;
	uint64_t i;

	run_open(&rc, root, run, MODEL_TRAINING_INFO);
	for (i = 0; run_next(k->window, &rc, &f); i++) {
		m = message_of(f.span);
		if (!training_graph(k, &m, i, false) ||
		    !training_graph(k, &m, i, true))
			return false;
	}
	return k->window->error == NULL;
}

bool
graphs_walk(struct onnx *o, graph_visit *visit, void *arg)
{
	struct walk k = { .onnx = o, .window = &o->window, .visit = visit,
	    .arg = arg, .bodies = o->bodies };
	struct message root = onnx_root(o);
	struct run function_run = { 0 }, training_run = { 0 };
	struct cursor c;
	struct field f;
	bool ok;

	cursor_open(&c, &root);
	while (wire_next(k.window, &c, &f)) {
		if (f.tag == MODEL_FUNCTIONS)
			run_add(&function_run, &c, &f);
		else if (f.tag == MODEL_TRAINING_INFO)
			run_add(&training_run, &c, &f);
	}
	ok = main_graph(&k, &root) && functions(&k, &root, function_run) &&
	    trainings(&k, &root, training_run);
	arena_free(&k.keep);
	arena_free(&k.brief);
	buf_free(&k.id);
	return ok;
}

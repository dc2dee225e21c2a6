/*
 * attribute: says for each node which module it belongs to, and on what
 * evidence.
 */
#include <getopt.h>
#include <string.h>
#include <unistd.h>

#include "additions.h"
#include "confidence.h"
#include "initializers.h"
#include "message.h"
#include "strategy.h"
#include "stream.h"

static const char usage[] =
    "attribute [-hV] [-d GLOB] [-k GLOB] [-l REF] [-s STRATEGY] [STREAM ...]";

struct options {
	enum strategy strategy;
	struct coarse_rules rules;
	const char *like;	/* --like REF, or NULL */
	struct reference reference;
};

static const enum member node_owned[] = {
	M_MODULE, M_MODULES, M_EXACT, M_CLASS, M_BY, M_CONFIDENCE, M_CALL,
	M_CONFLICT
};
static const enum member initializer_owned[] = {
	M_MODULE, M_PARAM, M_TRANSPOSED, M_INFERRED
};

/* A model as it is read, and what is found of it. */
struct reading {
	struct verdicts verdicts;
	struct initializers initializers;
	struct origin origin;
};

static const char *
read_record(void *reading, const struct record *r)
{
	struct reading *in = reading;

	initializers_record(&in->initializers, r);
	origin_record(&in->origin, r);
	return verdicts_record(&in->verdicts, r);
}

static void
write_node(const struct verdicts *t, const struct confidence *c,
    struct jsonw *w, const struct verdict *v)
{
	struct str module = modules_path(&t->tree, v->module);
	double share = v->tagged ? -1 : confidence_of(c, v);

	record_key(w, M_MODULE);
	jsonw_string(w, module);
	record_key(w, M_MODULES);
	jsonw_begin(w, '[');
	jsonw_string(w, module);
	for (uint32_t i = 0; i < v->n_more; i++)
		if (t->more[v->more + i] != v->module)
			jsonw_string(w, modules_path(&t->tree,
			    t->more[v->more + i]));
	jsonw_end(w, ']');
	if (v->inexact) {
		record_key(w, M_EXACT);
		jsonw_bool(w, false);
	}
	if (t->class[v->module].n > 0) {
		record_key(w, M_CLASS);
		jsonw_raw(w, t->class[v->module]);
	}
	record_key(w, M_BY);
	jsonw_string(w, by_name[v->dropped ? BY_PARENT : v->by]);
	record_key(w, M_CONFIDENCE);
	if (share < 0)
		jsonw_null(w);
	else
		jsonw_float64(w, share);
	if (v->call > 1) {
		record_key(w, M_CALL);
		jsonw_uint(w, v->call);
	}
	if (v->conflict != NONE) {
		record_key(w, M_CONFLICT);
		jsonw_begin(w, '[');
		jsonw_begin(w, '{');
		record_key(w, M_BY);
		jsonw_string(w, by_name[v->conflict_by]);
		record_key(w, M_MODULE);
		jsonw_string(w, modules_path(&t->tree, v->conflict));
		jsonw_end(w, '}');
		jsonw_end(w, ']');
	}
}

static void
write_initializer(const struct reading *in, const struct coarse *coarse,
    struct jsonw *w, uint32_t i)
{
	const struct parameter *p = &in->initializers.found[i];

	if (p->module == NONE)
		return;
	record_key(w, M_MODULE);
	jsonw_string(w, modules_path(&in->verdicts.tree,
	    coarse->as[p->module]));
	if (p->param.n > 0) {
		record_key(w, M_PARAM);
		jsonw_string(w, p->param);
	}
	if (p->transposed) {
		record_key(w, M_TRANSPOSED);
		jsonw_bool(w, true);
	}
	if (p->inferred) {
		record_key(w, M_INFERRED);
		jsonw_bool(w, true);
	}
}

static void
write_model(const struct reading *in, const struct coarse *coarse,
    struct jsonw *w, const struct model_hooks *hooks)
{
	const struct verdicts *t = &in->verdicts;
	const struct model *m = t->m;
	struct additions added;
	struct confidence confidence;
	struct record r = { 0 };
	uint32_t node = 0, initializer = 0;

	confidence_open(&confidence, &in->origin);
	additions_open(&added, t, coarse);
	for (uint32_t i = 0; i < m->n_line; i++) {
		enum kind kind = model_kind(m, i);

		if (kind == KIND_MODULE) {
			additions_record(&added, w, i);
			continue;
		}
		if (kind != KIND_MODEL)
			additions_end(&added, w);
		if (kind != KIND_NODE && kind != KIND_INITIALIZER) {
			jsonw_raw(w, m->line[i]);
			jsonw_line(w);
			continue;
		}
		model_pass(m, w, i, hooks->owned[kind], &r);
		if (kind == KIND_NODE)
			write_node(t, &confidence, w, &t->node[node++]);
		else
			write_initializer(in, coarse, w, initializer++);
		record_end(w);
	}
	additions_close(&added);
	record_free(&r);
}

/* scopemap writes a module record at least, the root's; what takes these out
 * leaves the nodes' scopes. */
static void
check_scoped(const struct reading *in, const struct model *m,
    const struct stream *s)
{
	if (m->n_node > 0 && in->verdicts.n_order == 0 &&
	    in->origin.scoped == 0)
		stream_fatal_at(s, m->first_line + m->node[0].line,
		    "node in a stream without modules: not scoped, "
		    "run scopemap");
}

static void
attribute(struct options *o, const char *file, struct jsonw *w)
{
	struct member_set of_node = member_set(node_owned,
	    sizeof(node_owned) / sizeof(node_owned[0]));
	struct member_set of_initializer = member_set(initializer_owned,
	    sizeof(initializer_owned) / sizeof(initializer_owned[0]));
	struct model_hooks hooks = {
		.owned[KIND_NODE] = &of_node,
		.owned[KIND_INITIALIZER] = &of_initializer,
		.each = read_record,
	};
	struct stream stream;
	struct model m = { 0 };
	struct reading in;
	struct verdicts *t = &in.verdicts;
	struct coarse coarse;
	int got;

	if (stream_open(&stream, file) == -1)
		stream_fatal(&stream);
	for (;;) {
		verdicts_open(t, &m);
		initializers_open(&in.initializers, &m);
		in.origin = (struct origin){ 0 };
		hooks.context = &in;
		if ((got = model_read(&m, &stream, &hooks)) != 1)
			break;
		check_scoped(&in, &m, &stream);
		t->n_read = t->tree.n;
		origin_settle(&in.origin, &m);
		strategy_decide(o->strategy, t, o->like == NULL ? NULL :
		    &o->reference);
		initializers_find(&in.initializers, t, &in.origin);
		coarse_open(&coarse, &o->rules, t);
		coarse_apply(&coarse, t);
		write_model(&in, &coarse, w, &hooks);
		coarse_free(&coarse);
		initializers_free(&in.initializers);
		verdicts_free(t);
		model_free(&m);
	}
	if (got == -1)
		stream_fatal(&stream);
	initializers_free(&in.initializers);
	verdicts_free(t);
	stream_close(&stream);
}

static void
add_rule(struct options *o, int c, const char *pattern)
{
	if (!coarse_rule_add(&o->rules, c == 'k', pattern))
		fatal("-%c: over %d components: %s", c, PATHGLOB_MAX,
		    shown(str_of(pattern)));
}

static void
parse(int argc, char *argv[], struct options *o)
{
	static const struct option options[] = {
		{ "drop", required_argument, NULL, 'd' },
		{ "help", no_argument, NULL, 'h' },
		{ "keep", required_argument, NULL, 'k' },
		{ "like", required_argument, NULL, 'l' },
		{ "strategy", required_argument, NULL, 's' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 }
	};
	int c;

	while ((c = getopt_long(argc, argv, "d:hk:l:s:V", options, NULL)) != -1)
		switch (c) {
		case 'd':
		case 'k':
			add_rule(o, c, optarg);
			break;
		case 'l':
			o->like = optarg;
			break;
		case 's':
			o->strategy = strategy_of(str_of(optarg));
			if (o->strategy != STRATEGY_COUNT)
				break;
			warning("no strategy %s", shown(str_of(optarg)));
			usage_exit(usage, false);
		case 'V':
			version_exit();
		default:
			option_exit(usage, c, argv);
		}
}

int
main(int argc, char *argv[])
{
	struct options o = { .strategy = STRATEGY_ALL };
	struct jsonw w;
	int error;

	message_program(argv[0]);
	parse(argc, argv, &o);
	if (o.like != NULL)
		reference_open(&o.reference, o.like);
	jsonw_open(&w, STDOUT_FILENO);
	if (optind == argc)
		attribute(&o, "-", &w);
	for (int i = optind; i < argc; i++)
		attribute(&o, argv[i], &w);
	if ((error = jsonw_finish(&w)) != 0)
		fatal("(standard output): %s", strerror(error));
	return STATUS_DONE;
}

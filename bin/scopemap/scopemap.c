/*
 * scopemap: finds the module tree of each model in a stream, and the module
 * that each node was traced in.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "infer.h"
#include "faults.h"
#include "message.h"
#include "metadata.h"
#include "model.h"
#include "othertags.h"
#include "stream.h"
#include "tensorflow.h"
#include "torchscript.h"
#include "tree.h"

static const char usage[] =
    "scopemap [-hV] [-m MAP]... [-r RULES] [STREAM ...]\n"
    "       scopemap --print-rules";

/* What the command line gives, for all models. */
struct given {
	struct maps maps;
	struct classes classes;
};

static const enum member node_owned[] = {
	M_SCOPE, M_SCOPE_BY, M_SCOPE_ALSO, M_SCOPE_MODULES, M_SCOPE_EXACT,
	M_CALL
};
static const enum member model_owned[] = { M_TAGGED };

static void
owner_module(struct scopes *s, uint32_t value)
{
	const struct model *m = s->m;
	struct str owner = torchscript_owner_in(s,
	    model_name(m, m->value[value].name));

	if (owner.n > 0)
		scopes_module(s, owner, BY_INITIALIZER);
}

/* The tree that initializers' names show, and the names of those that were
 * merged with another of the same value: an Identity's outputs. */
static void
initializer_modules(struct scopes *s)
{
	const struct model *m = s->m;

	for (uint32_t i = 0; i < m->n_initializer; i++)
		owner_module(s, m->initializer[i].value);
	for (uint32_t i = 0; i < m->n_node; i++) {
		const struct node *n = &m->node[i];

		if (n->n_input == 1 && n->n_output == 1 &&
		    node_is(m, n, STR("Identity")) &&
		    node_input(m, n, 0) != NONE && node_output(m, n, 0) != NONE
		    && m->value[node_input(m, n, 0)].initializer != NONE)
			owner_module(s, node_output(m, n, 0));
	}
}

/* What a tag says of the node besides. */
static void
write_tag(const struct scopes *s, struct jsonw *w, const struct tag *tag)
{
	if (tag->n_module == 0)
		return;
	record_key(w, M_SCOPE_MODULES);
	jsonw_begin(w, '[');
	for (uint32_t i = 0; i < tag->n_module; i++)
		jsonw_string(w, modules_path(&s->tree,
		    s->listed[tag->module + i]));
	jsonw_end(w, ']');
	if (tag->inexact) {
		record_key(w, M_SCOPE_EXACT);
		jsonw_bool(w, false);
	}
}

static void
write_node(const struct scopes *s, struct jsonw *w, uint32_t node)
{
	if (s->scope[node] != NONE) {
		record_key(w, M_SCOPE);
		jsonw_string(w, modules_path(&s->tree, s->scope[node]));
		record_key(w, M_SCOPE_BY);
		jsonw_string(w, by_name[s->by[node]]);
		if (s->also[node] != NONE) {
			record_key(w, M_SCOPE_ALSO);
			jsonw_string(w, modules_path(&s->tree,
			    s->also[node]));
		}
		if (s->tag != NULL)
			write_tag(s, w, &s->tag[node]);
		if (s->call[node] > 1) {
			record_key(w, M_CALL);
			jsonw_uint(w, s->call[node]);
		}
	}
	record_end(w);
}

/* The model's record and behind it the tree. */
static void
write_head(const struct scopes *s, const struct given *g,
    struct table *table, struct jsonw *w, const struct member_set *own,
    struct record *r)
{
	model_pass(s->m, w, 0, own, r);
	if (s->table) {
		record_key(w, M_TAGGED);
		jsonw_bool(w, true);
	}
	record_end(w);
	tree_write(s, &g->maps, table, &g->classes, w);
}

static void
write_model(const struct scopes *s, const struct given *g,
    struct table *table, struct jsonw *w, const struct model_hooks *hooks)
{
	const struct model *m = s->m;
	struct record r = { 0 };
	uint32_t node = 0;

	for (uint32_t i = 0; i < m->n_line; i++) {
		enum kind kind = model_kind(m, i);

		if (kind == KIND_MODULE)
			continue;
		if (kind == KIND_NODE) {
			model_pass(m, w, i, hooks->owned[kind], &r);
			write_node(s, w, node++);
		} else if (kind == KIND_MODEL) {
			write_head(s, g, table, w, hooks->owned[kind], &r);
		} else {
			jsonw_raw(w, m->line[i]);
			jsonw_line(w);
		}
	}
	record_free(&r);
}

static void
scopemap(const char *file, struct given *g, struct jsonw *w)
{
	struct stream stream;
	struct model m = { 0 };
	struct carriers carriers = { 0 };
	struct table table;
	struct scopes s;
	struct member_set of_node = member_set(node_owned,
	    sizeof(node_owned) / sizeof(node_owned[0]));
	struct member_set of_model = member_set(model_owned,
	    sizeof(model_owned) / sizeof(model_owned[0]));
	struct model_hooks hooks = {
		.owned[KIND_NODE] = &of_node,
		.owned[KIND_MODEL] = &of_model,
		.each = carriers_record,
		.context = &carriers,
	};
	int got;

	if (stream_open(&stream, file) == -1)
		stream_fatal(&stream);
	while ((got = model_read(&m, &stream, &hooks)) == 1) {
		scopes_open(&s, &m);
		table_read(&table, &s, carriers.table);
		carriers.place = table_place(&table);
		metadata_scopes(&s, &carriers);
		initializer_modules(&s);
		maps_modules(&g->maps, &s);
		tensorflow_scopes(&s);
		torchscript_scopes(&s);
		othertags_scopes(&s, &carriers);
		maps_finish(&g->maps, &s);
		infer_classes(&s);
		faults_tell(&s);
		write_model(&s, g, &table, w, &hooks);
		scopes_free(&s);
		table_free(&table);
		carriers_free(&carriers);
		model_free(&m);
	}
	if (got == -1)
		stream_fatal(&stream);
	stream_close(&stream);
}

static _Noreturn void
print_rules(void)
{
	struct str rules = classes_builtin();

	fwrite(rules.p, 1, rules.n, stdout);
	stdout_close();
	exit(STATUS_DONE);
}

int
main(int argc, char *argv[])
{
	enum { PRINT_RULES = 256 };
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'h' },
		{ "map", required_argument, NULL, 'm' },
		{ "print-rules", no_argument, NULL, PRINT_RULES },
		{ "rules", required_argument, NULL, 'r' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 }
	};
	struct given given = { 0 };
	const char *rules = NULL;
	struct jsonw w;
	int c, error;

	message_program(argv[0]);
	while ((c = getopt_long(argc, argv, "hm:r:V", options, NULL)) != -1) {
		switch (c) {
		case 'm':
			maps_add(&given.maps, optarg);
			break;
		case PRINT_RULES:
			print_rules();
		case 'r':
			rules = optarg;
			break;
		case 'V':
			version_exit();
		default:
			option_exit(usage, c, argv);
		}
	}
	classes_load(&given.classes, rules);
	jsonw_open(&w, STDOUT_FILENO);
	if (optind == argc)
		scopemap("-", &given, &w);
	for (int i = optind; i < argc; i++)
		scopemap(argv[i], &given, &w);
	maps_free(&given.maps);
	if ((error = jsonw_finish(&w)) != 0)
		fatal("(standard output): %s", strerror(error));
	return STATUS_DONE;
}

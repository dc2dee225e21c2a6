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

static const enum member owned[] = { M_SCOPE, M_SCOPE_BY, M_SCOPE_ALSO,
	M_CALL };

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
		if (s->call[node] > 1) {
			record_key(w, M_CALL);
			jsonw_uint(w, s->call[node]);
		}
	}
	record_end(w);
}

static void
write_model(const struct scopes *s, const struct given *g, struct jsonw *w,
    const struct member_set *own)
{
	const struct model *m = s->m;
	struct record r = { 0 };
	uint32_t node = 0;

	for (uint32_t i = 0; i < m->n_line; i++) {
		enum kind kind = model_kind(m, i);

		if (kind == KIND_MODULE)
			continue;
		if (kind == KIND_NODE) {
			model_pass(m, w, i, own, &r);
			write_node(s, w, node++);
			continue;
		}
		jsonw_raw(w, m->line[i]);
		jsonw_line(w);
		if (kind == KIND_MODEL)
			tree_write(s, &g->maps, &g->classes, w);
	}
	record_free(&r);
}

static void
scopemap(const char *file, struct given *g, struct jsonw *w)
{
	struct stream stream;
	struct model m = { 0 };
	struct scopes s;
	struct member_set own = member_set(owned,
	    sizeof(owned) / sizeof(owned[0]));
	struct model_hooks hooks = { .owned[KIND_NODE] = &own };
	int got;

	if (stream_open(&stream, file) == -1)
		stream_fatal(&stream);
	while ((got = model_read(&m, &stream, &hooks)) == 1) {
		scopes_open(&s, &m);
		metadata_scopes(&s);
		initializer_modules(&s);
		maps_modules(&g->maps, &s, stream_name(&stream));
		tensorflow_scopes(&s);
		torchscript_scopes(&s);
		maps_finish(&g->maps, &s, stream_name(&stream));
		infer_classes(&s);
		faults_tell(&s, stream_name(&stream));
		write_model(&s, g, w, &own);
		scopes_free(&s);
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
			usage_exit(usage, c == 'h');
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

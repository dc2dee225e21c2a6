#include "assign.h"

#include <stdio.h>
#include <stdlib.h>

#include "attributed.h"
#include "layers.h"
#include "message.h"
#include "pathglob.h"
#include "selection.h"

/* onnxruntime/core/framework/config_options.h */
enum { LONGEST = 8192 };

struct wish {
	const char *text;	/* as it was given */
	uint8_t device;		/* its number, from 1 */
	struct str glob;
};

struct assign {
	struct wish *wish;
	uint32_t n;
	struct str device[DEVICES + 1];		/* by number */
	unsigned n_device;
};

/* What the tensors of a device do at its boundary. */
struct boundary {
	uint64_t nodes, followers, in, out;
};

static uint8_t
device_of(struct assign *a, struct str name, const char *text)
{
	unsigned d = 1;

	if (name.n == 0 || name.p[0] == ' ' || name.p[name.n - 1] == ' ' ||
	    strcspn(name.p, "(),;\t\n\r") < name.n)
		fatal("--assign: no name of a device: %s",
		    shown(str_of(text)));
	while (d <= a->n_device && !str_eq(name, a->device[d]))
		d++;
	if (d > DEVICES)
		fatal("--assign: more than %d devices", DEVICES);
	if (d > a->n_device)
		a->device[++a->n_device] = name;
	return (uint8_t)d;
}

struct assign *
assign_add(struct assign *a, const char *text)
{
	const char *equals = strchr(text, '=');
	struct pathglob glob;
	struct wish *wish;

	if (equals == NULL)
		fatal("--assign: not DEVICE=GLOB: %s", shown(str_of(text)));
	if (a == NULL)
		a = xcalloc(1, sizeof(*a));
	a->wish = xreallocarray(a->wish, a->n + 1, sizeof(*a->wish));
	wish = &a->wish[a->n++];
	*wish = (struct wish){ .text = text, .glob = str_of(equals + 1) };
	wish->device = device_of(a, (struct str){ text,
	    (size_t)(equals - text) }, text);
	if (!pathglob_make(&glob, wish->glob))
		fatal("--assign: over %d components: %s", PATHGLOB_MAX,
		    shown(str_of(text)));
	return a;
}

/* Nodes without a device in modules that the glob matches, and below them. */
static unsigned long
count_left(const struct layers *l, const struct tags *t, struct str glob)
{
	const struct attributed *at = tags_attributed(t);
	bool *within = xcalloc(l->tree->n, sizeof(*within));
	unsigned long left = 0;

	selection_glob(l->tree, glob, within);
	for (uint32_t id = 1; id < l->tree->n; id++)
		within[id] |= within[l->tree->parent[id]];
	for (uint32_t i = 0; i < at->n_entry; i++)
		left += tags_tagged(t, i) && within[at->entry[i].module] &&
		    l->device[at->entry[i].module] == 0;
	free(within);
	return left;
}

/* Elsewhere a module's name means what is below it, too; a glob does not. */
static _Noreturn void
fatal_match(const struct layers *l, const struct tags *t,
    const struct wish *wish)
{
	if (count_left(l, t, wish->glob) == 0)
		fatal("--assign: no tagged node is in a module that matches: "
		    "%s", shown(str_of(wish->text)));
	fatal("--assign: no tagged node is in a module that matches: %s, but "
	    "below it: %s.** takes those", shown(str_of(wish->text)),
	    shown(wish->glob));
}

/* The first glob that matches a module has it. */
static void
match(const struct assign *a, const struct tags *t, const struct layers *l)
{
	const struct modules *tree = l->tree;
	bool *matched = xcalloc(tree->n, sizeof(*matched));

	for (uint32_t i = 0; i < a->n; i++) {
		bool any = false;

		memset(matched, 0, tree->n * sizeof(*matched));
		selection_glob(tree, a->wish[i].glob, matched);
		for (uint32_t id = 0; id < tree->n; id++) {
			any |= matched[id] && l->has_nodes[id];
			if (matched[id] && l->device[id] == 0)
				l->device[id] = a->wish[i].device;
		}
		if (!any)
			fatal_match(l, t, &a->wish[i]);
	}
	free(matched);
}

/* Nodes that another glob takes are meant to be left. */
static void
tell_left(const struct assign *a, const struct tags *t,
    const struct layers *l)
{
	for (uint32_t i = 0; i < a->n; i++) {
		struct str glob = a->wish[i].glob;
		unsigned long left = count_left(l, t, glob);

		if (left > 0)
			warning("%s: without the %lu nodes of modules below "
			    "it: %s%s** takes those, too",
			    shown(str_of(a->wish[i].text)), left, shown(glob),
			    glob.n > 0 ? "." : "");
	}
}

/* DEVICE(RULE,RULE);DEVICE(...) */
static void
print_setting(const struct assign *a, const struct modules *tree,
    const struct rules *rules)
{
	struct buf b = { 0 };

	for (uint32_t i = 0; i < rules->n; i++) {
		const struct rule *r = &rules->rule[i];

		if (i > 0 && r[-1].device == r->device) {
			buf_addc(&b, ',');
		} else {
			buf_adds(&b, i > 0 ? STR(");") : STR(""));
			buf_adds(&b, a->device[r->device]);
			buf_addc(&b, '(');
		}
		buf_adds(&b, r->prefix ? STR("") : STR("="));
		buf_adds(&b, modules_path(tree, r->module));
		buf_addc(&b, '.');
	}
	buf_addc(&b, ')');
	if (b.n > LONGEST)
		fatal("--assign: the setting has %zu bytes, ONNX Runtime takes "
		    "%d", b.n, LONGEST);
	buf_addc(&b, '\n');
	fwrite(b.p, 1, b.n, stdout);
	buf_free(&b);
}

/* The device of each node as ONNX Runtime sees it: in the body of a node that
 * has one, what no rule fits has it, too. */
static uint8_t *
place(const struct tags *t, const struct layers *l, struct boundary *of)
{
	const struct attributed *at = tags_attributed(t);
	const struct model *m = &at->model;
	uint8_t *on = xcalloc(m->n_node, 1);

	for (uint32_t i = 0; i < m->n_node; i++) {
		uint32_t holder = m->graph[m->node[i].graph].holder;

		if (tags_tagged(t, i))
			on[i] = l->device[at->entry[i].module];
		if (on[i] == 0 && holder != NONE && holder < i) {
			on[i] = on[holder];
			of[on[i]].followers++;
		}
		of[on[i]].nodes++;
	}
	return on;
}

/* ONNX Runtime makes initializers of constants when it loads a model. */
static void
count_tensors(const struct model *m, const uint8_t *on, struct boundary *of)
{
	for (uint32_t v = 0; v < m->n_value; v++) {
		const struct value *value = &m->value[v];
		uint32_t readers = 0, from;

		if (value->producer == NONE || node_is(m,
		    &m->node[value->producer], STR("Constant")))
			continue;
		from = on[value->producer];
		for (uint32_t i = 0; i < value->n_use; i++)
			readers |= UINT32_C(1) << on[m->use[value->use + i]];
		readers &= ~(UINT32_C(1) << from);
		of[from].out += readers != 0;
		for (unsigned d = 1; d <= DEVICES; d++)
			of[d].in += readers >> d & 1;
	}
}

static void
tell(const struct assign *a, const struct boundary *of)
{
	for (unsigned d = 1; d <= a->n_device; d++) {
		const struct boundary *b = &of[d];
		char followers[64] = "";

		if (b->followers > 0)
			snprintf(followers, sizeof(followers),
			    " (%llu in bodies of such)",
			    (unsigned long long)b->followers);
		warning("%s: nodes %llu%s, tensors in %llu, out %llu",
		    shown(a->device[d]), (unsigned long long)b->nodes,
		    followers, (unsigned long long)b->in,
		    (unsigned long long)b->out);
	}
}

void
assign_print(const struct assign *a, struct tags *t)
{
	const struct attributed *at = tags_attributed(t);
	const struct modules *tree = &at->hierarchy.tree;
	struct boundary of[DEVICES + 1] = { 0 };
	struct layers l = { tree, xcalloc(tree->n, sizeof(*l.device)),
	    xcalloc(tree->n, sizeof(*l.has_nodes)), a->n_device };
	struct rules rules;
	uint8_t *on;

	if (!tags_profile(t)->layers)
		fatal("--assign needs a profile that writes layer_ann, "
		    "not %s", shown(str_of(tags_profile(t)->name)));
	for (uint32_t i = 0; i < at->n_entry; i++)
		l.has_nodes[at->entry[i].module] |= tags_tagged(t, i);
	match(a, t, &l);
	tell_left(a, t, &l);
	layers_rules(&l, &rules);
	print_setting(a, tree, &rules);
	on = place(t, &l, of);
	count_tensors(&at->model, on, of);
	tell(a, of);
	free(on);
	free(rules.rule);
	free(l.device);
	free(l.has_nodes);
}

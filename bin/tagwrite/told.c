#include "told.h"

#include <stdlib.h>
#include <time.h>

#include "forms.h"
#include "message.h"

static struct str containers[] = {
	STR("torch.nn.modules.container.ModuleList"),
	STR("torch.nn.modules.container.ModuleDict"),
	STR("torch.nn.modules.container.Sequential"),
};

const struct patterns told_without = {
	containers, sizeof(containers) / sizeof(containers[0])
};

/* Reproducible builds: the date is the one that is given, else that of 0. */
void
told_date(char date[24])
{
	const char *given = getenv("SOURCE_DATE_EPOCH");
	int64_t seconds = 0;
	struct tm tm;
	time_t t;

	if (given != NULL && (!json_to_int(str_of(given), &seconds) ||
	    seconds < 0 || seconds > INT64_C(253402300799)))
		fatal("SOURCE_DATE_EPOCH: no time: %s", shown(str_of(given)));
	t = (time_t)seconds;
	gmtime_r(&t, &tm);
	strftime(date, 24, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

static void
label_nodes(struct told *d)
{
	const struct model *m = &d->a->model;
	struct buf place = { 0 };

	labels_open(&d->node, m->n_node);
	for (uint32_t i = 0; i < m->n_node; i++)
		labels_name(&d->node, i, m->node[i].name);
	for (uint32_t i = 0; i < m->n_node; i++) {
		if (labels_known(&d->node, i))
			continue;
		place.n = 0;
		buf_adds(&place, m->graph[m->node[i].graph].id);
		buf_addc(&place, '/');
		buf_addu(&place, m->node[i].index);
		labels_place(&d->node, i, buf_str(&place));
	}
	buf_free(&place);
}

static void
make_class_paths(struct told *d)
{
	const struct hierarchy *h = &d->a->hierarchy;
	struct buf b = { 0 };

	d->class_path = xcalloc(h->tree.n, sizeof(*d->class_path));
	for (uint32_t id = 0; id < h->tree.n; id++) {
		d->n_module += h->module[id].recorded;
		b.n = 0;
		if (forms_class_path(h, id, &told_without, &b) > 0)
			d->class_path[id] = arena_copy(&d->arena, buf_str(&b));
	}
	buf_free(&b);
}

void
told_open(struct told *d, struct tags *tags, const char *onnx, uint64_t size)
{
	*d = (struct told){ .tags = tags, .a = tags_attributed(tags),
	    .onnx = onnx == NULL ? "" : onnx, .size = size };
	told_date(d->date);
	label_nodes(d);
	make_class_paths(d);
	for (uint32_t i = 0; i < d->a->n_entry; i++)
		d->n_tagged += tags_tagged(tags, i);
}

void
told_free(struct told *d)
{
	labels_free(&d->node);
	free(d->class_path);
	arena_free(&d->arena);
}

void
told_text(struct jsonw *w, const char *name, struct str text)
{
	jsonw_name(w, str_of(name));
	jsonw_string(w, text);
}

void
told_number(struct jsonw *w, const char *name, uint64_t n)
{
	jsonw_name(w, str_of(name));
	jsonw_uint(w, n);
}

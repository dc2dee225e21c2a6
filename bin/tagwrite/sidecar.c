#include "sidecar.h"

#include <string.h>

#include "message.h"
#include "outfile.h"
#include "requirements.h"
#include "told.h"

static const struct {
	const char *end;	/* of the file's name */
	void (*write)(struct told *, struct jsonw *);
} kinds[] = {
	{ "hierarchy.json", hierarchy_json_write },
	{ "htp_metadata.json", htp_metadata_write },
};

enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

struct sidecars {
	struct {
		const char *name;
		unsigned kind;
		struct outfile out;
	} file[SIDECARS];
	unsigned n;
};

struct sidecars *
sidecar_add(struct sidecars *s, const char *file)
{
	unsigned kind = 0;

	while (kind < KINDS &&
	    !str_ends(str_of(file), str_of(kinds[kind].end)))
		kind++;
	if (kind == KINDS)
		fatal("--sidecar: the name ends in neither hierarchy.json nor "
		    "htp_metadata.json: %s", shown(str_of(file)));
	if (s == NULL)
		s = xcalloc(1, sizeof(*s));
	if (s->n == SIDECARS)
		fatal("--sidecar: more than %d", SIDECARS);
	s->file[s->n].name = file;
	s->file[s->n++].kind = kind;
	return s;
}

static void
keep_apart(const char *file, const char *other)
{
	if (other != NULL && outfile_same(file, other))
		fatal("--sidecar: %s is %s: it would be overwritten",
		    shown(str_of(file)), shown(str_of(other)));
}

void
sidecar_apart(const struct sidecars *s, const char *onnx, const char *to)
{
	for (unsigned i = 0; s != NULL && i < s->n; i++) {
		if (strcmp(onnx, "-") != 0)
			keep_apart(s->file[i].name, onnx);
		keep_apart(s->file[i].name, to);
		for (unsigned k = 0; k < i; k++)
			keep_apart(s->file[i].name, s->file[k].name);
	}
}

void
sidecar_check(const struct sidecars *s, struct tags *t)
{
	char date[24];

	if (s == NULL)
		return;
	requirements_classes(tags_attributed(t), tags_selection(t),
	    "--sidecar");
	told_date(date);
}

static _Noreturn void
failed(const char *name, int error)
{
	fatal("%s: %s", shown(str_of(name)), strerror(error));
}

void
sidecar_write(struct sidecars *s, struct tags *t, const char *onnx,
    uint64_t size)
{
	struct told told;
	struct jsonw w;
	int error;

	if (s == NULL)
		return;
	told_open(&told, t, onnx, size);
	for (unsigned i = 0; i < s->n; i++) {
		told.sidecar = s->file[i].name;
		error = outfile_open(&s->file[i].out, told.sidecar);
		if (error != 0)
			failed(told.sidecar, error);
		jsonw_open(&w, s->file[i].out.fd);
		kinds[s->file[i].kind].write(&told, &w);
		jsonw_line(&w);
		error = jsonw_finish(&w);
		if (error != 0)
			failed(told.sidecar, error);
	}
	told_free(&told);
}

void
sidecar_commit(struct sidecars *s)
{
	for (unsigned i = 0; s != NULL && i < s->n; i++) {
		int error = outfile_commit(&s->file[i].out);

		if (error != 0)
			failed(s->file[i].name, error);
	}
}

#include "absent.h"

#include <stdlib.h>

#include "message.h"

/* Would the pattern match further down? */
static bool
is_below(const struct stats *s, const char *pattern)
{
	bool *match = xcalloc(s->n_module, sizeof(*match));
	struct pathglob glob;
	struct buf b = { 0 };
	bool below;

	buf_adds(&b, STR("**."));
	buf_adds(&b, str_of(pattern));
	below = pathglob_make(&glob, buf_str(&b)) &&
	    stats_match(s, &glob, match);
	buf_free(&b);
	free(match);
	return below;
}

void
absent_module(const struct stats *s, const struct options *o)
{
	const char *glob = shown(str_of(o->module));

	if (is_below(s, o->module))
		warning("%s: -m %s: no module matches, but -m '**.%s' would",
		    stats_file(s), glob, glob);
	else
		warning("%s: -m %s: no module matches", stats_file(s), glob);
}

static void
add_option(struct buf *b, const char *option, const char *argument)
{
	if (argument == NULL)
		return;
	buf_adds(b, b->n == 0 ? STR(" with ") : STR(" "));
	buf_adds(b, str_of(option));
	buf_addc(b, ' ');
	buf_adds(b, str_of(argument));
}

void
absent(const struct stats *s, const char *what, const struct options *o)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < o->op.n; i++) {
		add_option(&b, "--op", "");
		buf_adds(&b, o->op.word[i]);
	}
	add_option(&b, "--type", o->type);
	add_option(&b, "--children", o->children);
	add_option(&b, "--path", o->path);
	add_option(&b, "-m", o->module);
	warning("%s: no %s%s", stats_file(s), what, shown(buf_str(&b)));
	buf_free(&b);
}

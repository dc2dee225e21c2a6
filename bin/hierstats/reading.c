#include "reading.h"

#include <inttypes.h>

#include "absent.h"
#include "cellcosts.h"
#include "message.h"
#include "stream.h"

/* How far the whole run has come. */
struct run {
	const struct options *o;
	const struct reader *reader;
	struct stats stats;	/* of the model that is read */
	struct cell_costs costs;	/* the same */
	struct shapes given;	/* by --shapes: a stream */
	struct ran ran;		/* or a profile */
	bool matched;		/* -m, a module */
	int status;
};

static void
trouble(struct run *run, const struct stream *in, const char *reason)
{
	if (in->line == 0)
		warning("%s: %s", shown(str_of(stream_name(in))), reason);
	else
		warning("%s:%" PRIu64 ": %s", shown(str_of(stream_name(in))),
		    in->line, reason);
	run->status = STATUS_TROUBLE;
}

static void
open_model(struct run *run)
{
	run->stats.names = run->reader->names;
	if (run->o->shapes != NULL)
		run->stats.meanings.given = &run->given;
	if (!run->reader->costs)
		return;
	cell_costs_open(&run->costs, run->o->binds, &run->given,
	    run->ran.node.n > 0 ? &run->ran : NULL);
	run->stats.costs = &run->costs;
}

static void
close_model(struct run *run)
{
	stats_free(&run->stats);
	cell_costs_free(&run->costs);
}

static const char *
see(void *context, const struct record *r)
{
	struct run *run = context;
	const char *reason;

	if (r->kind == KIND_MODEL)
		open_model(run);
	reason = stats_record(&run->stats, r);
	if (reason == NULL && run->reader->costs)
		reason = cell_costs_record(&run->costs, &run->stats, r);
	if (reason == NULL && run->reader->record != NULL)
		reason = run->reader->record(run->reader->context, r);
	return reason;
}

static void
finish(struct run *run, const struct model *model)
{
	if (!stats_select(&run->stats, run->o->glob)) {
		absent_module(&run->stats, run->o);
		close_model(run);
		return;
	}
	run->matched = true;
	if (run->reader->costs &&
	    cell_costs_finish(&run->costs, run->stats.file))
		run->status = STATUS_TROUBLE;
	run->reader->finish(run->reader->context, run->o, &run->stats, model);
	close_model(run);
}

static void
read_records(struct run *run, struct stream *in)
{
	struct record record = { 0 };
	const char *reason = NULL;
	int got;

	while ((got = stream_next(in, &record)) == 1) {
		reason = see(run, &record);
		if (reason != NULL)
			break;
		if (record.kind == KIND_END)
			finish(run, NULL);
	}
	if (got == -1)
		reason = in->error;
	if (reason != NULL)
		trouble(run, in, reason);
	record_free(&record);
}

static void
read_graphs(struct run *run, struct stream *in)
{
	const struct model_hooks hooks = { .brief = true, .each = see,
	    .context = run };
	struct model model = { 0 };
	int got;

	while ((got = model_read(&model, in, &hooks)) == 1) {
		finish(run, &model);
		model_free(&model);
	}
	if (got == -1)
		trouble(run, in, in->error);
	model_free(&model);
}

static void
read_stream(struct run *run, const char *file)
{
	struct stream in;

	if (stream_open(&in, file) == -1) {
		trouble(run, &in, in.error);
		return;
	}
	if (run->reader->graph)
		read_graphs(run, &in);
	else
		read_records(run, &in);
	close_model(run);
	stream_close(&in);
}

/* What no model had: a -m, which was told of each of them; a --bind. */
static void
check_unused(struct run *run)
{
	bool matched = run->o->glob == NULL || run->matched;
	const struct str *symbol = run->reader->costs && matched ?
	    binds_unused(run->o->binds) : NULL;

	if (run->status != STATUS_DONE)
		return;
	if (symbol != NULL)
		warning("--bind: no dimension is called so: %s",
		    shown(*symbol));
	if (!matched || symbol != NULL)
		run->status = STATUS_TROUBLE;
}

static void
load_shapes(struct run *run)
{
	if (ran_is_profile(run->o->shapes))
		ran_load(&run->ran, run->o->shapes);
	else
		shapes_load(&run->given, run->o->shapes, run->o->binds);
}

int
reading(const struct options *o, char **stream, int n,
    const struct reader *reader)
{
	struct run run = { .o = o, .reader = reader };

	if (!reader->costs && (o->shapes != NULL || o->binds->symbol.n > 0)) {
		warning("--shapes and --bind go with macs, activation "
		    "or precision");
		return STATUS_TROUBLE;
	}
	if (reader->costs && o->shapes != NULL)
		load_shapes(&run);
	if (n == 0)
		read_stream(&run, "-");
	for (int i = 0; i < n; i++)
		read_stream(&run, stream[i]);
	check_unused(&run);
	shapes_free(&run.given);
	ran_free(&run.ran);
	return run.status;
}

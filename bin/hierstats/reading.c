#include "reading.h"

#include <inttypes.h>

#include "message.h"

/* How far the whole run has come. */
struct run {
	const struct options *o;
	const struct reader *reader;
	struct stats stats;	/* of the model that is read */
	bool matched;		/* -m, a module */
	int status;
};

static void
trouble(struct run *run, const struct stream *in, const char *reason)
{
	if (in->line == 0)
		warning("%s: %s", stream_name(in), reason);
	else
		warning("%s:%" PRIu64 ": %s", stream_name(in), in->line,
		    reason);
	run->status = STATUS_TROUBLE;
}

static const char *
see(void *context, const struct record *r)
{
	struct run *run = context;
	const char *reason;

	if (r->kind == KIND_MODEL)
		run->stats.names = run->reader->names;
	reason = stats_record(&run->stats, r);
	if (reason == NULL && run->reader->record != NULL)
		reason = run->reader->record(run->reader->context, r);
	return reason;
}

static void
finish(struct run *run, const struct model *model)
{
	run->matched |= stats_select(&run->stats, run->o->glob);
	run->reader->finish(run->reader->context, run->o, &run->stats, model);
	stats_free(&run->stats);
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
	stats_free(&run->stats);
	stream_close(&in);
}

int
reading(const struct options *o, char **stream, int n,
    const struct reader *reader)
{
	struct run run = { .o = o, .reader = reader };

	if (n == 0)
		read_stream(&run, "-");
	for (int i = 0; i < n; i++)
		read_stream(&run, stream[i]);
	if (run.status == STATUS_DONE && o->glob != NULL && !run.matched) {
		warning("-m: no module matches");
		run.status = STATUS_TROUBLE;
	}
	return run.status;
}

/* onnx2ndjson: what an ONNX file holds, but its weights, as a stream. */
#include <errno.h>
#include <getopt.h>
#include <unistd.h>

#include "message.h"
#include "print.h"

/* One file to the writer; false when it is bad. */
static bool
convert(const char *file, struct jsonw *out)
{
	struct print print = { .out = out };
	struct onnx onnx;
	bool ok;

	if (!onnx_open(&onnx, file)) {
		warning("%s", onnx.error);
		return false;
	}
	print.onnx = &onnx;
	print.window = &onnx.window;
	ok = onnx_check(&onnx) && print_model(&print, file);
	if (!onnx_close(&onnx)) {
		warning("%s", onnx.error);
		return false;
	}
	return ok;
}

int
main(int argc, char *argv[])
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	static const char usage[] = "onnx2ndjson [-hV] [FILE ...]";
	int c, status = STATUS_DONE;
	struct jsonw out;

	message_program(argv[0]);
	while ((c = getopt_long(argc, argv, "hV", options, NULL)) != -1) {
		if (c == 'V')
			version_exit();
		option_exit(usage, c, argv);
	}
	argc -= optind;
	argv += optind;
	jsonw_open(&out, STDOUT_FILENO);
	if (argc == 0 && !convert("-", &out))
		status = STATUS_TROUBLE;
	for (; argc > 0 && out.error == 0; argc--, argv++)
		if (!convert(*argv, &out))
			status = STATUS_TROUBLE;
	if ((errno = jsonw_finish(&out)) != 0)
		fatal("(standard output): %s", strerror(errno));
	return status;
}

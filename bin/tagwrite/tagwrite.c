/* tagwrite: what a stream says of nodes, as tags in the ONNX file itself. */
#include <getopt.h>
#include <stdlib.h>

#include "message.h"
#include "output.h"
#include "strip.h"

static const char usage[] =
"tagwrite --strip [-hV] [-i[SUFFIX] | -o OUT] ONNX";

enum { OPTION_STRIP = 256 };

struct options {
	bool strip;
	struct output output;
};

static void
parse(int argc, char *argv[], struct options *o)
{
	static const struct option longs[] = {
		{ "output", required_argument, NULL, 'o' },
		{ "in-place", optional_argument, NULL, 'i' },
		{ "strip", no_argument, NULL, OPTION_STRIP },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	*o = (struct options){ .output = { .to = NULL } };
	while ((c = getopt_long(argc, argv, "o:i::hV", longs, NULL)) != -1)
		switch (c) {
		case 'o': o->output.to = optarg; break;
		case 'i':
			o->output.in_place = true;
			o->output.suffix = optarg;
			break;
		case OPTION_STRIP: o->strip = true; break;
		case 'V': version_exit();
		default: usage_exit(usage, c == 'h');
		}
}

int
main(int argc, char *argv[])
{
	struct edits edits = { 0 };
	struct options o;
	struct onnx onnx;
	struct view view;

	message_program(argv[0]);
	parse(argc, argv, &o);
	if (argc - optind != 1 || !o.strip ||
	    (o.output.in_place && o.output.to != NULL))
		usage_exit(usage, false);
	o.output.onnx = argv[optind];
	output_open(&o.output);
	if (!onnx_open(&onnx, o.output.onnx) || !onnx_check(&onnx))
		fatal("%s", onnx.error);
	strip_edits(&edits, &onnx);
	view = view_of(&onnx.window, &edits);
	output_write(&o.output, &view);
	output_commit(&o.output, &onnx);
	return STATUS_DONE;
}

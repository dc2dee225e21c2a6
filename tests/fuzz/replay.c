/*
 * replay: give files to a fuzz target, as libFuzzer would.
 *
 * Linked with a target, this runs its corpus under any compiler.  Each FILE's
 * bytes stand in memory of just their length, so that a sanitizer sees a read
 * past the end.
 */
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
replay(const char *file)
{
	FILE *fp;
	uint8_t *data;
	long size;

	fp = fopen(file, "rb");
	if (fp == NULL || fseek(fp, 0, SEEK_END) == -1 ||
	    (size = ftell(fp)) == -1 || fseek(fp, 0, SEEK_SET) == -1)
		err(2, "%s", file);
	data = malloc(size);
	if (data == NULL && size > 0)
		err(2, NULL);
	if (fread(data, 1, size, fp) != (size_t)size)
		errx(2, "%s: short read", file);
	fclose(fp);
	LLVMFuzzerTestOneInput(data, size);
	free(data);
}

int
main(int argc, char *argv[])
{
	int i;

	for (i = 1; i < argc; i++)
		replay(argv[i]);
	printf("%d inputs\n", argc - 1);
	return argc > 1 ? 0 : 2;
}

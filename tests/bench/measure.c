/*
 * measure: run a command; its time, memory and reads go to a file.
 *
 * One line: seconds, peak resident KiB, bytes that it read.  A script's own
 * memory would count as its child's until exec; this program has next to none.
 */
#include <sys/resource.h>
#include <sys/wait.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec / 1e9;
}

/* Bytes that a process has read, by any call; -1 where /proc does not say. */
static long long
bytes_read(pid_t pid)
{
	char name[64], line[64];
	long long n = -1;
	FILE *fp;

	snprintf(name, sizeof(name), "/proc/%ld/io", (long)pid);
	if ((fp = fopen(name, "r")) == NULL)
		return -1;
	while (fgets(line, sizeof(line), fp) != NULL)
		if (sscanf(line, "rchar: %lld", &n) == 1)
			break;
	fclose(fp);
	return n;
}

int
main(int argc, char *argv[])
{
	struct rusage usage;
	siginfo_t info;
	FILE *report;
	double begin;
	long long n;
	pid_t pid;
	int status;

	if (argc < 3)
		errx(2, "usage: measure REPORT COMMAND [ARGUMENT ...]");
	if ((report = fopen(argv[1], "we")) == NULL)
		err(2, "%s", argv[1]);
	begin = now();
	switch (pid = fork()) {
	case -1:
		err(2, "fork");
	case 0:
		execvp(argv[2], argv + 2);
		err(2, "%s", argv[2]);
	}
	/* Ended, but not reaped yet: /proc still has it. */
	if (waitid(P_PID, pid, &info, WEXITED | WNOWAIT) == -1)
		err(2, "waitid");
	begin = now() - begin;
	n = bytes_read(pid);
	if (wait4(pid, &status, 0, &usage) == -1)
		err(2, "wait4");
	fprintf(report, "%.6f %ld %lld\n", begin, usage.ru_maxrss, n);
	if (fclose(report) == EOF)
		err(2, "%s", argv[1]);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}

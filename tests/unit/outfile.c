/*
 * outfile: whole or not at all, whatever ends the program.  Argument: an empty
 * folder to work in.
 */
#include "outfile.h"

#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit.h"

/* Files in the folder; how many of them are temporary ones. */
static int
files(int *temporary)
{
	DIR *dir = opendir(".");
	struct dirent *entry;
	int n = 0;

	if (dir == NULL)
		err(2, ".");
	*temporary = 0;
	while ((entry = readdir(dir)) != NULL) {
		*temporary += strstr(entry->d_name, ".hierutils-") != NULL;
		n += strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0;
	}
	closedir(dir);
	return n;
}

static bool
holds(const char *name, const char *text)
{
	char got[64] = { 0 };
	int fd = open(name, O_RDONLY);
	ssize_t n = fd == -1 ? -1 : read(fd, got, sizeof(got) - 1);

	if (fd != -1)
		close(fd);
	return n >= 0 && strcmp(got, text) == 0;
}

static void
put(int fd, const char *text)
{
	if (write(fd, text, strlen(text)) != (ssize_t)strlen(text))
		err(2, "write");
}

static int
write_file(const char *name, const char *text)
{
	struct outfile o;
	int error = outfile_open(&o, name);

	if (error != 0)
		return error;
	put(o.fd, text);
	return outfile_commit(&o);
}

static mode_t
mode_of(const char *name)
{
	struct stat st;

	return stat(name, &st) == 0 ? st.st_mode & 07777 : 0;
}

static void
test_commit(void)
{
	struct outfile o;
	int temporary;

	umask(027);
	CHECK(outfile_open(&o, "new") == 0);
	put(o.fd, "1");
	CHECK(files(&temporary) == 1 && temporary == 1);
	CHECK(outfile_commit(&o) == 0);
	CHECK(files(&temporary) == 1 && temporary == 0);
	CHECK(holds("new", "1") && mode_of("new") == 0640);

	chmod("new", 0604);
	CHECK(outfile_open(&o, "./new") == 0);
	put(o.fd, "22");
	CHECK(holds("new", "1"));
	CHECK(outfile_commit(&o) == 0);
	CHECK(holds("new", "22") && mode_of("new") == 0604);

	CHECK(outfile_open(&o, "new") == 0);
	put(o.fd, "3");
	outfile_discard(&o);
	CHECK(files(&temporary) == 1 && holds("new", "22"));
	unlink("new");
}

static void
test_links(void)
{
	struct stat st;
	int temporary;

	CHECK(mkdir("below", 0700) == 0);
	CHECK(write_file("below/real", "1") == 0);
	CHECK(symlink("below/real", "link") == 0);
	CHECK(write_file("link", "2") == 0);
	CHECK(lstat("link", &st) == 0 && S_ISLNK(st.st_mode));
	CHECK(holds("below/real", "2"));
	unlink("below/real");
	CHECK(write_file("link", "3") == ENOENT);
	unlink("link");
	CHECK(rmdir("below") == 0);
	CHECK(files(&temporary) == 0);
}

static void
test_places(void)
{
	char name[256];
	struct outfile o, more[OUTFILES + 1];
	int temporary;

	CHECK(write_file("/dev/null", "1") == 0);
	CHECK(outfile_open(&o, "/dev/full") == 0);
	CHECK(write(o.fd, "1", 1) == -1 && errno == ENOSPC);
	outfile_discard(&o);
	CHECK(write_file(".", "1") == EISDIR);
	CHECK(write_file("none/new", "1") == ENOENT);
	CHECK(write_file("new/", "1") != 0);
	CHECK(write_file("", "1") == ENOENT);
	CHECK(files(&temporary) == 0);

	/* The longest name that a folder takes, and one longer. */
	memset(name, 'x', 255);
	name[255] = '\0';
	CHECK(write_file(name, "1") == 0 && holds(name, "1"));
	unlink(name);
	CHECK(files(&temporary) == 0);

	for (int i = 0; i < OUTFILES; i++)
		CHECK(outfile_open(&more[i], "new") == 0);
	CHECK(outfile_open(&more[OUTFILES], "new") == EMFILE);
	CHECK(files(&temporary) == OUTFILES && temporary == OUTFILES);
	for (int i = 0; i < OUTFILES; i++)
		outfile_discard(&more[i]);
	CHECK(files(&temporary) == 0);
}

/* A child that has an outfile open when `end` happens to it; its status. */
static int
child(int end(void), int signal)
{
	int pipe_fd[2], status, ready;
	pid_t pid;

	if (pipe(pipe_fd) == -1 || (pid = fork()) == -1)
		err(2, "fork");
	if (pid == 0) {
		struct outfile o;

		if (outfile_open(&o, "target") != 0)
			_exit(3);
		put(o.fd, "half");
		put(pipe_fd[1], "!");
		exit(end());
	}
	close(pipe_fd[1]);
	ready = (int)read(pipe_fd[0], &status, 1);
	if (ready == 1 && signal != 0)
		kill(pid, signal);
	close(pipe_fd[0]);
	waitpid(pid, &status, 0);
	CHECK(ready == 1);
	return status;
}

static int
wait_for_signal(void)
{
	pause();
	return 3;
}

static int
just_exit(void)
{
	return 7;
}

/* A full disk, or here a bound on a file's size, is an error, no signal. */
static int
grow(void)
{
	struct rlimit limit = { 1, 1 };
	struct outfile o;

	setrlimit(RLIMIT_FSIZE, &limit);
	if (outfile_open(&o, "large") != 0)
		return 3;
	return write(o.fd, "1", 1) == 1 && write(o.fd, "2", 1) == -1 &&
	    errno == EFBIG ? 7 : 4;
}

static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE };

static void
test_ends(void)
{
	int temporary, status;

	CHECK(write_file("target", "old") == 0);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		status = child(wait_for_signal, signals[i]);
		CHECK(WIFSIGNALED(status) && WTERMSIG(status) == signals[i]);
		CHECK(files(&temporary) == 1 && temporary == 0);
	}
	status = child(just_exit, 0);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	status = child(grow, 0);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	CHECK(files(&temporary) == 1 && holds("target", "old"));
}

static void
test_killed(void)
{
	struct outfile o, other;
	int temporary, status;

	status = child(wait_for_signal, SIGKILL);
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	CHECK(files(&temporary) == 2 && temporary == 1);
	CHECK(holds("target", "old"));
	/* Not by another's name, nor one that is still written. */
	CHECK(write_file("targe", "1") == 0 && unlink("targe") == 0);
	CHECK(files(&temporary) == 2 && temporary == 1);
	CHECK(outfile_open(&o, "target") == 0);
	CHECK(files(&temporary) == 2 && temporary == 1);
	CHECK(outfile_open(&other, "target") == 0);
	CHECK(files(&temporary) == 3 && temporary == 2);
	put(o.fd, "new");
	CHECK(outfile_commit(&o) == 0);
	outfile_discard(&other);
	CHECK(files(&temporary) == 1 && holds("target", "new"));
	unlink("target");
}

/* What only looks like a leftover stays: a folder, a pipe, a longer name. */
static void
test_look_alikes(void)
{
	int temporary;

	CHECK(mkdir(".target.hierutils-abcdef", 0700) == 0);
	CHECK(mkfifo(".target.hierutils-abcdeg", 0600) == 0);
	CHECK(write_file(".target.hierutils-abcdefg", "1") == 0);
	CHECK(write_file("target", "1") == 0);
	CHECK(files(&temporary) == 4 && temporary == 3);
	unlink(".target.hierutils-abcdeg");
	rmdir(".target.hierutils-abcdef");
	unlink(".target.hierutils-abcdefg");
	unlink("target");
}

/* A signal that the parent had ignored (nohup) does not end the program. */
static int
hangup_is_ignored(void)
{
	raise(SIGHUP);
	return 7;
}

static void
test_nohup(void)
{
	int status = -1, temporary;
	pid_t pid = fork();

	if (pid == 0) {
		struct outfile o;

		signal(SIGHUP, SIG_IGN);
		exit(outfile_open(&o, "target") == 0 ?
		    hangup_is_ignored() : 3);
	}
	CHECK(pid != -1 && waitpid(pid, &status, 0) == pid);
	CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	CHECK(files(&temporary) == 0);
}

int
main(int argc, char *argv[])
{
	if (argc != 2 || chdir(argv[1]) == -1)
		errx(2, "usage: outfile FOLDER");
	/* A shell's background job has SIGINT ignored. */
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		signal(signals[i], SIG_DFL);
	/* First: catching signals is done once in a program, at first use. */
	test_nohup();
	test_commit();
	test_links();
	test_places();
	test_ends();
	test_killed();
	test_look_alikes();
	return unit_done();
}

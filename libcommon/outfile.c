#include "outfile.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "message.h"
#include "str.h"

static const char mark[] = ".hierutils-";
enum { RANDOM = 6 };		/* letters behind the mark */

/* Temporary files that stand: what a signal handler needs to remove them. */
struct outfile_pending {
	volatile sig_atomic_t live;
	int folder;
	char name[NAME_MAX + 1];
};

static struct outfile_pending pending[OUTFILES];

/* Signals that end a program unless it says otherwise, and that can be sent
 * to it while it writes. */
static const int ending[] = { SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGALRM,
    SIGTERM, SIGXCPU, SIGUSR1, SIGUSR2 };
enum { ENDING = sizeof(ending) / sizeof(ending[0]) };

static void
remove_pending(void)
{
	for (int i = 0; i < OUTFILES; i++)
		if (pending[i].live)
			unlinkat(pending[i].folder, pending[i].name, 0);
}

/* SA_RESETHAND has put the default back: raised again, the signal ends us. */
static void
on_signal(int signal)
{
	remove_pending();
	raise(signal);
}

/* Once.  A signal that our parent had us ignore (nohup) stays ignored. */
static void
catch_signals(void)
{
	static bool done;
	struct sigaction act = { .sa_handler = on_signal,
	    .sa_flags = (int)SA_RESETHAND }, old;

	if (done)
		return;
	done = true;
	sigfillset(&act.sa_mask);
	for (int i = 0; i < ENDING; i++)
		if (sigaction(ending[i], NULL, &old) == 0 &&
		    old.sa_handler == SIG_DFL)
			sigaction(ending[i], &act, NULL);
	/* A file past `ulimit -f` is a write error like a full disk. */
	signal(SIGXFSZ, SIG_IGN);
	atexit(remove_pending);
}

static sigset_t
block_signals(void)
{
	sigset_t set, old;

	sigemptyset(&set);
	for (int i = 0; i < ENDING; i++)
		sigaddset(&set, ending[i]);
	sigprocmask(SIG_BLOCK, &set, &old);
	return old;
}

/* `.NAME.hierutils-`; a NAME too long for that is cut. */
static int
prefix_of(const char *name, char prefix[NAME_MAX + 1])
{
	int room = NAME_MAX - 1 - (int)sizeof(mark) + 1 - RANDOM;

	return snprintf(prefix, NAME_MAX + 1, ".%.*s%s", room, name, mark);
}

static void
random_letters(char *to)
{
	static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyz";
	unsigned char byte[RANDOM];

	if (getrandom(byte, sizeof(byte), 0) != (ssize_t)sizeof(byte))
		memset(byte, getpid() & 0xff, sizeof(byte));
	for (int i = 0; i < RANDOM; i++)
		to[i] = letters[byte[i] % (sizeof(letters) - 1)];
	to[RANDOM] = '\0';
}

/* Ours, and the name still is its: nobody took it for a leftover between its
 * making and its lock.  Where locks are not to be had nobody removes. */
static bool
lock(int fd)
{
	struct stat st;

	if (flock(fd, LOCK_EX | LOCK_NB) == -1)
		return errno != EWOULDBLOCK;
	return fstat(fd, &st) == -1 || st.st_nlink > 0;
}

/* A new file in the folder: its name and descriptor, -1 with errno. */
static int
make_temporary(struct outfile_pending *p, const char *name, mode_t mode)
{
	int at = prefix_of(name, p->name), fd;

	for (int tries = 0; tries < 100; tries++) {
		random_letters(p->name + at);
		fd = openat(p->folder, p->name,
		    O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
		if (fd == -1 && errno != EEXIST)
			return -1;
		if (fd != -1 && lock(fd))
			return fd;
		if (fd != -1)
			close(fd);
	}
	errno = EEXIST;
	return -1;
}

static void
remove_if_left(int folder, const char *name)
{
	struct stat st;
	int fd = openat(folder, name,
	    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd == -1)
		return;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    flock(fd, LOCK_EX | LOCK_NB) == 0)
		unlinkat(folder, name, 0);
	close(fd);
}

/* What programs that were killed have left of this name. */
static void
remove_leftovers(int folder, const char *name)
{
	char prefix[NAME_MAX + 1];
	size_t n = (size_t)prefix_of(name, prefix);
	int fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = fd == -1 ? NULL : fdopendir(fd);
	struct dirent *entry;

	if (dir == NULL) {
		if (fd != -1)
			close(fd);
		return;
	}
	while ((entry = readdir(dir)) != NULL)
		if (strncmp(entry->d_name, prefix, n) == 0 &&
		    strlen(entry->d_name) == n + RANDOM)
			remove_if_left(folder, entry->d_name);
	closedir(dir);
}

/* The folder and the name in it, links followed. */
static int
split_path(struct outfile *o, const char *path, int *folder)
{
	char *real = o->exists ? realpath(path, NULL) : strdup(path), *slash;

	if (real == NULL)
		return errno;
	slash = strrchr(real, '/');
	if (slash != NULL)
		*slash = '\0';
	o->name = strdup(slash != NULL ? slash + 1 : real);
	*folder = open(slash == NULL ? "." : slash == real ? "/" : real,
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(real);
	if (*folder == -1 || o->name == NULL)
		return errno;
	return o->name[0] == '\0' ? EISDIR : 0;
}

static struct outfile_pending *
free_slot(void)
{
	for (int i = 0; i < OUTFILES; i++)
		if (!pending[i].live)
			return &pending[i];
	return NULL;
}

/* Until its permissions are known to be the target's nobody else reads it. */
static int
open_temporary(struct outfile *o, int folder)
{
	struct outfile_pending *p = free_slot();
	sigset_t old;
	int error;

	if (p == NULL)
		return EMFILE;
	catch_signals();
	remove_leftovers(folder, o->name);
	old = block_signals();
	p->folder = folder;
	o->fd = make_temporary(p, o->name, o->exists ? 0600 : 0666);
	error = errno;
	if (o->fd != -1) {
		p->live = 1;
		o->pending = p;
	}
	sigprocmask(SIG_SETMASK, &old, NULL);
	return o->fd != -1 ? 0 : error;
}

int
outfile_open(struct outfile *o, const char *path)
{
	struct stat st;
	int folder = -1, error;

	*o = (struct outfile){ .fd = -1 };
	o->exists = stat(path, &st) == 0;
	if (!o->exists && errno != ENOENT)
		return errno;
	if (!o->exists && (path[0] == '\0' || lstat(path, &st) == 0))
		return ENOENT;		/* a link to nowhere */
	if (o->exists && !S_ISREG(st.st_mode)) {
		o->fd = open(path, O_WRONLY | O_CLOEXEC);
		return o->fd == -1 ? errno : 0;
	}
	if (o->exists) {
		o->mode = st.st_mode;
		o->uid = st.st_uid;
		o->gid = st.st_gid;
	}
	error = split_path(o, path, &folder);
	if (error == 0)
		error = open_temporary(o, folder);
	if (o->pending == NULL && folder != -1)
		close(folder);
	if (error != 0)
		outfile_discard(o);
	return error;
}

/* Forget it; with a temporary file, that is gone. */
static void
release(struct outfile *o)
{
	if (o->fd != -1)
		close(o->fd);
	if (o->pending != NULL) {
		sigset_t old = block_signals();

		o->pending->live = 0;
		close(o->pending->folder);
		sigprocmask(SIG_SETMASK, &old, NULL);
	}
	free(o->name);
	*o = (struct outfile){ .fd = -1 };
}

void
outfile_discard(struct outfile *o)
{
	if (o->pending != NULL)
		unlinkat(o->pending->folder, o->pending->name, 0);
	release(o);
}

/* What the target was, this becomes.  An owner that we may not give is ours;
 * then a set-user-ID bit would be a gift to the wrong one. */
static int
take_over(const struct outfile *o)
{
	mode_t mode = o->mode & 07777;

	if (!o->exists)
		return 0;
	if (fchown(o->fd, o->uid, o->gid) == -1)
		mode &= 0777;
	return fchmod(o->fd, mode) == -1 ? errno : 0;
}

static int
put_in_place(struct outfile *o)
{
	int folder = o->pending->folder, error = take_over(o);

	if (error != 0)
		return error;
	if (fsync(o->fd) == -1 ||
	    renameat(folder, o->pending->name, folder, o->name) == -1)
		return errno;
	/* Some file systems have nothing to do for a folder: EINVAL. */
	return fsync(folder) == -1 && errno != EINVAL ? errno : 0;
}

int
outfile_commit(struct outfile *o)
{
	int error;

	if (o->pending != NULL) {
		error = put_in_place(o);
	} else {
		error = close(o->fd) == -1 ? errno : 0;
		o->fd = -1;
	}
	if (error != 0)
		outfile_discard(o);
	else
		release(o);
	return error;
}

/* The temporary name, now FROM's, takes the place of NAME. */
static int
link_in_place(struct outfile *o, const char *from)
{
	struct outfile_pending *p = o->pending;

	if (p == NULL)
		return EEXIST;
	if (unlinkat(p->folder, p->name, 0) == -1 ||
	    linkat(AT_FDCWD, from, p->folder, p->name,
	    AT_SYMLINK_FOLLOW) == -1)
		return errno;
	o->exists = false;	/* FROM keeps its own mode and owner */
	return 0;
}

int
outfile_link(const char *from, const char *path)
{
	struct outfile o;
	int error = outfile_open(&o, path);

	if (error != 0)
		return error;
	if ((error = link_in_place(&o, from)) == 0)
		return outfile_commit(&o);
	outfile_discard(&o);
	return error;
}

bool
outfile_folder(const char *path, struct stat *st)
{
	char *real = realpath(path, NULL), *slash;
	bool there;

	if (real == NULL && (real = strdup(path)) == NULL)
		fatal("out of memory");
	if ((slash = strrchr(real, '/')) != NULL)
		slash[slash == real ? 1 : 0] = '\0';
	there = stat(slash != NULL ? real : ".", st) == 0;
	free(real);
	return there;
}

static const char *
last_component(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

bool
outfile_same(const char *path, const char *other)
{
	struct stat a, b;
	bool there = stat(path, &a) == 0;

	if (there != (stat(other, &b) == 0))
		return false;
	if (!there && (strcmp(last_component(path),
	    last_component(other)) != 0 || !outfile_folder(path, &a) ||
	    !outfile_folder(other, &b)))
		return false;
	return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "copy.h"
#include "message.h"

static bool
same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static const char *
target(const struct output *o)
{
	return o->in_place ? o->onnx : o->to;
}

static _Noreturn void
failed(const char *name, int error)
{
	fatal("%s: %s", name != NULL ? shown(str_of(name)) :
	    "(standard output)", strerror(error));
}

void
output_open(struct output *o)
{
	struct stat st;
	int error;

	if (target(o) == NULL) {
		if (isatty(STDOUT_FILENO))
			fatal("(standard output): a terminal; "
			    "-o or -i says where to");
		return;
	}
	if (o->in_place && stat(o->onnx, &st) == 0 && !S_ISREG(st.st_mode))
		fatal("%s: no regular file: it has no place",
		    shown(str_of(o->onnx)));
	if ((error = outfile_open(&o->file, target(o))) != 0)
		failed(target(o), error);
}

/* Appended to itself (>>) the file would be broken before we knew. */
static void
check_stdout(const struct output *o, const struct window *from)
{
	struct stat out, in;

	if (target(o) == NULL && fstat(STDOUT_FILENO, &out) == 0 &&
	    fstat(from->fd, &in) == 0 && S_ISREG(out.st_mode) &&
	    same_file(&out, &in))
		fatal("(standard output): the file that is read");
}

void
output_write(struct output *o, const struct view *v)
{
	int error;

	check_stdout(o, v->from);
	error = target(o) == NULL ? copy_to(STDOUT_FILENO, v, false) :
	    copy_to(o->file.fd, v, o->file.pending != NULL);

	if (error != 0 && v->from->error != NULL)
		fatal("%s: %s", shown(str_of(o->onnx)),
		    v->from->error_number != 0 ?
		    strerror(v->from->error_number) : v->from->error);
	if (error != 0)
		failed(target(o), error);
}

/* What sed's -i makes of a suffix: the file's last component for each `*`, or
 * before a suffix without one; in the file's folder, or where a `/` says. */
static void
backup_name(const char *file, const char *suffix, struct buf *b)
{
	const char *slash = strrchr(file, '/');
	struct str last = str_of(slash != NULL ? slash + 1 : file);

	if (slash != NULL && strchr(suffix, '/') == NULL)
		buf_add(b, file, (size_t)(slash + 1 - file));
	if (strchr(suffix, '*') == NULL)
		buf_adds(b, last);
	for (; *suffix != '\0'; suffix++)
		if (*suffix == '*')
			buf_adds(b, last);
		else
			buf_addc(b, *suffix);
	buf_addc(b, '\0');
}

/* Where there are no hard links: a copy. */
static int
copy_file(struct window *from, const char *name)
{
	static struct edits none;
	struct view v = view_of(from, &none);
	struct outfile file;
	struct stat st;
	int error = outfile_open(&file, name);

	if (error != 0)
		return error;
	error = copy_to(file.fd, &v, file.pending != NULL);
	if (error == 0 && (fstat(from->fd, &st) != 0 ||
	    fchmod(file.fd, st.st_mode & 07777) != 0))
		error = errno;
	if (error == 0)
		return outfile_commit(&file);
	outfile_discard(&file);
	return error;
}

/* Do both name one entry of one folder? */
static bool
is_entry_of(const char *name, const char *other)
{
	char *a = realpath(name, NULL), *b = realpath(other, NULL);
	bool same = a != NULL && b != NULL && strcmp(a, b) == 0;

	free(a);
	free(b);
	return same;
}

/* The old file under its other name, too: it is never without a name. */
static void
keep_old(const struct output *o, struct window *from, const struct stat *old)
{
	struct buf name = { 0 };
	struct stat kept;
	int error;

	backup_name(o->onnx, o->suffix, &name);
	/* A link is no file that could be lost, and may lead to this one. */
	if (lstat(name.p, &kept) == 0 && S_ISLNK(kept.st_mode))
		unlink(name.p);
	else if (is_entry_of(name.p, o->onnx))
		fatal("%s: the file itself: no name is left for the old one",
		    shown(str_of(name.p)));
	else if (stat(name.p, &kept) == 0 && same_file(&kept, old)) {
		buf_free(&name);
		return;
	}
	error = outfile_link(o->onnx, name.p);
	if (error == EXDEV || error == EPERM || error == EOPNOTSUPP ||
	    error == ENOSYS || error == EMLINK)
		error = copy_file(from, name.p);
	if (error != 0)
		failed(name.p, error);
	buf_free(&name);
}

void
output_commit(struct output *o, struct onnx *onnx)
{
	struct stat named, read;
	int error;

	if (!onnx_unchanged(onnx))
		fatal("%s", onnx->error);
	if (target(o) == NULL)
		return;
	/* Nor may its name have become another file's. */
	if (o->in_place) {
		if (fstat(onnx->window.fd, &read) != 0 ||
		    stat(o->onnx, &named) != 0 || !same_file(&named, &read))
			fatal("%s: the file was changed meanwhile",
			    onnx->name);
		if (o->suffix != NULL)
			keep_old(o, &onnx->window, &read);
	}
	if ((error = outfile_commit(&o->file)) != 0)
		failed(target(o), error);
}

bool
output_elsewhere(const struct output *o)
{
	struct stat from, to;

	if (o->to == NULL || strcmp(o->onnx, "-") == 0)
		return false;
	return outfile_folder(o->onnx, &from) &&
	    outfile_folder(o->to, &to) && !same_file(&from, &to);
}

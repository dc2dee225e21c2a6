#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "filt.h"
#include "marks.h"
#include "message.h"
#include "reading.h"

enum { BLOCK = 1 << 17, BEFORE = 2 };

/* A text as it comes; p[BEFORE..done) is printed, p[..n) is there. */
struct log {
	char *p;
	size_t done, n, cap;
	bool whole;		/* nothing comes behind it */
};

/* Before the first byte stands a newline, so to speak. */
static void
log_open(struct log *l, size_t longest)
{
	*l = (struct log){ .cap = BEFORE + BLOCK + 2 * longest };
	l->p = xmalloc(l->cap);
	memset(l->p, '\n', BEFORE);
	l->done = l->n = BEFORE;
}

static void
log_read(struct log *l)
{
	size_t from = l->done - BEFORE;
	ssize_t got;

	memmove(l->p, l->p + from, l->n - from);
	l->done -= from;
	l->n -= from;
	do {
		got = read(STDIN_FILENO, l->p + l->n, l->cap - l->n);
	} while (got == -1 && errno == EINTR);
	if (got == -1)
		fatal("(standard input): %s", strerror(errno));
	l->whole = got == 0;
	l->n += (size_t)got;
}

/* How far names can begin so that they end in what is there: to the last
 * newline, or in a line that is longer than any name may be, short of one. */
static size_t
ready(const struct log *l, size_t longest)
{
	const char *newline = memrchr(l->p + l->done, '\n', l->n - l->done);

	if (l->whole)
		return l->n;
	if (newline != NULL)
		return (size_t)(newline + 1 - l->p);
	return l->n - l->done > longest + 1 ? l->n - longest - 1 : l->done;
}

static void
print_mark(const struct marks *m, const struct mark *mark)
{
	struct str text = m->texts.str[mark->text];

	if (!mark->several) {
		fwrite(text.p, 1, text.n, stdout);
		return;
	}
	fwrite(text.p, 1, text.n - 1, stdout);
	fputs(" or others]", stdout);
}

/* Print what is ready, with its marks. */
static void
print_ready(struct log *l, const struct marks *m)
{
	const char *end = l->p + l->n, *from = l->p + l->done;
	const char *stop = l->p + ready(l, m->longest), *p = from;
	const struct mark *mark = NULL;
	size_t n;

	while (p < stop) {
		if (!marks_begin(m, p, end) ||
		    (n = marks_match(m, p, end, &mark)) == 0) {
			p++;
			continue;
		}
		p += n;
		fwrite(from, 1, (size_t)(p - from), stdout);
		from = p;
		print_mark(m, mark);
	}
	fwrite(from, 1, (size_t)(p - from), stdout);
	l->done = (size_t)(p - l->p);
}

/* A line at a time where someone may be waiting for it. */
static void
filt_text(const struct marks *m)
{
	struct log l;
	struct stat st;
	bool file = fstat(STDIN_FILENO, &st) == 0 && S_ISREG(st.st_mode);

	log_open(&l, m->longest);
	while (!l.whole && !ferror(stdout)) {
		log_read(&l);
		print_ready(&l, m);
		if (!file)
			fflush(stdout);
	}
	free(l.p);
}

struct filter {
	struct named named;
	struct marks marks;
};

static const char *
see(void *context, const struct record *r)
{
	struct filter *f = context;

	return named_record(&f->named, r);
}

static void
finish(void *context, const struct options *o, struct stats *s,
    const struct model *model)
{
	struct filter *f = context;

	(void)o;
	(void)s;
	marks_add(&f->marks, &f->named, model);
	named_free(&f->named);
}

int
filt(const struct options *o, char **stream, int n)
{
	struct filter f = { .named = { .types = false } };
	const struct reader reader = { .graph = true, .record = see,
	    .finish = finish, .context = &f };
	int status;

	for (int i = 0; i < n || i == 0; i++)
		if (n == 0 || strcmp(stream[i], "-") == 0)
			fatal("--filt: a STREAM that is a file, "
			    "the text is standard input");
	status = reading(o, stream, n, &reader);
	if (status == STATUS_DONE)
		filt_text(&f.marks);
	named_free(&f.named);
	marks_free(&f.marks);
	return status;
}

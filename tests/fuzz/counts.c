/*
 * Any lines as the records of a model, counted by each key: every row counts
 * its own, and the rows of any key make up the same sums.
 *
 * Sums past 64 bits end the program: exit is wrapped by the linker, and jumps
 * back here instead.
 */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../bin/hierstats/tally.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);
_Noreturn void __wrap_exit(int);
_Noreturn void __real_exit(int);

static jmp_buf past;
static bool counting;

void
__wrap_exit(int status)
{
	if (counting)
		longjmp(past, 1);
	__real_exit(status);
}

static void
expect(bool what, const char *why)
{
	if (what)
		return;
	fprintf(stderr, "%s\n", why);
	abort();
}

/* The records that are none are left out, as are those that stats refuses. */
static void
read_lines(struct stats *s, struct str text)
{
	struct record r = { 0 };

	record_scan(&r, STR("{\"kind\":\"model\",\"stream\":1}"));
	stats_record(s, &r);
	while (text.n > 0) {
		const char *end = memchr(text.p, '\n', text.n);
		size_t n = end == NULL ? text.n : (size_t)(end - text.p);
		struct str line = { text.p, n };

		text.p += n + (end != NULL);
		text.n -= n + (end != NULL);
		if (record_scan(&r, line) == NULL && r.kind != KIND_MODEL)
			stats_record(s, &r);
	}
	record_free(&r);
}

/* All rows, what several of them read once. */
static struct sum
sum_of(const struct tally *t, unsigned measure)
{
	struct sum sum = { 0 };

	for (uint32_t i = 0; i < t->n; i++)
		tally_add(t, measure, &sum,
		    t->sum[i * t->o->n_measure + measure]);
	for (uint32_t i = 0; i < t->twice_at.n; i++)
		if (t->twice[i].measure == measure) {
			expect(t->twice[i].sum.n <= sum.n,
			    "more is read twice than is read");
			sum.n -= t->twice[i].sum.n;
			sum.of -= t->twice[i].sum.of;
		}
	return sum;
}

static void
count_by(const struct stats *s, struct options *o, struct sum *want, bool first)
{
	struct tally t;

	tally_make(&t, s, o, false);
	for (unsigned i = 0; i < o->n_measure; i++) {
		struct sum sum = sum_of(&t, i), *total;

		if (first)
			want[i] = sum;
		expect(sum.n == want[i].n && sum.of == want[i].of,
		    "another key, another sum");
		if (!tally_by_module(&t))
			continue;
		total = tally_totals(&t, i);
		expect(total[0].n == sum.n && total[0].of == sum.of,
		    "the root has not all");
		free(total);
	}
	tally_free(&t);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct options o = { .depth = UINT32_MAX };
	struct sum want[MEASURES];
	struct stats s = { .names = true };
	size_t length;

	measures_of(&o, "nodes,bytes,read_bytes,elements", &length);
	read_lines(&s, (struct str){ (const char *)data, size });
	stats_select(&s, NULL);
	counting = true;
	if (setjmp(past) == 0)
		for (int key = KEY_MODULE; key < KEY_COUNT; key++) {
			o.by = (struct grouping){ .key = { (enum key)key,
			    KEY_MODULE }, .n = 1 + (unsigned)(key % 2) };
			count_by(&s, &o, want, key == KEY_MODULE);
		}
	counting = false;
	stats_free(&s);
	return 0;
}

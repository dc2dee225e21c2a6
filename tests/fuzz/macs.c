/*
 * Any lines as the records of a model: shapes, and what nodes cost.  A cost is
 * known, unknown or past 64 bits, and the same when the shapes are told again.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../../bin/hierstats/cost.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
expect(bool what, const char *why)
{
	if (what)
		return;
	fprintf(stderr, "%s\n", why);
	abort();
}

static bool
same(struct amount a, struct amount b)
{
	return a.is == b.is && (a.is != AMOUNT_KNOWN || a.n == b.n);
}

/* The records that are none are left out, as are those that costs refuses. */
static void
run(struct costs *c, struct str text, struct cost *last, bool nodes)
{
	struct record r = { 0 };
	struct cost cost;

	while (text.n > 0) {
		const char *end = memchr(text.p, '\n', text.n);
		size_t n = end == NULL ? text.n : (size_t)(end - text.p);
		struct str line = { text.p, n };

		text.p += n + (end != NULL);
		text.n -= n + (end != NULL);
		if (record_scan(&r, line) != NULL ||
		    (r.kind == KIND_NODE) != nodes ||
		    costs_record(c, &r, &cost) != NULL)
			continue;
		expect(cost.has_macs || cost.macs.is == AMOUNT_UNKNOWN,
		    "what multiplies nothing costs MACs");
		expect(cost.macs.is <= AMOUNT_UNKNOWN &&
		    cost.bytes.is <= AMOUNT_UNKNOWN, "no amount");
		if (cost.callee != NONE)
			costs_is_function(c, cost.callee);
		*last = cost;
	}
	record_free(&r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size };
	struct cost one = { .callee = NONE }, two = one;
	struct costs c;

	costs_open(&c, NULL, NULL, NULL);
	run(&c, text, &one, false);
	run(&c, text, &one, true);
	two = one;
	run(&c, text, &two, false);
	run(&c, text, &two, true);
	expect(one.has_macs == two.has_macs && same(one.macs, two.macs) &&
	    same(one.bytes, two.bytes), "told again it costs something else");
	costs_free(&c);
	return 0;
}

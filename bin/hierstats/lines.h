/*
 * lines: a report's rows as people's tables and programs' forms show them: in
 * order, cut at `top`, with lines that sum up others.
 */
#ifndef LINES_H
#define LINES_H

#include "report.h"

/* A row as it is shown: the report's own, a group's head, what -n leaves out,
 * or the sum of all. */
enum line_kind { LINE_ROW, LINE_GROUP, LINE_OTHERS, LINE_ALL };

struct line {
	enum line_kind kind;
	bool within;		/* a group */
	uint32_t row;		/* the first that it is of */
	uint64_t others;	/* how many rows or groups were left out */
	enum tone tone;
	const struct cell *cell;	/* by column; sums but in LINE_ROW */
};

struct lines {
	struct line *line;
	size_t n, cap;
	struct cell *all;	/* the sums of all rows, by column */
	struct arena arena;	/* sums of lines that are no rows */
};

/* `people`: with groups, others and all, not rows alone. */
void lines_make(struct lines *, const struct report *, uint32_t top,
    bool people);
void lines_free(struct lines *);

#endif

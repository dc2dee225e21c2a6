/*
 * report: an answer, as columns and rows, that every form can print.
 *
 * A question makes one:
 *
 *	struct report r;
 *	report_open(&r, file);		// the model's, p NULL: standard input
 *	report_column(&r, (struct column){ .name = "module",
 *	    .unit = UNIT_MODULE, .key = true });
 *	report_column(&r, (struct column){ .name = "nodes",
 *	    .unit = UNIT_COUNT, .sum = true });
 *	report_row(&r);			// then a cell a column, in order
 *	report_text(&r, path);
 *	report_count(&r, 12);
 *	report_sort(&r, 1);		// else rows stay as they were added
 *	report_note(&r, text);
 *	report_print(&r, o);
 *	report_free(&r);
 *
 * A form knows units, not questions.  People's forms are tree, table and
 * markdown; programs' are csv, tsv and ndjson.  Texts are the file's bytes:
 * forms make them harmless, nobody else does.
 *
 * Keys say what a row is of.  With one that is the module the rows are
 * modules, and the tree's lines; else the tree shows each row, by its key,
 * below its module.  A report without a module's column has no tree: that form
 * prints its table.  With two keys rows that share the first stand in a group.
 *
 * Columns that `sum` hold whole numbers and are added up: for `[N others]`,
 * groups, `all`, and the totals of a tree, where each such column has two, own
 * and total.
 *
 * Ownership: texts, lists and names of columns stay the caller's and must live
 * until report_free; report_keep copies bytes that would not.
 */
#ifndef REPORT_H
#define REPORT_H

#include <stdint.h>

#include "arena.h"

enum unit {
	UNIT_TEXT,		/* a name, an op_type, a word */
	UNIT_LIST,		/* several; an array in ndjson */
	UNIT_NUMBERED,		/* several, and how many of each; an object */
	UNIT_MODULE,		/* a whole path, "" for the root */
	UNIT_CLASS,		/* qualified; a tree leaves its package out */
	UNIT_COUNT, UNIT_BYTES, UNIT_MACS,	/* whole numbers */
	UNIT_SHARE,		/* a real number of at most 1; `12.3%` */
	UNIT_FLAG,		/* a count, 0 or not */
	/* No cells are added for these.  What share the row's `of` is of that
	 * column's sum, for people; and of the row's `per`, for all. */
	UNIT_PERCENT, UNIT_RATIO
};

/* Where a column is shown: in tables and markdown, in programs' forms, in a
 * tree.  In none of them, SHOW_NEVER, it still keeps modules that differ in it
 * from sharing a tree's line. */
enum show {
	SHOW_TABLE = 1, SHOW_PROGRAMS = 2, SHOW_TREE = 4, SHOW_NEVER = 8,
	SHOW_PEOPLE = SHOW_TABLE | SHOW_TREE
};

struct column {
	const char *name;
	enum unit unit;
	unsigned show;		/* enum show; 0: everywhere */
	bool key;
	bool sum;
	unsigned of, per;
	bool less;		/* report_less has been here */
	/* Of a sum whose parts may be unknown: what they are, "ops".  Programs
	 * get two columns more, NAME_known and NAME_of; people see `≥`, and
	 * below it all `NAME: known for 3 of 4 ops`. */
	const char *parts;
	const char *remedy;	/* behind that: what may make more known */
	/* What people see for an unknown key; NULL: "(unknown)". */
	const char *unknown;
	/* A number that people get behind the row as `~3 somewhere below`
	 * where it is `least` or more, instead of in a column. */
	const char *before, *after;
	uint64_t least;
};

enum cell_kind {
	CELL_NONE,		/* does not apply: nothing is printed */
	CELL_UNKNOWN,		/* `?`, `(unknown)`, null for a key */
	CELL_TEXT, CELL_LIST, CELL_NUMBERED, CELL_COUNT, CELL_REAL
};

struct numbered {
	struct str name;
	uint64_t n;
};

/* A number is a lower bound when fewer of its parts are known than it has. */
struct cell {
	union {
		const char *text;	/* of `known` bytes */
		const struct str *list;	/* of `known` items */
		const struct numbered *numbered;	/* the same */
		uint64_t count;
		double real;
	};
	uint64_t known;
	uint64_t of : 60, kind : 4;
};

/* How a row is coloured where there is colour. */
enum tone { TONE_PLAIN, TONE_GOOD, TONE_BAD, TONE_WARN };

/* See report_less. */
struct less {
	unsigned column;
	struct str module;
	struct cell amount;
};

struct report {
	struct arena arena;
	struct str title;	/* a model's file; of a comparison, both */
	struct str file[2];	/* the files; p is NULL for standard input */
	unsigned n_file;
	struct column *column;
	struct cell *cell;	/* by row, then column */
	uint8_t *tone;		/* by row */
	struct str *note;
	struct less *less;
	uint32_t n_less, cap_less;
	unsigned n_column, n_note;
	uint32_t n_row, cap_row;
	size_t n_cell;		/* added so far */
	unsigned next;		/* the column of the next one */
	bool sorted;
	unsigned sort;		/* the column */
	struct str summary;
};

struct options;

void report_open(struct report *, struct str file);
/* Of a comparison. */
void report_open_both(struct report *, struct str old, struct str new);
void report_free(struct report *);
/* The column's number, 0, 1 ...  All columns before the first row. */
unsigned report_column(struct report *, struct column);
/* Bytes that live as long as the report. */
struct str report_keep(struct report *, struct str);

/* The next row; the one before must have a cell for each column but those of
 * UNIT_PERCENT and UNIT_RATIO. */
void report_row(struct report *);
void report_tone(struct report *, enum tone);	/* of the last row */
void report_text(struct report *, struct str);
void report_list(struct report *, const struct str *, size_t);
void report_numbered(struct report *, const struct numbered *, size_t);
void report_count(struct report *, uint64_t);
void report_real(struct report *, double);
void report_unknown(struct report *);
void report_none(struct report *);
/* A sum of which so many parts are known. */
void report_bound(struct report *, uint64_t, uint64_t known, uint64_t of);

/* A sum's part that rows have twice: it counts less in the totals of this
 * module and of all above it, and in that of all.  A column that has such has
 * no sums of groups and others. */
void report_less(struct report *, unsigned column, struct str module,
    uint64_t, uint64_t known, uint64_t of);

/* Most first, in groups by their sums; ties by the keys: modules in the order
 * in which they were added, all else by bytes, what is unknown last.  A tree
 * keeps the order in which rows were added: siblings as they came. */
void report_sort(struct report *, unsigned column);

/* A line below the rows, for people; kept, not copied. */
void report_note(struct report *, struct str);
/* A line below a tree, and all that the form `summary` prints. */
void report_summary(struct report *, struct str);

/* In the form that the options say. */
void report_print(const struct report *, const struct options *);

/* For forms. */

/* The rows' numbers as report_sort wants them; the caller frees them. */
uint32_t *report_order(const struct report *);
const struct cell *report_cells(const struct report *, uint32_t row);
/* The number of keys, and their columns. */
unsigned report_keys(const struct report *, unsigned column[2]);
/* Do the rows share their first key? */
bool report_same_group(const struct report *, uint32_t, uint32_t);
bool column_shown(const struct column *, enum show);
/* Is nothing known of it, or of no part of the sum that it is? */
bool cell_is_unknown(const struct cell *);
bool column_is_text(const struct column *);

#endif

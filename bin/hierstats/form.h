/*
 * form: how a report is printed; one file a form.
 */
#ifndef FORM_H
#define FORM_H

#include "options.h"
#include "report.h"

struct form {
	const char *name;
	bool rows;		/* takes -b and -n */
	bool spaced;		/* an empty line between reports */
	/* `first`: nothing has been printed yet. */
	void (*print)(const struct report *, const struct options *,
	    bool first);
};

extern const struct form form_tree, form_table, form_markdown, form_csv,
    form_tsv, form_ndjson, form_summary, form_messages;

/* NULL when there is none of this name. */
const struct form *form_named(const char *name);
/* All names, with a comma between them. */
void form_list(struct buf *);

/* The report's title, harmless. */
void form_title(const struct report *, struct buf *);
/* What programs call a file of the report's, `file`, `old_file`. */
struct str form_file(const struct report *, unsigned);
/* The notes, and of each sum that is a lower bound how much is known; each
 * behind `before`, on a line. */
void form_notes(const struct report *, const struct cell *all,
    struct str before, struct buf *);
/* Print and empty the buffer. */
void form_write(struct buf *);

/* Characters of a terminal's colours; nothing without colour. */
enum colour { COLOUR_HEAD, COLOUR_DIM, COLOUR_GOOD, COLOUR_BAD, COLOUR_WARN };
void form_colour(const struct options *, enum colour, struct buf *);
void form_tone(const struct options *, enum tone, struct buf *);
void form_plain(const struct options *, struct buf *);

#endif

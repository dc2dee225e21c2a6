/*
 * attributed: one model's attributed stream, read to its end: its graph
 * (model.h), its modules (hierarchy.h), and of each node what attribute said.
 *
 * The lines of nodes are not kept; words that many nodes share stand once.
 */
#ifndef ATTRIBUTED_H
#define ATTRIBUTED_H

#include "hierarchy.h"
#include "model.h"

/* Of the node of the same id in the model.  Strings are in `words`, NONE when
 * the record has none. */
struct entry {
	uint32_t module;		/* in the hierarchy */
	uint32_t merged, n_merged;	/* all of its modules, in `merged`, when
					 * they are not the one alone */
	uint32_t call;			/* 0: not said */
	uint32_t class, by, domain;
	uint32_t confidence;		/* JSON as it stands */
	bool exact;
};

struct attributed {
	const char *name;	/* of the stream, as messages show it */
	struct model model;
	struct hierarchy hierarchy;
	struct entry *entry;
	uint32_t *merged;	/* modules */
	struct intern words;
	struct str digest;	/* of the file, {0} when it is not said */
	uint64_t size;
	uint32_t n_entry, cap_entry, n_merged, cap_merged;
	uint32_t root;		/* the word `root` */
	bool scoped;		/* scopemap has been here */
	struct arena arena, scratch;
};

/* Reads the one model of the stream; ends the program when it is bad, cut, not
 * attributed, or when there is another.  Tags ask nodes for no inputs and
 * outputs: `wired` says whether the model is to have them. */
void attributed_read(struct attributed *, const char *stream_name,
    bool wired);
/* A string of the words. */
struct str attributed_word(const struct attributed *, uint32_t word);
/* Is the node the root's for want of evidence? */
bool attributed_fallback(const struct attributed *, uint32_t node);
/* The member of the `model` record, as it stands; {0} when there is none. */
struct str attributed_model(const struct attributed *, enum member);

#endif

/*
 * grouping: what rows of counts are of: one key or two.
 */
#ifndef GROUPING_H
#define GROUPING_H

enum key {
	KEY_MODULE, KEY_CLASS, KEY_TYPE, KEY_OP_TYPE, KEY_BY, KEY_PRECISION,
	KEY_DTYPE, KEY_GRAPH, KEY_COUNT
};

struct grouping {
	enum key key[2];
	unsigned n;
};

extern const char *const key_name[KEY_COUNT];

/* The keys of `KEY[,KEY]`; else a usage error. */
struct grouping grouping_of(const char *keys, const char *usage);

#endif

/*
 * told: what one record says of a value's type.
 */
#ifndef TOLD_H
#define TOLD_H

#include "binds.h"
#include "dtype.h"
#include "limits.h"
#include "record.h"

enum {
	DIM_UNKNOWN = -1,
	RANK_UNKNOWN = UINT8_MAX,
};

struct told {
	struct arena *scratch;
	struct binds *binds;	/* may be NULL */
	const struct dtype *dtype;	/* NULL: not known */
	size_t rank;		/* LIMIT_RANK at most, or RANK_UNKNOWN */
	int64_t dim[LIMIT_RANK];
	bool negative, deep;	/* a dimension is; the rank is past the limit */
};

/* An input's, output's or value_info's type, an initializer, a Constant node.
 * NULL, or the reason why the record is bad; `name` has no bytes when it tells
 * of no value. */
const char *told_read(struct told *, const struct record *, struct arena *,
    struct binds *, struct str *name);

#endif

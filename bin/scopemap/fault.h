/* fault: nodes with something wrong: how many, and the first. */
#ifndef FAULT_H
#define FAULT_H

#include <stdint.h>

struct fault {
	uint32_t count, first;
};

/* One node more; they come in order. */
static inline void
fault_add(struct fault *f, uint32_t node)
{
	if (f->count++ == 0)
		f->first = node;
}

#endif

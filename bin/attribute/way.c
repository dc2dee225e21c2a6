#include "way.h"

struct way
way_between(const struct modules *tree, uint32_t from, uint32_t to)
{
	struct way w = { from == NONE ? 0 : from, to == NONE ? 0 : to, 0 };

	w.top = modules_common(tree, w.from, w.to);
	return w;
}

bool
way_has(const struct modules *tree, const struct way *w, uint32_t module)
{
	return modules_within(tree, module, w->top) &&
	    (modules_within(tree, w->from, module) ||
	    modules_within(tree, w->to, module));
}

uint32_t
way_meet(const struct modules *tree, const struct way *a, const struct way *b,
    uint32_t *count)
{
	uint32_t top = NONE, ends[2] = { a->from, a->to };

	*count = 0;
	for (int side = 0; side < 2; side++) {
		for (uint32_t module = ends[side]; module != NONE;
		    module = tree->parent[module]) {
			if (side == 1 && module == a->top)
				break;
			if (way_has(tree, b, module)) {
				(*count)++;
				top = top == NONE ? module :
				    modules_common(tree, top, module);
			}
			if (module == a->top)
				break;
		}
	}
	return top;
}

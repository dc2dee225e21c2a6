#include "classname.h"

#include "pathglob.h"

struct str
classname_own(struct str class)
{
	const char *dot = class.n == 0 ? NULL :
	    memrchr(class.p, '.', class.n);

	return dot == NULL ? class : (struct str){ dot + 1,
	    class.n - (size_t)(dot + 1 - class.p) };
}

bool
classname_matches(struct str pattern, struct str class)
{
	if (pathglob_text(pattern, class))
		return true;
	return pattern.n > 0 && memchr(pattern.p, '.', pattern.n) == NULL &&
	    pathglob_text(pattern, classname_own(class));
}

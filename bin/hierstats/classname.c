#include "classname.h"

#include "pathglob.h"

bool
classname_matches(struct str pattern, struct str class)
{
	if (pathglob_text(pattern, class))
		return true;
	return pattern.n > 0 && memchr(pattern.p, '.', pattern.n) == NULL &&
	    pathglob_text(pattern, str_after_last(class, '.'));
}

/*
 * where: the question what has which name, and which module.
 *
 * Without --where every entity has a row.  Else those whose name, or whose
 * parameter's, is one of the names; of a name that nothing has in full, those
 * that hold it.  What nothing holds is told and makes the status 1.
 */
#ifndef WHERE_H
#define WHERE_H

#include "options.h"

question where;

#endif

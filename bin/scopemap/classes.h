/*
 * classes: which type a class is of, by rules (rules.5): torch.nn,
 * huggingface ...  A rule looks at the class's package: what stands before its
 * last dot.
 */
#ifndef CLASSES_H
#define CLASSES_H

#include <stdint.h>

#include "arena.h"
#include "yaml.h"

enum class_test { CLASS_PACKAGE, CLASS_STARTS, CLASS_CONTAINS };

struct class_rule {
	enum class_test test;
	struct str text;
	struct str type;
};

struct classes {
	struct class_rule *rule;	/* the first that fits decides */
	uint32_t n, cap;
	struct str otherwise;	/* the type of what no rule fits, or {0} */
	struct arena arena;
};

/* The rules of a file; of those compiled in when it is NULL.  Ends the program
 * when they are wrong. */
void classes_load(struct classes *, const char *file);
/* The rules compiled in, as YAML. */
struct str classes_builtin(void);

/* The type of a class that has a package, {0} when no rule fits. */
struct str classes_type(const struct classes *, struct str class);

#endif

/*
 * pyrepr: text as Python's repr() writes it, the form of the lists that
 * PyTorch's dynamo exporter stores in metadata
 * (torch/onnx/_internal/exporter/_core.py, _add_node_metadata).
 *
 * Quotes are '' unless the text holds a ' and no ".  Escaped are the quote,
 * backslashes, and what is not printable (str.isprintable: control, format and
 * private characters, and spaces but the ASCII one); a byte that is no UTF-8
 * is its surrogate (PEP 383).  Code points that Unicode has not assigned are
 * written as they are: which these are depends on Python's version, and either
 * form is read as the same.
 */
#ifndef PYREPR_H
#define PYREPR_H

#include <stdbool.h>

#include "str.h"

void pyrepr_add(struct buf *, struct str);
/* Is the text one string literal, all of it but what `tail` says stands
 * behind? */
bool pyrepr_is_item(struct str, struct str tail);

#endif

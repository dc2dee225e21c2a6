/*
 * users: which module's forward() reads the parameters that a module holds.
 *
 * Its own, as a rule.  torch.nn.MultiheadAttention hands its out_proj's to a
 * function (multi_head_attention_forward, torch/nn/functional.py), and leaves
 * out_proj uncalled.  It is told by its class or, without one, by the weights
 * of the other projections, which it holds itself.  A ParameterList holds
 * parameters for another, and calls them by numbers, which no attribute is
 * (torch/nn/modules/container.py).
 */
#ifndef USERS_H
#define USERS_H

#include "verdict.h"

/* By module; to be freed.  The owners are by value: modules, or NONE. */
uint32_t *users_find(const struct verdicts *, const uint32_t *owner);

#endif

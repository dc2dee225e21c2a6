/*
 * fusedname: what ONNX Runtime calls a parameter that it has computed anew.
 *
 * Where an optimizer takes what follows a Conv or a MatMul into its weights, it
 * names the new one after one of those that are in it, a prefix before
 * (onnxruntime/core/optimizer: conv_mul_fusion.cc, conv_bn_fusion.cc,
 * conv_add_fusion.cc, matmul_bn_fusion.cc):
 *
 *   ConvMulFusion_W_, ConvBnFusion_W_,	the Conv's weight
 *   ConvMulFusion_Mul_B_		the Mul's factor, for the Conv's bias
 *   ConvBnFusion_BN_B_			the BatchNormalization's bias
 *   ConvAddFusion_B_			the Conv's bias
 *   ConvAddFusion_Add_B_		what was added
 *   MatMulBnFusion_GemmB_		the MatMul's weight
 *
 * One that is taken up again has several.  What is behind them still says a
 * module; but the value is no longer that parameter's.
 */
#ifndef FUSEDNAME_H
#define FUSEDNAME_H

#include "str.h"

/* The name behind all such prefixes: its own bytes, the whole when it has
 * none. */
struct str fusedname_source(struct str name);

#endif

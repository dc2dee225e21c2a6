#!/usr/bin/env python3
"""ones_oracle.py: multiply-accumulates counted by ONNX Runtime.

Where all elements are 1, each product that is added up adds 1: the sum of the
output is how many there were.  So the ops are run, and what hierstats counts,
told the inputs' shapes alone, must be that.  (Not of recurrent layers and
attention; not with padding, whose products are 0.)  onnx-tool's rule for
ConvTranspose, the output's elements in place of the input's, fails here.
Prints a line a case; exits with 1 when one differs.
"""
import json
import subprocess
import sys

import numpy
import onnx
import onnxruntime
from onnx import helper

MS = "com.microsoft"
F, U8 = numpy.float32, numpy.uint8
ONE = [(F, [])]       # a scale
ZERO = [(U8, [], 0)]  # a zero point

# op_type, domain, attributes, (dtype, shape[, value]) of each input.
CASES = [
    ("Conv", "", {}, [(F, [2, 8, 10, 10]), (F, [16, 8, 3, 3])]),
    ("Conv", "", {"group": 4, "strides": [2, 3], "dilations": [2, 1]},
     [(F, [2, 8, 10, 10]), (F, [16, 2, 3, 3]), (F, [16], 0)]),
    ("Conv", "", {"auto_pad": "VALID"}, [(F, [1, 2, 9]), (F, [4, 2, 5])]),
    ("Conv", "", {}, [(F, [1, 2, 4, 5, 6]), (F, [3, 2, 2, 2, 2])]),
    ("ConvTranspose", "", {}, [(F, [1, 4, 5, 5]), (F, [4, 6, 3, 3])]),
    ("ConvTranspose", "", {"group": 2, "strides": [2, 3],
                           "dilations": [1, 2], "output_padding": [1, 1]},
     [(F, [2, 4, 5, 6]), (F, [4, 3, 3, 2])]),
    ("ConvInteger", "", {}, [(U8, [1, 3, 8, 8]), (U8, [4, 3, 3, 3])]),
    ("QLinearConv", "", {},
     [(U8, [1, 3, 8, 8]), *ONE, *ZERO, (U8, [4, 3, 3, 3]), *ONE, *ZERO,
      *ONE, *ZERO]),
    ("FusedConv", MS, {"activation": "Relu", "strides": [2, 2]},
     [(F, [1, 3, 9, 9]), (F, [4, 3, 3, 3])]),
    ("MatMul", "", {}, [(F, [3, 4]), (F, [4, 5])]),
    ("MatMul", "", {}, [(F, [2, 1, 3, 4]), (F, [7, 4, 5])]),
    ("MatMul", "", {}, [(F, [4]), (F, [2, 4, 5])]),
    ("MatMul", "", {}, [(F, [2, 3, 4]), (F, [4])]),
    ("MatMul", "", {}, [(F, [4]), (F, [4])]),
    ("MatMulInteger", "", {}, [(U8, [3, 4]), (U8, [4, 5])]),
    ("QLinearMatMul", "", {},
     [(U8, [2, 3, 4]), *ONE, *ZERO, (U8, [2, 4, 5]), *ONE, *ZERO, *ONE,
      *ZERO]),
    ("FusedMatMul", MS, {"transA": 1, "transB": 1},
     [(F, [2, 4, 3]), (F, [2, 5, 4])]),
    ("FusedMatMul", MS, {"transBatchA": 1}, [(F, [3, 2, 4]), (F, [2, 4, 5])]),
    ("FusedMatMul", MS, {"transBatchA": 1, "transBatchB": 1, "transB": 1},
     [(F, [3, 2, 4]), (F, [5, 2, 4])]),
    ("TransposeMatMul", MS, {"transA": 1}, [(F, [4, 3]), (F, [4, 5])]),
    ("MatMulIntegerToFloat", MS, {},
     [(U8, [3, 4]), (U8, [4, 5]), *ONE, *ONE]),
    ("DynamicQuantizeMatMul", MS, {}, [(F, [3, 4]), (U8, [4, 5]), *ONE]),
    ("MatMulNBits", MS, {"K": 64, "N": 10, "bits": 4, "block_size": 32},
     [(F, [2, 3, 64]), (U8, [10, 2, 16], 0x99), (F, [20])]),
    ("Gemm", "", {}, [(F, [3, 4]), (F, [4, 5]), (F, [5], 0)]),
    ("Gemm", "", {"transA": 1, "transB": 1}, [(F, [4, 3]), (F, [5, 4])]),
    ("FusedGemm", MS, {"activation": "Relu", "transB": 1},
     [(F, [3, 4]), (F, [5, 4])]),
    ("QGemm", MS, {"transB": 1},
     [(U8, [3, 4]), *ONE, *ZERO, (U8, [5, 4]), *ONE, *ZERO]),
    ("Einsum", "", {"equation": "bij,bjk->bik"},
     [(F, [2, 3, 4]), (F, [2, 4, 5])]),
    ("Einsum", "", {"equation": "bhid,bhjd->bhij"},
     [(F, [2, 3, 4, 5]), (F, [2, 3, 6, 5])]),
    ("Einsum", "", {"equation": "ij,ij"}, [(F, [3, 4]), (F, [3, 4])]),
]


def model_of(op_type, domain, attributes, inputs):
    """One node, of initializers alone."""
    names = ["x%d" % i for i in range(len(inputs))]
    arrays = [numpy.full(i[1], i[2] if len(i) > 2 else 1, i[0])
              for i in inputs]
    graph = helper.make_graph(
        [helper.make_node(op_type, names, ["y"], domain=domain,
                          **attributes)],
        "g", [], [onnx.ValueInfoProto(name="y")],
        [onnx.numpy_helper.from_array(a, n) for n, a in zip(names, arrays)])
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(MS, 1)]
    return helper.make_model(graph, ir_version=8, opset_imports=opsets)


def run(model):
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = \
        onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options,
        providers=["CPUExecutionProvider"])
    return round(float(session.run(None, {})[0].sum(dtype=numpy.float64)))


def counted(model):
    data = model.SerializeToString()
    for command in (["onnx2ndjson"], ["scopemap"], ["attribute"],
                    ["hierstats", "-M", "macs", "-b", "graph", "-f",
                     "ndjson"]):
        data = subprocess.run(command, input=data, check=True,
                              stdout=subprocess.PIPE).stdout
    row = json.loads(data)
    return row["macs"] if row["macs_known"] == row["macs_of"] else None


def main():
    differ = 0
    for case in CASES:
        model = model_of(*case)
        want, got = run(model), counted(model)
        print(case[0], want, "the same" if want == got else "not %s" % got)
        differ += want != got
    return differ > 0


if __name__ == "__main__":
    sys.exit(main())

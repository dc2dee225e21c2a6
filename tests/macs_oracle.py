#!/usr/bin/env python3
"""macs_oracle.py [-b SYMBOL=N]... MODEL...: count multiply-accumulates again.

Of each model (its shapes inferred by infer_shapes.py) hierstats' counts by
module and op_type must be those that are worked out here from the shapes of
Operators.md, and those of onnx-tool.  That one also counts additions of
biases, which are taken off, and what recurrent gates do to single elements;
it has no rule for ops of com.microsoft.  Prints a line a model, exits with 1
when anything differs.
"""
import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
from collections import Counter

import numpy
import onnx
import onnx_tool

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../scripts"))
import infer_shapes

CONVS = {"Conv": 1, "ConvInteger": 1, "FusedConv": 1, "QLinearConv": 3}
MATMULS = {"MatMul": 1, "MatMulInteger": 1, "FusedMatMul": 1,
           "QLinearMatMul": 3, "DynamicQuantizeMatMul": 1,
           "MatMulIntegerToFloat": 1}
GEMMS = {"Gemm": 1, "FusedGemm": 1, "QGemm": 3}
RECURRENT = ("LSTM", "GRU", "RNN", "DynamicQuantizeLSTM")


def pipe(*commands, stdin=None):
    data = stdin
    for command in commands:
        data = subprocess.run(command, input=data, check=True,
                              stdout=subprocess.PIPE).stdout
    return data


def records(data):
    return [json.loads(line) for line in data.splitlines()]


def shapes_of(model):
    """name -> shape, of numbers alone."""
    shapes = {t.name: list(t.dims) for t in model.graph.initializer}
    for value in [*model.graph.input, *model.graph.output,
                  *model.graph.value_info]:
        kind = value.type.tensor_type
        if kind.HasField("shape"):
            shapes[value.name] = [d.dim_value if d.HasField("dim_value")
                                  else None for d in kind.shape.dim]
    for node in model.graph.node:
        if node.op_type == "Constant" and node.attribute[0].name == "value":
            shapes[node.output[0]] = list(node.attribute[0].t.dims)
    return {name: shape for name, shape in shapes.items()
            if None not in shape}


def attribute(node, name, default=0):
    for a in node.attribute:
        if a.name == name:
            return onnx.helper.get_attribute_value(a)
    return default


def turned(shape, swap, batch):
    order = list(range(len(shape)))
    if batch and len(order) > 2:
        order.insert(-1, order.pop(0))
    if swap:
        order[-1], order[-2] = order[-2], order[-1]
    return [shape[i] for i in order]


def macs(node, shapes):
    """By the formulas; None: it has none."""
    kind = node.op_type

    def of(i):
        return shapes[node.input[i]]

    if kind in CONVS:
        w = of(CONVS[kind])
        return math.prod(shapes[node.output[0]]) * math.prod(w[1:])
    if kind == "ConvTranspose":
        return math.prod(of(0)) * math.prod(of(1)[1:])
    if kind in MATMULS:
        a = turned(of(0), attribute(node, "transA"),
                   attribute(node, "transBatchA"))
        b = turned(of(MATMULS[kind]), attribute(node, "transB"),
                   attribute(node, "transBatchB"))
        stack = numpy.broadcast_shapes(a[:-2], b[:-2])
        assert a[-1] == b[-2]
        return math.prod(stack) * a[-2] * a[-1] * b[-1]
    if kind in GEMMS:
        m, k = turned(of(0), attribute(node, "transA"), 0)
        k2, n = turned(of(GEMMS[kind]), attribute(node, "transB"), 0)
        assert k == k2
        return m * n * k
    if kind in RECURRENT:
        steps, batch, _ = of(0)
        return steps * batch * (math.prod(of(1)) + math.prod(of(2)))
    return None


def oracle(model, attributed):
    """(module, op_type) -> MACs, from the formulas."""
    shapes, counts = shapes_of(model), Counter()
    modules = {r["index"]: r["module"] for r in attributed
               if r["kind"] == "node" and r["graph"] == "main"}
    for i, node in enumerate(model.graph.node):
        n = macs(node, shapes)
        if n is not None:
            counts[modules[i], node.op_type] += n
    return counts


def hierstats(stream, shapes, measures="macs"):
    """(module, op_type) -> (MACs, known, of)."""
    rows = records(pipe(
        ["hierstats", "--shapes", shapes, "-b", "module,op_type",
         "-M", measures, "-f", "ndjson"], stdin=stream))
    return {(row["module"], row["op_type"]):
            (row["macs"], row["macs_known"], row["macs_of"]) for row in rows}


def with_zeros(path, binds):
    """The model with weights that are zero: onnx-tool wants to read them."""
    model = onnx.load(path, load_external_data=False)
    for tensor in model.graph.initializer:
        if tensor.data_location == onnx.TensorProto.EXTERNAL:
            zeros = numpy.zeros(
                list(tensor.dims),
                onnx.helper.tensor_dtype_to_np_dtype(tensor.data_type))
            tensor.CopyFrom(onnx.numpy_helper.from_array(zeros, tensor.name))
    for value in model.graph.input:
        for dim in value.type.tensor_type.shape.dim:
            if dim.dim_param in binds:
                dim.dim_value = binds[dim.dim_param]
    return model


def by_onnx_tool(model):
    """op_type -> its MACs, without biases'; None when it cannot."""
    graph = onnx_tool.Model(model, {"verbose": False}).graph
    graph.shape_infer()
    graph.profile()
    counts = Counter()
    for node in graph.nodemap.values():
        n = node.macs[0] if isinstance(node.macs, (list, tuple)) else node.macs
        biased = {"Conv": 3, "Gemm": 3, "QLinearConv": 9}.get(node.op_type)
        if biased and len(node.input) == biased:
            n -= math.prod(graph.tensormap[node.output[0]].get_shape())
        counts[node.op_type] += int(n)
    return counts


def checked(path, binds, folder):
    attributed = pipe(["onnx2ndjson", path], ["scopemap"], ["attribute"])
    inferred = infer_shapes.inferred(argparse.Namespace(
        model=path, bind=list(binds.items()), symbolic=True, weights=False))
    shapes = os.path.join(folder, "shapes.ndjson")
    with open(shapes, "wb") as f:
        f.write(pipe(["onnx2ndjson"], stdin=inferred.SerializeToString()))
    want = oracle(inferred, records(attributed))
    got = hierstats(attributed, shapes)
    differ = [key for key in {*want, *got}
              if want.get(key, 0) != got.get(key, (0, 0, 0))[0]]
    known = sum(g[1] for g in got.values())
    of = sum(g[2] for g in got.values())
    line = "%s: %d MACs, known for %d of %d ops" % (
        os.path.basename(path), sum(want.values()), known, of)
    for key in sorted(differ):
        line += "; %s: %d, not %s" % (key, want.get(key, 0), got.get(key))
    return line, Counter({op: sum(n for (_, o), n in want.items() if o == op)
                          for op in {op for _, op in want}}), bool(differ)


def compared(path, binds, ours):
    """What onnx-tool says of each op that it has a rule for."""
    theirs = by_onnx_tool(with_zeros(path, binds))
    line, differ = "", False
    for op, n in sorted(ours.items()):
        if op == "LSTM":
            line += "; onnx-tool: LSTM %d more" % (theirs[op] - n)
            differ |= theirs[op] <= n
        elif theirs[op] == n:
            line += "; onnx-tool: %s the same" % op
        else:
            line += "; onnx-tool: %s %d, not %d" % (op, theirs[op], n)
            differ = True
    return line, differ


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-b", action="append", default=[])
    parser.add_argument("--alone", action="store_true",
                        help="without onnx-tool, which lacks rules")
    parser.add_argument("model", nargs="+")
    options = parser.parse_args()
    binds = {s: int(n) for s, _, n in (b.rpartition("=") for b in options.b)}
    failed = False
    for path in options.model:
        with tempfile.TemporaryDirectory() as folder:
            line, ours, differ = checked(path, binds, folder)
        if not options.alone:
            more, wrong = compared(path, binds, ours)
            line, differ = line + more, differ or wrong
        print(line)
        failed |= differ
    return failed


if __name__ == "__main__":
    sys.exit(main())

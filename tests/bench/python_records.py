#!/usr/bin/env python3
"""python_records.py MODEL [OUT]: a bench model's records by onnx.load and
json.dumps, as a Python user would write it.  Prints the seconds from before
the load to the last line written; imports are not counted.  It leaves out
`digest` and `offset`, which Python's objects do not know."""
import json
import sys
import time

import numpy
import onnx
from onnx import AttributeProto, TensorProto, numpy_helper

DTYPE = {v: k for k, v in TensorProto.DataType.items()}


def shortest(x):
    return float(str(numpy.float32(x)))


def tensor(t):
    record = {"dtype": DTYPE[t.data_type], "shape": list(t.dims),
              "bytes": len(t.raw_data)}
    count = 1
    for d in t.dims:
        count *= d
    if count <= 64:
        values = numpy_helper.to_array(t).flatten()
        record["values"] = [shortest(v) for v in values] \
            if t.data_type == TensorProto.FLOAT else values.tolist()
    return record


def attribute(a):
    if a.type == AttributeProto.INT:
        return a.i
    if a.type == AttributeProto.INTS:
        return list(a.ints)
    if a.type == AttributeProto.FLOAT:
        return shortest(a.f)
    return tensor(a.t)


def dimension(d):
    return d.dim_param if d.HasField("dim_param") else d.dim_value


def value_info(kind, index, v):
    t = v.type.tensor_type
    return {"kind": kind, "graph": "main", "index": index, "name": v.name,
            "type": {"tensor": {"dtype": DTYPE[t.elem_type],
                                "shape": [dimension(d)
                                          for d in t.shape.dim]}}}


def node(index, n):
    record = {"kind": "node", "graph": "main", "index": index, "name": n.name,
              "op_type": n.op_type, "input": list(n.input),
              "output": list(n.output)}
    if n.attribute:
        record["attribute"] = {a.name: attribute(a) for a in n.attribute}
    return record


def records(model):
    g = model.graph
    yield {"kind": "model", "stream": 1, "ir_version": model.ir_version,
           "producer_name": model.producer_name,
           "producer_version": model.producer_version,
           "opset_import": {o.domain: o.version for o in model.opset_import}}
    yield {"kind": "graph", "graph": "main", "name": g.name}
    for i, v in enumerate(g.input):
        yield value_info("input", i, v)
    for i, v in enumerate(g.output):
        yield value_info("output", i, v)
    for i, t in enumerate(g.initializer):
        yield {"kind": "initializer", "graph": "main", "index": i,
               "name": t.name, **tensor(t)}
    for i, v in enumerate(g.value_info):
        yield value_info("value_info", i, v)
    for i, n in enumerate(g.node):
        yield node(i, n)
    count = {"model": 1, "graph": 1, "input": len(g.input),
             "output": len(g.output), "initializer": len(g.initializer),
             "value_info": len(g.value_info), "node": len(g.node)}
    yield {"kind": "end", "records": {k: n for k, n in count.items() if n}}


def main():
    with open(sys.argv[2] if len(sys.argv) > 2 else "/dev/null", "w",
              encoding="utf-8") as out:
        begin = time.perf_counter()
        for record in records(onnx.load(sys.argv[1])):
            out.write(json.dumps(record, separators=(",", ":")) + "\n")
        out.flush()
        print(f"{time.perf_counter() - begin:.6f}")


if __name__ == "__main__":
    main()

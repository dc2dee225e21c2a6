#!/usr/bin/env python3
"""attention_oracle.py: an Attention node of ONNX costs what its own function
body costs, which ONNX's inliner makes MatMuls of.  Exits with 1 if not."""
import json
import subprocess
import sys

import onnx
import onnx.inliner
from onnx import helper

# Shapes of Q, K, V, then of an attention mask, past keys and past values;
# attributes.
CASES = [
    ([2, 4, 5, 3], [2, 4, 7, 3], [2, 4, 7, 6], {}),
    ([2, 4, 5, 3], [2, 2, 7, 3], [2, 2, 7, 6], {}),
    ([2, 5, 12], [2, 7, 12], [2, 7, 24],
     {"q_num_heads": 4, "kv_num_heads": 4}),
    ([2, 5, 12], [2, 7, 6], [2, 7, 12],
     {"q_num_heads": 4, "kv_num_heads": 2}),
    ([1, 4, 1, 8], [1, 4, 1, 8], [1, 4, 1, 8], [1, 10],
     [1, 4, 9, 8], [1, 4, 9, 8], {}),
    ([1, 4, 5, 8], [1, 2, 5, 8], [1, 2, 5, 8], [5, 5], {"is_causal": 1}),
]


def model_of(*case):
    *shapes, attributes = case
    names = ["x%d" % i for i in range(len(shapes))]
    outputs = ["y", "k", "v"] if len(shapes) == 6 else ["y"]
    node = helper.make_node("Attention", names, outputs, **attributes)
    graph = helper.make_graph(
        [node], "g",
        [helper.make_tensor_value_info(n, onnx.TensorProto.FLOAT, s)
         for n, s in zip(names, shapes)],
        [helper.make_tensor_value_info(n, onnx.TensorProto.FLOAT, None)
         for n in outputs])
    return helper.make_model(graph, ir_version=10,
                             opset_imports=[helper.make_opsetid("", 23)])


def inlined(model):
    model = onnx.inliner.inline_selected_functions(
        model, [("", "Attention")], exclude=False,
        inline_schema_functions=True)
    assert not any(n.op_type == "Attention" for n in model.graph.node)
    return onnx.shape_inference.infer_shapes(model, data_prop=True)


def macs(model):
    data = model.SerializeToString()
    for command in (["onnx2ndjson"], ["scopemap"], ["attribute"],
                    ["hierstats", "-M", "macs", "-b", "graph", "-f",
                     "ndjson"]):
        data = subprocess.run(command, input=data, check=True,
                              stdout=subprocess.PIPE).stdout
    row = json.loads(data)
    assert row["macs_known"] == row["macs_of"], row
    return row["macs"]


def main():
    differ = 0
    for case in CASES:
        model = model_of(*case)
        whole, parts = macs(model), macs(inlined(model))
        print(whole, parts)
        differ += whole != parts or whole == 0
    return differ > 0


if __name__ == "__main__":
    sys.exit(main())

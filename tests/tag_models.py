#!/usr/bin/env python3
"""tag_models.py DIR: small models that ONNX Runtime runs, for what exports of
the tests have not: ops of a domain of their own, bodies, more than ten layers,
tags of others.

    custom.onnx   two calls of a local function, each its module's
    bodies.onnx   an If whose branches have nodes of two modules; doc_strings
                  and metadata of others, one key twice
    layers.onnx   layer.0 to layer.11
"""
import os
import sys

import onnx
from onnx import TensorProto, helper

OPSET = helper.make_opsetid("", 17)


def value(name, shape=(2,), dtype=TensorProto.FLOAT):
    return helper.make_tensor_value_info(name, dtype, shape)


def node(op_type, inputs, name, **more):
    """One whose output's name is its own and the exporter's."""
    return helper.make_node(op_type, inputs, [f"{name}_output_0"], name=name,
                            **more)


def model(nodes, inputs, **more):
    graph = helper.make_graph(nodes, "main_graph", inputs,
                              [value(nodes[-1].output[0])])
    return helper.make_model(graph, ir_version=8, producer_name="pytorch",
                             **{"opset_imports": [OPSET], **more})


def custom():
    twice = helper.make_function(
        "acme", "Twice", ["x"], ["y"],
        [helper.make_node("Add", ["x", "x"], ["y"], name="plus")], [OPSET])
    first = node("Twice", ["x"], "/enc/Twice", domain="acme")
    second = node("Twice", first.output, "/dec/Twice", domain="acme")
    return model([first, second], [value("x")], functions=[twice],
                 opset_imports=[OPSET, helper.make_opsetid("acme", 1)])


def bodies():
    branches = [helper.make_graph([node(op, ["x"], f"/m/{op.lower()}/{op}")],
                                  op, [], [value(f"/m/{op.lower()}/{op}"
                                                 "_output_0")])
                for op in ("Neg", "Abs")]
    choice = node("If", ["c"], "/m/If", then_branch=branches[0],
                  else_branch=branches[1],
                  doc_string='File "net.py", line 3')
    last = node("Relu", choice.output, "/m/act/Relu")
    for key, text in (("namespace", "theirs"), ("note", "stays"),
                      ("namespace", "again")):
        entry = last.metadata_props.add()
        entry.key, entry.value = key, text
    m = model([choice, last], [value("x"),
                               value("c", (), TensorProto.BOOL)])
    helper.set_model_props(m, {"licence": "none"})
    return m


def layers():
    nodes, x = [], "x"
    for i in range(12):
        for scope in ("act", "out"):
            nodes.append(node("Relu", [x], f"/layer.{i}/{scope}/Relu"))
            x = nodes[-1].output[0]
    return model(nodes, [value("x")])


def main():
    for make in (custom, bodies, layers):
        m = make()
        onnx.checker.check_model(m, full_check=True)
        onnx.save(m, os.path.join(sys.argv[1], make.__name__ + ".onnx"))


if __name__ == "__main__":
    sys.exit(main())

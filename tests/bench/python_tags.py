#!/usr/bin/env python3
"""python_tags.py MODEL OUT: a bench model tagged by onnx.load, metadata_props
and onnx.save, as a Python user would do it, from the nodes' names."""
import sys

import onnx


def add(node, key, value):
    entry = node.metadata_props.add()
    entry.key, entry.value = key, value


def tag(node):
    scopes = node.name.split("/")[1:-1]
    paths = [".".join(scopes[:i]) for i in range(len(scopes) + 1)]
    add(node, "namespace", "/".join(
        f"{path}: module" for path in paths) + f"/{node.name}: {node.op_type}")
    add(node, "pkg.torch.onnx.class_hierarchy", str(
        ["module"] * len(paths) + [node.op_type]))
    add(node, "pkg.torch.onnx.name_scopes", str([*paths, node.name]))


def main():
    model = onnx.load(sys.argv[1])
    for node in model.graph.node:
        tag(node)
    onnx.save(model, sys.argv[2])


if __name__ == "__main__":
    main()

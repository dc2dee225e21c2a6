#!/usr/bin/env python3
"""hash_names.py IN.onnx OUT.onnx ...: models with every name replaced.

Names of nodes, values, initializers, graphs and symbolic dimensions become
hashes of what they were, the same name the same hash everywhere; an empty one
stays empty.  Metadata and doc strings go.  Ops, attributes, order and data
stay: a node's graph and index are what they were.
"""
import hashlib
import sys

import onnx


def hashed(name):
    return name and "h" + hashlib.sha256(name.encode()).hexdigest()[:16]


def bare(message):
    message.ClearField("doc_string")
    if "metadata_props" in message.DESCRIPTOR.fields_by_name:
        message.ClearField("metadata_props")


def names(repeated):
    repeated[:] = [hashed(name) for name in repeated]


def type_names(t):
    which = t.WhichOneof("value")
    if which in ("sequence_type", "optional_type"):
        type_names(getattr(t, which).elem_type)
    elif which == "map_type":
        type_names(t.map_type.value_type)
    elif which in ("tensor_type", "sparse_tensor_type"):
        for dim in getattr(t, which).shape.dim:
            if dim.dim_param:
                dim.dim_param = hashed(dim.dim_param)


def value_names(value):
    bare(value)
    value.name = hashed(value.name)
    type_names(value.type)


def node_names(node):
    bare(node)
    node.name = hashed(node.name)
    names(node.input)
    names(node.output)
    for a in node.attribute:
        bare(a)
        for graph in [a.g] if a.HasField("g") else a.graphs:
            graph_names(graph)


def graph_names(graph):
    bare(graph)
    graph.name = hashed(graph.name)
    for value in [*graph.input, *graph.output, *graph.value_info]:
        value_names(value)
    for t in [*graph.initializer,
              *(s.values for s in graph.sparse_initializer)]:
        bare(t)
        t.name = hashed(t.name)
    for q in graph.quantization_annotation:
        q.tensor_name = hashed(q.tensor_name)
        for pair in q.quant_parameter_tensor_names:
            pair.value = hashed(pair.value)
    for node in graph.node:
        node_names(node)


def model_names(model):
    bare(model)
    graph_names(model.graph)
    for function in model.functions:
        bare(function)
        names(function.input)
        names(function.output)
        for value in function.value_info:
            value_names(value)
        for node in function.node:
            node_names(node)


if __name__ == "__main__":
    for source, target in zip(sys.argv[1::2], sys.argv[2::2]):
        # Weights in other files are none of this program's business.
        loaded = onnx.load(source, load_external_data=False)
        model_names(loaded)
        with open(target, "wb") as f:
            f.write(loaded.SerializeToString(deterministic=True))

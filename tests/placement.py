#!/usr/bin/env python3
"""placement.py MODEL GLOB...: are ONNX Runtime's nodes placed as was asked?

Tags MODEL by profile layer_ann and asks, by the setting that `--assign` prints,
for the modules of each GLOB on a device of their own.  ONNX Runtime must say in
its log that every rule is mapped, and must put there exactly the nodes of those
modules.

The device is an execution provider that has no kernels and stands behind the
CPU's: a node that a rule gives it is offered to no other, and no session can be
made.  So each node is tried with its own tag alone.  Constants are not: they
are no nodes to ONNX Runtime.

Prints the setting, the rules and the number of nodes; exit status 1 on a fault.
"""
import argparse
import fnmatch
import os
import sys
import tempfile

import onnx
import onnxruntime

import runtime
import tagging

DEVICE = "AzureExecutionProvider"
SETTING = "session.layer_assignment_settings"


def bodies(graph, name):
    """(id, graph) of a graph and of those in it, as records.5 names them."""
    yield name, graph
    for i, node in enumerate(graph.node):
        for a in node.attribute:
            if a.type == onnx.AttributeProto.GRAPH:
                yield from bodies(a.g, f"{name}/{i}/{a.name}")


def nodes_of(model):
    return {(name, i): node for name, graph in bodies(model.graph, "main")
            for i, node in enumerate(graph.node)}


def loads(model, folder, setting, verbose=False):
    options = runtime.options(runtime.LEVEL.ORT_DISABLE_ALL)
    options.add_session_config_entry(SETTING, setting)
    if verbose:
        options.log_severity_level = 0
    path = os.path.join(folder, "placed.onnx")
    onnx.save(model, path)
    try:
        onnxruntime.InferenceSession(
            path, options, providers=["CPUExecutionProvider", DEVICE])
        return True
    except onnxruntime.capi.onnxruntime_pybind11_state.NotImplemented:
        return False


def log_of(model, folder, setting):
    """What ONNX Runtime logs of the rules; it writes to standard error."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as log:
        kept = os.dup(2)
        os.dup2(log.fileno(), 2)
        try:
            loads(model, folder, setting, verbose=True)
        finally:
            os.dup2(kept, 2)
            os.close(kept)
        log.seek(0)
        return [line[line.index("Layering"):].rstrip() for line in log
                if "layering_annotations" in line and "Layering" in line]


def placed(model, folder, setting):
    """{(graph, index)} of the nodes that the rules match."""
    nodes = nodes_of(model)
    tags = {key: list(node.metadata_props) for key, node in nodes.items()}
    for node in nodes.values():
        del node.metadata_props[:]
    found = set()
    for key, node in nodes.items():
        node.metadata_props.extend(tags[key])
        if not loads(model, folder, setting):
            found.add(key)
        del node.metadata_props[:]
    return found


def matches(glob, path):
    """Component by component: `*` is one, `**` any number of them."""
    if not glob or not path:
        return all(g == "**" for g in glob) and not path
    if glob[0] == "**":
        return matches(glob[1:], path) or matches(glob, path[1:])
    return fnmatch.fnmatchcase(path[0], glob[0]) and \
        matches(glob[1:], path[1:])


def atoms(path):
    return path.split(".") if path else []


def expected(said, globs):
    return {key for key, r in said.node.items()
            if r["by"] != "root" and r["op_type"] != "Constant" and
            any(matches(atoms(g), atoms(r["module"])) for g in globs)}


def tagged(path, folder, globs):
    """(the tagged model, the setting, the Said of its stream)"""
    stream, out = (os.path.join(folder, f) for f in ("0.ndjson", "0.onnx"))
    tagging.write_stream(path, stream)
    with open(stream, "rb") as f:
        setting, _ = tagging.run(
            "tagwrite", "-p", "layer_ann", "-o", out,
            *(f"--assign={DEVICE}={g}" for g in globs), path, stdin=f)
    runtime.make_weights(out)
    return (onnx.load(out, load_external_data=False),
            setting.decode().rstrip("\n"), tagging.Said(stream))


def main():
    p = argparse.ArgumentParser()
    p.add_argument("model")
    p.add_argument("glob", nargs="+")
    a = p.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        model, setting, said = tagged(a.model, folder, a.glob)
        print(setting)
        log = log_of(model, folder, setting)
        print(*log, sep="\n")
        want, got = expected(said, a.glob), placed(model, folder, setting)
    for key in sorted(want ^ got):
        print(f"{key} of {said.node[key]['module']!r} is "
              f"{'not ' if key in want else ''}placed")
    print(f"{len(got)} of {len(said.node)} nodes placed")
    return want != got or not want or not log or "Matched" not in log[-1]


if __name__ == "__main__":
    sys.exit(main())

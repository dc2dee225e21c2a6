#!/usr/bin/env python3
"""class_precision.py FOLDER...: how often scopemap infers the right class.

In a FOLDER lie exports X.onnx with X.modules.ndjson, module records of the
true classes; a file that was made from one (X.slim.onnx) shares its map.
Prints a line for each rule of bin/scopemap/infer.c: the share that is right,
of how many modules of how many models, the class, how it was seen (by nodes of
its own, or by those that read its parameters), by which op.  Exits with 1 when
one is under 0.9.  A module of several exports of a model (X is MODEL.VARIANT)
counts once, and as wrong when it is wrong in one.

A class is right when its own name is: a library may have derived a class of
the same name.  In brackets stands the share that also has the right package.
The programs are those of PATH.
"""
import argparse
import collections
import glob
import json
import os
import re
import subprocess
import sys

# What a module does besides is not what tells its class.
HEADS = ("FusedConv", "ConvInteger", "ConvTranspose", "Conv", "FusedGemm",
         "Gemm", "MatMulInteger", "MatMul", "SkipLayerNormalization",
         "LayerNormalization", "InstanceNormalization", "BatchNormalization",
         "LSTM", "GRU", "RNN", "MaxPool", "AveragePool", "GlobalAveragePool",
         "Sub", "Sigmoid", "Gather", "Add")
PLAIN = {"Cast", "Constant", "DequantizeLinear", "DynamicQuantizeLinear",
         "Identity", "QuantizeLinear"}


def true_map(onnx):
    """The module map of the export that a file is, or was made from."""
    name = onnx
    while "." in os.path.basename(name):
        name = name.rpartition(".")[0]
        if os.path.exists(name + ".modules.ndjson"):
            return name + ".modules.ndjson"
    return None


def records(onnx):
    command = 'onnx2ndjson "$0" | scopemap'
    out = subprocess.run(["bash", "-o", "pipefail", "-c", command, onnx],
                         check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in out.splitlines()]


def owners(node, modules):
    """The modules whose parameters a node reads, by the initializers' names."""
    return {i.rpartition(".")[0] for i in node["input"]} & modules


def seen_by(nodes):
    """(own or read, the op) by which a module is known."""
    how = "own" if nodes["own"] else "read"
    ops = {n["op_type"] for n in nodes[how]} - PLAIN
    head = next((op for op in HEADS if op in ops), "/".join(sorted(ops)))
    # Before opset 17 the one was exported as the other and more.
    return how, {"Sub": "LayerNormalization"}.get(head, head)


def measure(onnx, truth, count):
    got = records(onnx)
    inferred = {r["path"]: r["class"] for r in got
                if r["kind"] == "module" and r.get("class_by") == "inferred"}
    nodes = {path: {"own": [], "read": []} for path in inferred}
    for node in got:
        if node["kind"] != "node":
            continue
        if node.get("scope") in nodes:
            nodes[node["scope"]]["own"].append(node)
        for path in owners(node, set(inferred)):
            nodes[path]["read"].append(node)
    for path, name in inferred.items():
        rule = (re.sub(r"[123]d$", "Nd", name.rpartition(".")[2]),
                *seen_by(nodes[path]))
        module = os.path.basename(onnx).partition(".")[0], path
        count[rule].setdefault(module, None)
        if truth.get(path) != name:
            count[rule][module] = str(truth.get(path))


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", nargs="+")
    parser.add_argument("-w", "--wrong", action="store_true",
                        help="also print which classes they really were")
    arguments = parser.parse_args()
    # {rule: {(model, path): None, or the class that it really is}}
    count = collections.defaultdict(dict)
    for folder in arguments.folder:
        for onnx in sorted(glob.glob(os.path.join(folder, "*.onnx"))):
            if not true_map(onnx):
                continue
            with open(true_map(onnx), encoding="utf-8") as f:
                truth = {r["path"]: r["class"] for r in map(json.loads, f)
                         if r["kind"] == "module"}
            measure(onnx, truth, count)
    weak = False
    for rule, modules in sorted(count.items(), key=lambda i: -len(i[1])):
        wrong = collections.Counter(filter(None, modules.values()))
        other = sum(n for name, n in wrong.items() if re.sub(
            r"[123]d$", "Nd", name.rpartition(".")[2]) != rule[0])
        share = 1 - other / len(modules)
        weak = weak or share < 0.9
        print("%.3f (%.3f) of %4d in %2d  %s" % (
            share, 1 - sum(wrong.values()) / len(modules), len(modules),
            len({model for model, _ in modules}), " ".join(rule)))
        if arguments.wrong:
            for name, n in wrong.most_common():
                print("%21d  %s" % (n, name))
    return weak


if __name__ == "__main__":
    sys.exit(main())

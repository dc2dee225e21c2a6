#!/usr/bin/env python3
"""survival.py [--jobs N] [--tool TOOL]... [--mdoc] MODEL...: what of the tags
is left when tools have rewritten a tagged model.

Each model is tagged by every profile to node metadata and to doc_string, goes
through each tool and then through onnx2ndjson | scopemap | attribute.  Counted
are the nodes that the tool made of tagged ones; known are those whose module
is that of a node that they were made of.  It is asked twice: of the model as
it is, whose names say much, too, and of one whose nodes, values and weights
have names that say nothing, so that there are only the tags.

What a node was made of is told by such names, `n7n` of node 7 and `v7v0` of
its output: a node is made of those that its name and its outputs' names hold.
The tool does with the model as it is what it does with the nameless one: its
nodes are paired by place when they are the same ops, else by their outputs'
names; where neither can be, the model is left out, and said.

Prints a line a tool, profile and target; --mdoc prints the table of tagwrite.1.
"""
import argparse
import collections
import concurrent.futures
import contextlib
import io
import json
import logging
import os
import re
import sys
import tempfile
import warnings

import onnx
import onnxslim
import onnxruntime
from onnx import version_converter
from onnxruntime import quantization
from onnxruntime.transformers.float16 import convert_float_to_float16

import runtime
import tagging
from consumers import PROFILES, models

TARGETS = ("metadata", "doc_string")
TOKEN = re.compile(r"[nv](\d+)[nv]")
NAME = re.compile(r"v\d+v\d+|[nwi]\d+[nwi]")


# ---- the tools: each makes OUT of PATH ----

def optimized(level):
    def tool(path, out):
        o = runtime.options(level)
        o.optimized_model_filepath = out
        onnxruntime.InferenceSession(path, o,
                                     providers=["CPUExecutionProvider"])
    return tool


def slim(path, out):
    onnxslim.slim(path, out)


def quantize_dynamic(path, out):
    quantization.quantize_dynamic(path, out)


class Once(quantization.CalibrationDataReader):
    """One set of inputs to calibrate with."""

    def __init__(self, path):
        self.rest = [runtime.inputs(runtime.session(path))]

    def get_next(self):
        return self.rest.pop() if self.rest else None


def quantize_qdq(path, out):
    quantization.quantize_static(path, out, Once(path),
                                 quant_format=quantization.QuantFormat.QDQ)


def to_opset_21(path, out):
    onnx.save(version_converter.convert_version(onnx.load(path), 21), out)


def to_float16(path, out):
    onnx.save(convert_float_to_float16(onnx.load(path)), out)


TOOLS = {
    "ONNX Runtime, basic": optimized(runtime.LEVEL.ORT_ENABLE_BASIC),
    "ONNX Runtime, extended": optimized(runtime.LEVEL.ORT_ENABLE_EXTENDED),
    "ONNX Runtime, all": optimized(runtime.LEVEL.ORT_ENABLE_ALL),
    "onnxslim": slim,
    "quantize_dynamic": quantize_dynamic,
    "quantize_static, QDQ": quantize_qdq,
    "onnx, to opset 21": to_opset_21,
    "to 16-bit floats": to_float16,
}


def rewrite(tool, path, out):
    """False when the tool cannot."""
    quiet = io.StringIO()
    with contextlib.redirect_stdout(quiet), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            TOOLS[tool](path, out)
        except Exception:  # whatever a tool does not manage
            return False
    return True


# ---- names that say nothing ----

def nameless(path, out):
    """{new name: old}; None for a model with bodies, which this is
    not for."""
    model = onnx.load(path, load_external_data=False)
    g, new = model.graph, {}
    old = {f"n{i}n": node.name for i, node in enumerate(g.node)}
    if any(a.HasField("g") for n in g.node for a in n.attribute):
        return None
    for i, t in enumerate(g.initializer):
        new[t.name] = f"w{i}w"
    for i, v in enumerate(g.input):
        new[v.name] = f"i{i}i"
    for i, node in enumerate(g.node):
        node.name = f"n{i}n"
        for j, name in enumerate(node.output):
            new[name] = f"v{i}v{j}"
    for value in (*g.initializer, *g.input, *g.output):
        value.name = new[value.name]
    del g.value_info[:], g.metadata_props[:], g.quantization_annotation[:]
    for node in g.node:
        node.input[:] = [new.get(name, name) for name in node.input]
        node.output[:] = [new.get(name, name) for name in node.output]
        del node.metadata_props[:]
        node.doc_string = ""
    onnx.save(model, out)
    return {**old, **{token: name for name, token in new.items()}}


MEMBERS = ("module", "modules", "exact", "class", "by", "confidence", "call")


def with_class(module):
    """A module record, its class invented where none is known."""
    if module.get("class_by") in ("metadata", "map"):
        return module
    atom = module["path"].rpartition(".")[2] or "net"
    return {**module, "class": f"net.{atom.title()}", "class_by": "map"}


def say_the_same(path, said, out):
    """The stream of a model with as many nodes, that says what SAID says."""
    lines, _ = tagging.run("onnx2ndjson", path)
    with open(out, "w", encoding="utf-8") as f:
        for line in lines.decode().splitlines():
            r = json.loads(line)
            if r["kind"] == "node":
                node = said.node[r["graph"], r["index"]]
                r.update({m: node[m] for m in MEMBERS if m in node})
            print(json.dumps(r), file=f)
            if r["kind"] == "model":
                for module in said.module:
                    print(json.dumps(with_class(module)), file=f)


# ---- what is left ----

class Rewritten:
    """The nodes of a rewritten nameless model: ops, outputs and origins."""

    def __init__(self, path):
        nodes = onnx.load(path, load_external_data=False).graph.node
        self.op = [node.op_type for node in nodes]
        self.output = [tuple(node.output) for node in nodes]
        self.origin = [{int(t) for name in (node.name, *node.output)
                        for t in TOKEN.findall(name)} for node in nodes]

    def paired(self, path, name):
        """The origins of the same rewriting of the model with names, or None.
        NAME gives the names that the tokens stand for."""
        nodes = onnx.load(path, load_external_data=False).graph.node
        if [node.op_type for node in nodes] == self.op:
            return self.origin
        at = {tuple(NAME.sub(lambda t: name[t.group()], o)
                    for o in outputs): origin
              for outputs, origin in zip(self.output, self.origin)}
        found = [at.get(tuple(node.output)) for node in nodes]
        return None if None in found else found


def count(path, origins, said, folder):
    """(nodes made of tagged ones, those known, those known by a tag)"""
    stream = os.path.join(folder, "rewritten.ndjson")
    tagging.write_stream(path, stream)
    again = tagging.Said(stream).node
    n = known = by_tag = 0
    for i, nodes in enumerate(origins):
        r = again["main", i]
        modules = {m["module"] for m in (said.node["main", j] for j in nodes)
                   if m["by"] != "root"}
        if modules:
            right = r["module"] in modules and r["by"] != "root"
            n, known = n + 1, known + right
            by_tag += right and r["by"] == "metadata"
    return n, known, by_tag


class Trial:
    """One model in a folder of its own, as it is and without names."""

    def __init__(self, path, folder):
        self.folder = folder
        self.path = {"named": self.file("named.onnx"),
                     "nameless": self.file("nameless.onnx")}
        self.stream = {k: v + ".ndjson" for k, v in self.path.items()}
        with open(path, "rb") as f, open(self.path["named"], "wb") as g:
            g.write(f.read())
        runtime.make_weights(self.path["named"])
        tagging.write_stream(self.path["named"], self.stream["named"])
        self.said = tagging.Said(self.stream["named"])
        self.name = nameless(path, self.path["nameless"])
        for names in self.path if self.name else ():
            say_the_same(self.path[names], self.said, self.stream[names])

    def file(self, name):
        return os.path.join(self.folder, name)

    def tagged(self, names, profile, target):
        out = self.file("tagged.onnx")
        if profile is None:
            return self.path[names]
        tagging.tag(self.stream[names], self.path[names], out,
                    "-p", profile, "-t", target)
        return out

    def left(self, tool):
        """{(names, profile, target): counts}"""
        out, found, whole = self.file("out.onnx"), {}, None
        for names in ("nameless", "named"):
            for profile, target in ((None, None), *(
                    (p, t) for p in PROFILES for t in TARGETS)):
                path = self.tagged(names, profile, target)
                if not rewrite(tool, path, out):
                    continue
                if names == "nameless":
                    origins = (whole := Rewritten(out)).origin
                elif whole is not None:
                    origins = whole.paired(out, self.name)
                if origins is not None:
                    found[names, profile, target] = count(
                        out, origins, self.said, self.folder)
        return found


def try_model(path, tools):
    """{tool: what Trial.left says}"""
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(path, folder)
        return {tool: trial.left(tool) if trial.name else {}
                for tool in tools}


# ---- the table ----

def share(part, n):
    return f"{100 * part / n:.0f}" if n else "-"


def print_rows(total):
    for tool, found in total.items():
        for (names, profile, target), (n, known, by_tag) in found.items():
            print(tool, names, profile or "untagged", target or "-", n,
                  share(known, n), share(by_tag, n), sep="\t")


def cell(found, names, target):
    """The share of the known, the same by every profile or the least and the
    most."""
    shares = sorted({100 * known / n for key, (n, known, _) in found.items()
                     if key[0] == names and key[2] == target and n})
    ends = [f"{s:.0f}" for s in (*shares[:1], *shares[-1:])]
    return "\\(en".join(sorted(set(ends), key=int)) or "-"


def print_mdoc(total):
    """The lines of the table, its columns as print_rows has them."""
    print('.Bl -column "ONNX Runtime, extended" "nodes" "none" '
          '"metadata" "doc_string" "metadata" "doc_string" -compact')
    print('.It Em tool Ta Em nodes Ta Em none Ta Em metadata Ta '
          'Em doc_string Ta Em metadata Ta Em doc_string')
    for tool, found in total.items():
        n = max((n for n, _, _ in found.values()), default=0)
        cells = [cell(found, names, target) for names, target in (
            ("named", None), ("named", "metadata"), ("named", "doc_string"),
            ("nameless", "metadata"), ("nameless", "doc_string"))]
        print(f".It {tool} Ta", " Ta ".join((str(n), *cells)))
    print(".El")


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--jobs", type=int, default=os.cpu_count())
    p.add_argument("--tool", action="append", choices=list(TOOLS))
    p.add_argument("--mdoc", action="store_true")
    p.add_argument("model", nargs="+")
    a = p.parse_args()
    paths, tools = list(models(a.model)), a.tool or list(TOOLS)
    total = {tool: collections.defaultdict(lambda: (0, 0, 0))
             for tool in tools}
    with concurrent.futures.ProcessPoolExecutor(a.jobs) as pool:
        for path, left in zip(paths, pool.map(try_model, paths,
                                              [tools] * len(paths))):
            for tool, found in left.items():
                for names in {"nameless", "named"} - {k[0] for k in found}:
                    print(f"{os.path.basename(path)}, {names}: {tool}: "
                          "left out", file=sys.stderr)
                for key, got in found.items():
                    total[tool][key] = tuple(map(sum, zip(total[tool][key],
                                                          got)))
    (print_mdoc if a.mdoc else print_rows)(total)


if __name__ == "__main__":
    sys.exit(main())

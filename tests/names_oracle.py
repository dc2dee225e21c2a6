#!/usr/bin/env python3
"""names_oracle.py rows STREAM: are `hierstats -f names`' rows what the stream
says, every node, value, initializer and input once?
names_oracle.py truth STREAM TRUTH MODULE...: does `hierstats --nodes` name the
nodes that the truth has in MODULE and below, and no other?  (Of what a rewrite
inserted the truth says nothing.)
names_oracle.py cut STREAM MODEL FOLDER MODULE...: does extract_model take what
`hierstats --cut` says, and get the nodes that the stream has in MODULE?

The last line counts what was compared.
"""
import json
import os
import shutil
import subprocess
import sys

import onnx
import onnx.utils


def records(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f]


def ask(*args):
    p = subprocess.run(["hierstats", *args], stdout=subprocess.PIPE,
                       check=True, encoding="utf-8")
    return p.stdout


def within(path, module):
    return path is not None and (
        module == "" or path == module or path.startswith(module + "."))


def expected(stream):
    """What stands in a row, by graph, kind and name, of each entity."""
    made, rows = set(), []

    def row(kind, r, name, node=None):
        of = node or r
        rows.append((r["graph"], kind, name, of.get("op_type"),
                     of.get("module"), of.get("modules"), of.get("exact", True)
                     if node else None, of.get("by"), of.get("confidence"),
                     ["%s:%s" % (c["by"], c["module"])
                      for c in of.get("conflict", [])] if node else None,
                     of.get("param")))

    of_kind = {}
    for r in records(stream):
        of_kind.setdefault(r["kind"], []).append(r)
    for r in of_kind.get("initializer", []):
        made.add((r["graph"], r["name"]))
        row("initializer", r, r["name"])
    for n in of_kind.get("node", []):
        row("node", n, n["name"], n)
        for name in n["output"]:
            if name and (n["graph"], name) not in made:
                made.add((n["graph"], name))
                row("value", n, name, n)
    for r in of_kind.get("input", []):
        if (r["graph"], r["name"]) not in made:
            row("input", r, r["name"])
    return rows


def check_rows(stream):
    got = []
    for line in ask("-f", "names", "-f", "ndjson", stream).splitlines():
        r = json.loads(line)
        got.append(tuple(r.get(k) for k in (
            "graph", "kind", "name", "op_type", "module", "modules", "exact",
            "by", "confidence", "conflict", "param")))
    key = repr
    want, got = sorted(expected(stream), key=key), sorted(got, key=key)
    for w, g in zip(want, got):
        if w != g:
            sys.exit(f"{stream}: {g}\nwanted {w}")
    if len(want) != len(got):
        sys.exit(f"{stream}: {len(got)} rows, wanted {len(want)}")
    print(len(got))


def check_truth(stream, truth, modules):
    n = 0
    for module in modules:
        known = {t["name"]: t["module"] for t in records(truth)}
        want = {name for name in known if within(known[name], module)}
        got = {name for name in
               ask("--nodes", "-m", module, stream).splitlines()
               if known[name] is not None}
        if not want or got != want:
            sys.exit(f"{stream}: {module}: {got ^ want}")
        n += len(got)
    print(n)


def runnable(stream, model, folder):
    """The model beside weights, all of them zero, as its copy here has none."""
    ends = {}
    for r in records(stream):
        if r["kind"] == "initializer" and "external" in r:
            e = r["external"]
            ends[e["location"]] = max(ends.get(e["location"], 0),
                                      e["offset"] + e["length"])
    for name, size in ends.items():
        with open(os.path.join(folder, name), "wb") as f:
            f.truncate(size)
    return shutil.copy(model, folder)


def add_types(model, names):
    """Of what ONNX cannot infer behind another domain's operators."""
    m = onnx.load(model, load_external_data=False)
    known = {v.name for v in
             onnx.shape_inference.infer_shapes(m).graph.value_info}
    m.graph.value_info.extend(
        onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT,
                                           [None] * 3)
        for name in names if name not in known)
    onnx.save(m, model)


def check_cut(stream, model, folder, modules):
    model = runnable(stream, model, folder)
    nodes = [r for r in records(stream) if r["kind"] == "node" and
             r["graph"] == "main"]
    n = 0
    for module in modules:
        rows = [json.loads(line) for line in
                ask("--cut", module, "-f", "ndjson", stream).splitlines()]
        names = {border: [r["name"] for r in rows if r["border"] == border]
                 for border in ("input", "output")}
        piece = os.path.join(folder, "piece.onnx")
        add_types(model, [r["name"] for r in rows if "dtype" not in r])
        onnx.utils.extract_model(model, piece, names["input"],
                                 names["output"])
        got = {tuple(node.output) for node in
               onnx.load(piece, load_external_data=False).graph.node}
        inside = {tuple(r["output"]) for r in nodes
                  if within(r["module"], module)}
        # What makes nothing that is used outside is left behind.
        reach, todo = set(), list(names["output"])
        maker = {o: r for r in nodes for o in r["output"] if o}
        while todo:
            r = maker.get(todo.pop())
            if r is None or tuple(r["output"]) in reach or \
                    tuple(r["output"]) not in inside:
                continue
            reach.add(tuple(r["output"]))
            todo += r["input"]
        if got != reach or not got:
            sys.exit(f"{stream}: {module}: {got ^ reach}")
        n += len(got)
    print(n)


if sys.argv[1] == "rows":
    check_rows(sys.argv[2])
elif sys.argv[1] == "truth":
    check_truth(sys.argv[2], sys.argv[3], sys.argv[4:])
else:
    check_cut(sys.argv[2], sys.argv[3], sys.argv[4], sys.argv[5:])

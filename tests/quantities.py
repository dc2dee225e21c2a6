#!/usr/bin/env python3
"""quantities.py MODEL STREAM: does hierstats count what there is to count?

By onnx: nodes by op_type, elements and bytes of initializers by dtype, in all
graphs.  By the attributed STREAM: what each module owns and reads, with what is
below it, each initializer once.  Prints what differs; exit status 1 then.
"""
import collections
import json
import subprocess
import sys

import onnx

BITS = {"UINT4": 4, "INT4": 4, "FLOAT4E2M1": 4, "UINT2": 2, "INT2": 2}
bad = compared = 0


def hierstats(*options):
    p = subprocess.run(["hierstats", "-f", "ndjson", *options, sys.argv[2]],
                       capture_output=True, text=True, check=True)
    return [json.loads(line) for line in p.stdout.splitlines()]


def expect(what, got, want):
    global bad, compared
    got, want = ({k: v for k, v in x.items() if v} for x in (got, want))
    compared += len(want)
    for key in sorted(set(got) | set(want), key=str):
        if got.get(key) != want.get(key):
            bad += 1
            print(f"{what}: {key}: {got.get(key)}, not {want.get(key)}")


def graphs(nodes_of):
    yield nodes_of
    for node in nodes_of.node:
        for a in node.attribute:
            for g in [a.g] * a.HasField("g") + list(a.graphs):
                yield from graphs(g)


def bytes_of(t):
    for e in t.external_data:
        if e.key == "length":
            return int(e.value)
    n = 1
    for d in t.dims:
        n *= d
    name = onnx.TensorProto.DataType.Name(t.data_type)
    if name in BITS:
        return (n * BITS[name] + 7) // 8
    return n * onnx.helper.tensor_dtype_to_np_dtype(t.data_type).itemsize


def by_model():
    model = onnx.load(sys.argv[1], load_external_data=False)
    ops, elements, size = (collections.Counter() for _ in range(3))
    for top in [model.graph, *model.functions]:
        for g in graphs(top):
            ops.update(n.op_type for n in g.node)
            for t in getattr(g, "initializer", []):
                name = onnx.TensorProto.DataType.Name(t.data_type)
                n = 1
                for d in t.dims:
                    n *= d
                elements[name] += n
                size[name] += bytes_of(t)
    rows = hierstats("-b", "op_type")
    expect("op_type", {r["op_type"]: r["nodes"] for r in rows}, ops)
    rows = hierstats("-b", "dtype", "-M", "elements,bytes")
    expect("elements", {r["dtype"]: r["elements"] for r in rows}, elements)
    expect("bytes", {r["dtype"]: r["bytes"] for r in rows}, size)


def above(path):
    """The module and those above it."""
    atoms = path.split(".") if path else []
    return [".".join(atoms[:i]) for i in range(len(atoms) + 1)]


def outer(graph):
    """The graph and those round it."""
    parts = graph.split("/")
    return ["/".join(parts[:i]) for i in range(len(parts), 0, -1)]


def by_stream():
    own, total, reads = (collections.defaultdict(set) for _ in range(3))
    below, size, defined = collections.defaultdict(set), {}, {}
    with open(sys.argv[2], encoding="utf-8") as f:
        records = [json.loads(line) for line in f]
    for r in records:
        if r["kind"] == "initializer":
            key = r["graph"], r["index"]
            size[key] = int(r["bytes"])
            defined[r["graph"], r["name"]] = key
            if "module" in r:
                own[r["module"]].add(key)
                for m in above(r["module"]):
                    total[m].add(key)
        elif r["kind"] == "node":
            for name in r["input"]:
                key = next((defined[g, name] for g in outer(r["graph"])
                            if (g, name) in defined), None)
                if key:
                    reads[r["module"]].add(key)
                    for m in above(r["module"]):
                        below[m].add(key)
    unowned = set(size) - set().union(*own.values())
    total[""] |= unowned
    rows = hierstats("-M", "bytes,read_bytes")
    for column, want in (("bytes", own), ("bytes_total", total),
                         ("read_bytes", reads), ("read_bytes_total", below)):
        want = {m: sum(size[k] for k in keys) for m, keys in want.items()}
        got = {r["module"]: r[column] for r in rows if column in r}
        if column == "bytes":
            want[None] = sum(size[k] for k in unowned)
        want = {k: v for k, v in want.items() if k in got}
        expect(column, got, want)
    p = subprocess.run(["hierstats", "-b", "module", "-f", "table", "-M",
                        "read_bytes", sys.argv[2]], capture_output=True,
                       text=True, check=True)
    last = p.stdout.splitlines()[-1].split()
    used = set().union(*reads.values()) if reads else set()
    expect("all read_bytes", {"": int(last[0])},
           {"": sum(size[k] for k in used)})


by_model()
by_stream()
print(compared, "compared")
sys.exit(bad > 0)

#!/usr/bin/env python3
"""invariance.py VARIANT FILE...: what must not change a node's module.

VARIANT is what is done to each model before it is attributed again:

    order      its nodes stand in another topological order
    names      values whose names are no evidence get others
    function   nodes that follow each other and are below one module go into a
               local function
    bodies     the same, into the body of an If

Prints the nodes that are of another module then, or (save for order) of
another call of it, and exits with 1 when there is one, or nothing to compare.
A node whose module is only known to be somewhere below (`exact` false) may be
of any module above that or below.
"""
import heapq
import json
import random
import subprocess
import sys
import tempfile

import onnx
from onnx import helper

PIPE = "onnx2ndjson {} | scopemap | attribute"
# What no exporter writes.
PLAIN = "value_{}"


def load(path):
    return onnx.load(path, load_external_data=False)


def body_graphs(node):
    for attribute in node.attribute:
        if attribute.type == onnx.AttributeProto.GRAPH:
            yield attribute.g
        yield from attribute.graphs


def used_within(node):
    """Names that a node reads, its bodies' included."""
    yield from (name for name in node.input if name)
    for graph in body_graphs(node):
        for inner in graph.node:
            yield from used_within(inner)


# ---- variants: each gives {(graph, index): (graph, index)} ----

def order(model, _):
    """Kahn's algorithm, the next node by chance."""
    nodes = list(model.graph.node)
    maker = {name: i for i, node in enumerate(nodes)
             for name in node.output if name}
    chance = random.Random(1)
    waits = [0] * len(nodes)
    readers = [[] for _ in nodes]
    for i, node in enumerate(nodes):
        for j in {maker[name] for name in used_within(node)
                  if name in maker}:
            waits[i] += 1
            readers[j].append(i)
    ready = [(chance.random(), i) for i, n in enumerate(waits) if n == 0]
    heapq.heapify(ready)
    place = {}
    while ready:
        i = heapq.heappop(ready)[1]
        place[i] = len(place)
        for reader in readers[i]:
            waits[reader] -= 1
            if waits[reader] == 0:
                heapq.heappush(ready, (chance.random(), reader))
    del model.graph.node[:]
    model.graph.node.extend(sorted_by(nodes, place))
    return moved(nodes, lambda i: ("main", place[i]))


def sorted_by(nodes, place):
    return [node for _, node in sorted(
        ((place[i], node) for i, node in enumerate(nodes)),
        key=lambda item: item[0])]


def moved(nodes, where):
    """Bodies go where their node goes: only the main graph is told."""
    return {("main", i): where(i) for i in range(len(nodes))}


def is_evidence(name):
    """A TorchScript scope, or the path of a parameter."""
    return name.startswith("/") or "." in name


def names(model, _):
    new = {}

    def other(name):
        if not name or is_evidence(name):
            return name
        return new.setdefault(name, PLAIN.format(len(new)))

    def rename(graph):
        for values in (graph.input, graph.output, graph.value_info,
                       graph.initializer):
            for value in values:
                value.name = other(value.name)
        for node in graph.node:
            node.input[:] = [other(name) for name in node.input]
            node.output[:] = [other(name) for name in node.output]
            for inner in body_graphs(node):
                rename(inner)

    rename(model.graph)
    return moved(model.graph.node, lambda i: ("main", i))


def runs(model, said):
    """Nodes that follow each other and are below one module, as [begin, end):
    of each module the longest such run, none within another."""
    nodes = list(model.graph.node)
    found = []
    for module in sorted({said[key]["module"].rsplit(".", 1)[0]
                          for key in said if "." in said[key]["module"]}):
        inside = [said["main", i]["module"] == module or
                  said["main", i]["module"].startswith(module + ".")
                  for i in range(len(nodes))] + [False]
        begin = best = 0
        for i, is_in in enumerate(inside):
            if not is_in:
                if i - begin > best:
                    best, span = i - begin, (begin, i)
                begin = i + 1
        if best >= 3 and all(b <= span[0] or span[1] <= a
                             for a, b in found):
            found.append(span)
    return sorted(found)


def boundary(model, begin, end):
    nodes = list(model.graph.node)
    part, rest = nodes[begin:end], nodes[:begin] + nodes[end:]
    made = {name for node in part for name in node.output if name}
    wanted = {name for node in rest for name in used_within(node)}
    wanted |= {value.name for value in model.graph.output}
    inputs = list(dict.fromkeys(
        name for node in part for name in used_within(node)
        if name not in made))
    outputs = [name for node in part for name in node.output
               if name in made and name in wanted]
    return part, inputs, outputs


def shows_itself(node):
    return node["by"] in ("metadata", "scope", "value")


def outline(model, said, make):
    """Each run becomes one node; where it and its nodes are then.  Left out
    are nodes that only their neighbours tell, where the part's edge is now
    between them; and in a function what only its parameters tell: there they
    have the names that the last call's had, or any."""
    where, nodes, at = {}, [], 0
    old = list(model.graph.node)
    for begin, end in runs(model, said) + [(len(old), len(old))]:
        for i in range(at, begin):
            if shows_itself(said["main", i]):
                where["main", i] = "main", len(nodes)
            nodes.append(old[i])
        if begin < end:
            graph, node = make(model, begin, end, len(nodes))
            for i in range(begin, end):
                if shows_itself(said["main", i]) or (
                        said["main", i]["by"] == "dataflow" and
                        not set(old[i].output) & set(node.output)):
                    where["main", i] = graph, i - begin
            nodes.append(node)
        at = end
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    return where


def make_function(model, begin, end, _):
    part, inputs, outputs = boundary(model, begin, end)
    name = f"Part_{begin}"
    model.functions.append(helper.make_function(
        "local", name, inputs, outputs, part,
        [o for o in model.opset_import if o.domain in
         {node.domain for node in part}]))
    return (f"function/local:{name}",
            helper.make_node(name, inputs, outputs, domain="local"))


def make_body(model, begin, end, index):
    part, _, outputs = boundary(model, begin, end)
    graph = helper.make_graph(part, "part", [], [
        onnx.ValueInfoProto(name=name) for name in outputs])
    node = helper.make_node("If", ["condition"], outputs, then_branch=graph)
    if not any(value.name == "condition" for value in model.graph.input):
        model.graph.input.append(helper.make_tensor_value_info(
            "condition", onnx.TensorProto.BOOL, []))
    return f"main/{index}/then_branch", node


def function(model, said):
    where = outline(model, said, make_function)
    model.opset_import.append(helper.make_opsetid("local", 1))
    model.ir_version = max(model.ir_version, 8)
    return where


def bodies(model, said):
    return outline(model, said, make_body)


VARIANTS = {"order": order, "names": names, "function": function,
            "bodies": bodies}


# ---- comparison ----

def attribute(path):
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", PIPE.format('"$1"'), "-", path],
        capture_output=True, text=True, errors="surrogateescape", check=True)
    records = (json.loads(line) for line in done.stdout.split("\n")
               if line.startswith('{"kind":"node"'))
    return {(r["graph"], r["index"]): r for r in records}


def same(was, now, calls):
    if now is None:
        return False
    if now.get("exact") is False or was.get("exact") is False:
        shorter, longer = sorted((was["module"], now["module"]), key=len)
        return shorter == "" or shorter == longer or longer.startswith(
            shorter + ".")
    return (was["module"] == now["module"] and
            (not calls or was.get("call", 1) == now.get("call", 1)))


def compare(path, variant):
    was = attribute(path)
    model = load(path)
    where = VARIANTS[variant](model, was)
    with tempfile.NamedTemporaryFile(suffix=".onnx") as file:
        file.write(model.SerializeToString())
        file.flush()
        now = attribute(file.name)
    changed = 0
    for key, place in where.items():
        # Which of two calls that nothing links comes first is the order.
        if not same(was[key], now.get(place), variant != "order"):
            changed += 1
            after = now.get(place, {})
            print(f"{path}: {key[1]} {was[key]['op_type']} "
                  f"{was[key]['name']!r}: was {was[key]['module']!r} "
                  f"{was[key].get('call', 1)} by {was[key]['by']}, is "
                  f"{after.get('module')!r} {after.get('call', 1)} by "
                  f"{after.get('by')}")
    # What was not moved at all would prove nothing.
    told = sum(key != place for key, place in where.items())
    return changed, told if variant != "names" else len(where)


def main():
    variant, *paths = sys.argv[1:]
    total = moves = 0
    for path in paths:
        changed, told = compare(path, variant)
        total += changed
        moves += told
    print(f"{variant}: {len(paths)} models, {moves} nodes moved, "
          f"{total} of another module")
    sys.exit(total > 0 or moves == 0)


main()

#!/usr/bin/env python3
"""check_oracle.py STREAM BASELINE: what the rules in check.bats find, anew.

Prints `MODULE RULE NUMBER` of each finding, as checks(5) says them: the rules
are coverage of 100%, fallback and conflicts of at most 0, no Cast and no
Constant, growth of nodes by nothing, duplicate-names, unused-initializers and
missing-classes; NUMBER counts nodes, names or modules.
"""
import collections
import json
import sys


def records(file):
    with open(file, encoding="utf-8", errors="surrogatepass") as f:
        return [json.loads(line) for line in f]


def within(graph, outer):
    return graph == outer or graph.startswith(outer + "/")


def main(stream, baseline):
    rs = records(stream)
    nodes = [r for r in rs if r["kind"] == "node"]
    found = collections.Counter()

    def find(module, rule, number):
        found[module or "-", rule] += number

    fallback = [r for r in nodes if r["by"] == "root" and not r["module"]]
    inexact = [r for r in nodes if r.get("exact") is False]
    find("", "coverage", len(fallback) + len(inexact))
    find("", "fallback", len(fallback))
    find("", "conflicts", sum("conflict" in r for r in nodes))
    for op in "Cast", "Constant":
        by = collections.Counter(r["module"] for r in nodes
                                 if r["op_type"] == op)
        for module, n in by.items():
            find(module, "forbidden-op", n)
    old = sum(r["kind"] == "node" for r in records(baseline))
    find("", "growth", max(len(nodes) - old, 0))

    names = collections.Counter((r["graph"], r["name"]) for r in nodes
                                if r["name"])
    values = collections.Counter(
        (r["graph"], v) for r in nodes for v in r["output"] if v)
    values.update((r["graph"], r["name"]) for r in rs
                  if r["kind"] == "initializer")
    find("", "duplicate-names", sum(n - 1 for c in (names, values)
                                    for n in c.values()))
    reads = collections.defaultdict(set)
    for r in rs:
        if r["kind"] == "node":
            reads[r["graph"]].update(r["input"])
        elif r["kind"] == "output":
            reads[r["graph"]].add(r["name"])
        elif r["kind"] == "quantization":
            reads[r["graph"]].update(r.get("parameters", {}).values())
    unused = collections.Counter(
        r.get("module", "?") for r in rs if r["kind"] == "initializer" and
        not any(r["name"] in seen for graph, seen in reads.items()
                if within(graph, r["graph"])))
    for module, n in unused.items():
        find(module, "unused-initializers", n)
    modules = {r["path"]: r.get("class") for r in rs if r["kind"] == "module"}
    for r in nodes:
        modules[r["module"]] = modules.get(r["module"]) or r.get("class")
    find("", "missing-classes", sum(c is None for c in modules.values()))
    for (module, rule), number in found.items():
        if number:
            print(module, rule, number)


main(*sys.argv[1:])

#!/usr/bin/env python3
"""profiles_oracle.py values|groups|assign|sidecars FOLDER: tagwrite against
Python.

values: each form (profiles.5) of nodes in a random tree of modules whose names
and classes hold all that hurts, worked out a second time here; Python's own
repr() says what a list is.
sidecars: of such trees, and nodes of repeated, empty and misleading names: no
key stands twice, all required members are there, what they count is so, and
scopemap reads the modules back.
groups: Model Explorer's adapter makes of such paths a group an atom.
assign: settings of random trees and globs.  ONNX Runtime's matcher, written
again here, must give each node what the globs say; among small trees every
list of rules is tried, and none that does is shorter.
"""
import fnmatch
import itertools
import json
import os
import random
import subprocess
import sys

import onnx
from onnx import TensorProto, helper

ATOMS = ["a", "b", "layer", "0", "10", "007", "it's", 'q"', "both'\"", "back\\",
         "é", "日本", "\u200b", "\xa0", "\u2028", "a/b", "x;y", "50%", "t\t",
         "n\nn", "\r", "\x7f", "\x00", "\x1b[31m", "\udcff", "\udc80z", "\U0001f600",
         "\U000e0001", "a: b", "[", "], '", ",", "m@2", "=", " "]
CLASSES = ["m.Net", "m.pkg.Block", "torch.nn.modules.linear.Linear", "Bare",
           "it's.Cl'ass", "m.Üni", "m.Skip", "Skip", "m.a/b", "m.\udcfe",
           "torch.nn.modules.container.ModuleList", "ModuleList"]
WITHOUT = ["torch.nn.modules.container.ModuleList", "m.Skip"]
FORMS = ["module", "class", "type", "by", "confidence", "call", "exact",
         "name", "op_type", "domain", "graph", "index", "depth", "leaf",
         "scopes", "classes", "namespace", "groups", "class_path",
         "class_depth", "scope_name"]


def make_model(path, nodes):
    """A chain of nodes; every third is of a domain of its own."""
    chain = [helper.make_node("Relu" if i % 3 else "Twice", [f"v{i}"],
                              [f"v{i + 1}"], domain="" if i % 3 else "acme")
             for i in range(nodes)]
    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        chain, "g", [value("v0", TensorProto.FLOAT, [1])],
        [value(f"v{nodes}", TensorProto.FLOAT, [1])])
    onnx.save(helper.make_model(graph), path)
    text = subprocess.run(["onnx2ndjson", path], check=True,
                          capture_output=True).stdout
    return [json.loads(line) for line in text.splitlines()]


def write_stream(path, records, modules, members):
    """The records with module records, and members on nodes, in order."""
    members = iter(members)
    with open(path, "w", encoding="ascii") as f:
        for r in records:
            if r["kind"] == "node":
                r = {**r, **next(members)}
            print(json.dumps(r), file=f)
            if r["kind"] == "model":
                for m in modules:
                    print(json.dumps({"kind": "module", **m}), file=f)


def parent(path):
    return path.rpartition(".")[0] if path else None


def up(path):
    """The modules from the root to this one."""
    chain = []
    while path is not None:
        chain.insert(0, path)
        path = parent(path)
    return chain


def short(name):
    return name.rpartition(".")[2]


class Tree:
    """A random one, with what its records say."""

    def __init__(self, rng, size, atoms):
        self.paths = [""]
        while len(self.paths) < size:
            path = rng.choice(self.paths)
            path = (path + "." if path else "") + rng.choice(atoms)
            if path not in self.paths and path.count(".") < 12:
                self.paths.append(path)
        self.record = {}
        for path in sorted(self.paths, key=lambda p: p.split(".")):
            r = {"path": path}
            if rng.random() < 0.8 or path == "":
                r["class"] = rng.choice(CLASSES)
                r["class_by"] = rng.choice(["metadata", "map", "inferred"])
                if path == "" and r["class_by"] == "inferred":
                    r["class_by"] = "map"
            if rng.random() < 0.5:
                r["type"] = rng.choice(["torch.nn", "custom"])
            self.record[path] = r

    def known(self, path):
        r = self.record[path]
        return r["class"] if r.get("class_by") in ("metadata", "map") else None

    def skipped(self, path):
        return self.known(path) in WITHOUT + [short(c) for c in WITHOUT]

    def chain(self, path):
        """(modules, are their classes known)"""
        if self.known("") is None or self.known(path) is None:
            return up(path), False
        return [p for p in up(path) if p in ("", path) or
                self.known(p) is not None and not self.skipped(p)], True


def safe(text):
    return text.replace("%", "%25").replace("/", "%2F").replace(";", "%3B")


def values(tree, node):
    """{form: value}, those that are known."""
    path = node["module"]
    record = tree.record[path]
    chain, known = tree.chain(path)
    op = node["op_type"]
    if node.get("domain", "ai.onnx") != "ai.onnx":
        op = node["domain"] + "::" + op
    local = node["name"].rpartition("/")[2] or node["op_type"]
    groups = "/".join(safe(a) for a in path.split(".")) if path else ""
    v = {f: str(node[f]) for f in ("module", "class", "by", "name", "op_type",
                                   "graph", "index") if f in node}
    v["domain"] = node.get("domain", "")
    if node["confidence"] is not None:
        v["confidence"] = json.dumps(node["confidence"])
    if "call" in node:
        v["call"] = str(node["call"])
    v["exact"] = str(node.get("exact", True))
    v["depth"] = str(path.count(".") + 1 if path else 0)
    v["leaf"] = str(all(parent(p) != path for p in tree.paths))
    if "type" in record:
        v["type"] = record["type"]
    v["scopes"] = repr(chain + [node["name"] or node["op_type"]])
    v["groups"] = v["namespace"] = groups
    if known:
        classes = [tree.known(p) for p in chain]
        v["classes"] = repr(classes + [op])
        v["namespace"] = "/".join(
            safe(p) + ": " + safe(c) for p, c in zip(chain + [local],
                                                     classes + [op]))
        kept = [p for p in chain if p == "" or not tree.skipped(p)]
        parts = [short(tree.known(p)) + ("." + short(p)
                 if short(p).isascii() and short(p).isdigit() else "")
                 for p in kept]
        v["class_path"] = "".join("/" + p for p in parts)
        v["class_depth"] = str(len(parts))
    if tree.known(path):
        v["scope_name"] = (short(tree.known(path)) +
                           ("." + path if path else ""))
    return v


def node_key(node):
    """hierutils.node, as a profile without name_scopes has it."""
    o = {"module": node["module"]}
    if node["modules"] != [node["module"]]:
        o["modules"] = node["modules"]
    if not node.get("exact", True):
        o["exact"] = False
    if node["by"] == "root" and node["module"] == "":
        o["by"] = "root"
    if node.get("call", 1) > 1:
        o["call"] = node["call"]
    return o


def random_node(rng, tree):
    path = rng.choice(tree.paths)
    n = {"name": rng.choice(["", "n", "/a/b/Add_1", "x'y", "a/", "é\udc90"]),
         "module": path, "by": rng.choice(["scope", "map", "parent"]),
         "modules": [path], "confidence": rng.choice([None, 0.5, 0.9999])}
    if path == "" and rng.random() < 0.3:
        n["by"] = "root"
    if rng.random() < 0.3:
        n["modules"] = rng.sample(tree.paths, 3) + [path]
    if rng.random() < 0.3:
        n["exact"] = False
    if rng.random() < 0.3:
        n["call"] = rng.randint(1, 5)
    if "class" in tree.record[path]:
        n["class"] = tree.record[path]["class"]
    return n


def check_values(folder):
    rng = random.Random(6)
    model = os.path.join(folder, "model.onnx")
    stream = os.path.join(folder, "stream")
    profile = os.path.join(folder, "all.yaml")
    records = make_model(model, 400)
    nodes = [r for r in records if r["kind"] == "node"]
    with open(profile, "w", encoding="ascii") as f:
        json.dump({"without": WITHOUT,
                   "keys": {f: "{%s}" % f for f in FORMS}}, f)
    checked = bad = 0
    for _ in range(5):
        tree = Tree(rng, 120, ATOMS)
        members = [random_node(rng, tree) for _ in nodes]
        write_stream(stream, records, tree.record.values(), members)
        tagged = subprocess.run(["tagwrite", "-p", profile, model, stream],
                                check=True, capture_output=True).stdout
        text = subprocess.run(["onnx2ndjson"], input=tagged, check=True,
                              capture_output=True).stdout
        got = [r for r in map(json.loads, text.splitlines())
               if r["kind"] == "node"]
        for node, more, r in zip(nodes, members, got):
            node = {**node, **more}
            tags = r["metadata_props"]
            want = {} if node["by"] == "root" else values(tree, node)
            want["hierutils.node"] = json.dumps(
                node_key(node), ensure_ascii=False, separators=(",", ":"))
            # json.dumps escapes less: compare what it means.
            both = json.loads(tags.pop("hierutils.node")), \
                json.loads(want.pop("hierutils.node"))
            checked += len(want) + 1
            if tags != want or list(both[0]) != list(both[1]) or \
                    both[0] != both[1]:
                bad += 1
                print(node, tags, want, both, sep="\n", file=sys.stderr)
    print(f"{checked} values, {bad} nodes wrong")


def check_groups(folder):
    from model_explorer_onnx.main import ONNXAdapter

    rng = random.Random(9)
    model, stream, tagged = (os.path.join(folder, f) for f in (
        "model.onnx", "stream", "tagged.onnx"))
    records = make_model(model, 200)
    # The adapter reads no bytes that are no text.
    tree = Tree(rng, 150, [a for a in ATOMS if not
                           any("\ud800" <= c <= "\udfff" for c in a)])
    for r in tree.record.values():
        r.pop("class", None)
    members = [{"module": p, "modules": [p], "by": "scope", "name": f"n{i}"}
               for i, p in enumerate(rng.choices(tree.paths, k=200))]
    write_stream(stream, records, tree.record.values(), members)
    subprocess.run(["tagwrite", "-p", "namespace", "-o", tagged, model,
                    stream], check=True)
    graph, = ONNXAdapter().convert(tagged, {})["graphs"]
    got = [n.namespace for n in graph.nodes
           if n.label in ("Relu", "acme::Twice")]
    # Its front end takes what stands behind the last `;`.
    want = ["/".join(["g"] + [safe(a) for a in m["module"].split(".") if a])
            for m in members]
    print(f"{len(got)} nodes, "
          f"{sum(g != w for g, w in zip(got, want))} in other groups, "
          f"{sum(';' in g for g in got)} cut")


def glob_matches(pattern, path):
    """By components; `**` is any number of them."""
    def match(p, a):
        if not p:
            return not a
        if p[0] == "**":
            return any(match(p[1:], a[i:]) for i in range(len(a) + 1))
        return bool(a) and fnmatch.fnmatchcase(a[0], p[0]) and \
            match(p[1:], a[1:])
    return match(pattern.split("."), path.split(".") if path else [])


def parse_setting(text):
    """[(device, text, is it a prefix)], as FromConfigString does."""
    rules = []
    for entry in filter(None, (e.strip() for e in text.split(";"))):
        device, rest = entry.split("(", 1)
        for a in rest[:rest.index(")")].split(","):
            a = a.strip()
            rules.append((device.strip(), a.lstrip("="), a[0] != "="))
    assert len({r[1:] for r in rules}) == len(rules), "a rule twice"
    return rules


def place(rules, value):
    """LayeringRuleMatcher::Match."""
    for device, text, prefix in rules:
        if prefix and value.startswith(text):
            return device
    for device, text, prefix in rules:
        if not prefix and value == text:
            return device
    return None


def shortest(paths, want, most):
    """Is there a list of fewer rules than `most`, of modules that are meant?"""
    choices = [[None] + ([(want[p], p + ".", True)] if p else []) +
               [(want[p], p + ".", False)] if want[p] else [None]
               for p in paths]
    for pick in itertools.product(*choices):
        rules = [r for r in pick if r]
        if len(rules) >= most:
            continue
        rules.sort(key=lambda r: -len(r[1]))
        if all(place(rules, p + ".") == want[p] for p in paths):
            return rules
    return None


def check_assign(folder):
    rng = random.Random(7)
    model = os.path.join(folder, "model.onnx")
    stream = os.path.join(folder, "stream")
    cases = settings = bad = 0
    for size in [4, 5, 6, 7] * 40 + [30] * 40:
        tree = Tree(rng, size, ["a", "b", "ab", "1", "10", "layer"])
        records = make_model(model, size) if cases == 0 or \
            size != last else records
        last = size
        with_nodes = [p for p in tree.paths if rng.random() < 0.8] or [""]
        members = [{"module": p, "modules": [p], "by": "scope"}
                   for p in (with_nodes * size)[:size]]
        write_stream(stream, records, tree.record.values(), members)
        wishes = [(rng.choice(["npu", "gpu:1", "cpu"]),
                   rng.choice(["**", "*", "a.**", "*.*", "**.b", "a*.**",
                               "**.1", rng.choice(tree.paths) or "**"]))
                  for _ in range(rng.randint(1, 3))]
        want = {p: next((d for d, g in wishes if glob_matches(g, p)), None)
                for p in tree.paths}
        cases += 1
        p = subprocess.run(
            ["tagwrite", "-p", "layer_ann", "-o", "/dev/null",
             *[f"--assign={d}={g}" for d, g in wishes], model, stream],
            capture_output=True, text=True)
        if not all(any(glob_matches(g, p) for p in with_nodes)
                   for _, g in wishes):
            bad += p.returncode != 2 or "no tagged node" not in p.stderr
            continue
        settings += 1
        rules = parse_setting(p.stdout.splitlines()[0])
        wrong = [p for p in with_nodes if place(rules, p + ".") != want[p]]
        if size <= 7 and not wrong:
            wrong = shortest(with_nodes, want, len(rules))
        if wrong or p.returncode != 0:
            bad += 1
            print(tree.paths, wishes, rules, wrong, sep="\n", file=sys.stderr)
    print(f"{cases} cases, {settings} settings, {bad} wrong")


REQUIRED = {
    "": "export_context model tracing modules nodes outputs report statistics",
    "export_context": "timestamp strategy",
    "model": "name_or_path class_name total_modules total_parameters",
    "tracing": "builder modules_traced execution_steps",
    "outputs": "onnx_model metadata",
    "report": "steps",
    "statistics": "export_time hierarchy_modules traced_modules onnx_nodes "
                  "tagged_nodes empty_tags coverage_percentage",
}
LEGACY = ("version format model_path generated_at exporter summary "
          "tag_statistics node_tags tensor_tags hierarchy_metadata "
          "total_modules injection_strategy implementation_status injected")


def load(path):
    """JSON in which no key stands twice."""
    def once(pairs):
        assert len(dict(pairs)) == len(pairs), "a key stands twice"
        return dict(pairs)
    with open(path, "rb") as f:
        return json.loads(f.read(), object_pairs_hook=once)


def lacks(o, names):
    return [n for n in names.split() if n not in o]


def walk(module, found):
    assert not lacks(module, "class_name traced_tag scope")
    found[module["scope"]] = module["class_name"]
    for child in module.get("children", {}).values():
        walk(child, found)
    return found


def check_sidecars(folder):
    rng = random.Random(8)
    model, stream, old, htp = (os.path.join(folder, f) for f in (
        "model.onnx", "stream", "m_hierarchy.json", "m_htp_metadata.json"))
    records = make_model(model, 60)
    names = ["", "n", "n@main/3", "main/5", "main/5'", "/a/Add", "é\udc90"]
    checked = 0
    for _ in range(20):
        tree = Tree(rng, 30, ATOMS[:12])
        for r in tree.record.values():
            r.setdefault("class", "m.Set")
            r["class_by"] = "map"
        tree.record[""]["class"] = "m.Net"
        members = [{**random_node(rng, tree), "name": rng.choice(
            names + [f"u{i}"] * 5)} for i in range(60)]
        write_stream(stream, records, tree.record.values(), members)
        subprocess.run(
            ["tagwrite", "-p", "winml", "-o", os.path.join(folder, "o.onnx"),
             "--sidecar", old, "--sidecar", htp, model, stream], check=True)
        d, h = load(htp), load(old)
        tagged = [m for m in members if m["by"] != "root"]
        for name, required in REQUIRED.items():
            assert not lacks(d[name] if name else d, required), name
        assert not lacks(h, LEGACY), lacks(h, LEGACY)
        assert len(d["nodes"]) == len(h["node_tags"]) == len(tagged)
        assert len(h["injected"]) == 60
        assert list(d["nodes"].values()) == [
            t["tags"][0] if m["modules"] == [m["module"]] else
            t["tags"][m["modules"].index(m["module"])]
            for m, t in zip(tagged, h["node_tags"].values())]
        s = d["statistics"]
        assert s["onnx_nodes"] == 60 and s["tagged_nodes"] == len(tagged)
        assert s["coverage_percentage"] == int(1e4 * len(tagged) / 60) / 100
        assert h["summary"]["tagged_operations"] == len(tagged)
        assert sum(h["tag_statistics"].values()) == len(tagged)
        assert len(h["tensor_tags"]) == len(tagged)
        modules = walk(d["modules"], {})
        assert len(modules) == s["traced_modules"]
        # A map is used of a model that shows one of its modules.
        shown = {"pkg.torch.onnx.name_scopes": repr(up(max(modules)) + ["x"])}
        text = "".join(json.dumps(
            {**r, "metadata_props": shown} if r.get("index") == 7 and
            r["kind"] == "node" else r) + "\n" for r in records)
        read = subprocess.run(["scopemap", "-m", htp], check=True,
                              capture_output=True, input=text.encode())
        back = {r["path"]: r["class"] for r in
                map(json.loads, read.stdout.splitlines())
                if r["kind"] == "module" and "class" in r}
        assert back == modules, (back, modules)
        checked += 1
    print(f"{checked} pairs of sidecars hold")


if __name__ == "__main__":
    {"values": check_values, "groups": check_groups, "assign": check_assign,
     "sidecars": check_sidecars}[sys.argv[1]](sys.argv[2])

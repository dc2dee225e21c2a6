"""What attribute says of one model, against its truth; see accuracy.py."""
import collections
import json
import shlex
import subprocess

import calibration

# A name that ends otherwise is of a model that a tool rewrote.
EXPORTS = ("ts", "dyn", "t20", "t20dyn", "dynamo", "nometa")
PLAIN = "onnx2ndjson {onnx} | scopemap | attribute"
WAYS = {
    "plain": PLAIN,
    "mapped": "onnx2ndjson {onnx} | scopemap -m {modules} | attribute",
    "like": PLAIN + " --like <(onnx2ndjson {ref} | scopemap | attribute)",
}
SHARES = (("exact", "n"), ("primary", "n"), ("coarse", "n"),
          ("overclaimed", "n"), ("wrong", "n"), ("none", "n"),
          ("implied", "implied_n"), ("call", "call_n"),
          ("merged", "merged_n"))


class Case:
    """One model, one way."""

    def __init__(self, way, name, files):
        self.way, self.name, self.files = way, name, files
        parts = name.split(".")
        self.model = parts[0]
        self.rewritten = parts[-1] not in EXPORTS
        self.group = "dynamo" if "dynamo" in parts else "ts"
        if self.rewritten:
            self.group += ".rewritten"
        elif parts[-1] == "nometa":
            self.group += ".nometa"

    def file(self, name, ending):
        return self.files.get(name + ending)

    def source(self, ending):
        """The nearest model that this one was made from that has a file."""
        name = self.name
        while "." in name and not self.file(name, ending):
            name = name.rsplit(".", 1)[0]
        return self.file(name, ending)

    def command(self):
        """What to run, or None when the way is not for this model."""
        files = {
            "onnx": self.file(self.name, ".onnx"),
            "ref": self.file(self.name.rsplit(".", 1)[0], ".onnx"),
            "modules": self.source(".modules.ndjson"),
        }
        if self.way == "mapped" and (self.group != "dynamo.nometa" or
                                     not files["modules"]):
            return None
        if self.way == "like" and not (self.rewritten and files["ref"]):
            return None
        return WAYS[self.way].format(**{
            name: shlex.quote(path) for name, path in files.items() if path})


class Result:
    """What a case's nodes are, against the truth."""

    def __init__(self, case):
        self.case = case
        self.count = collections.Counter()
        self.by = collections.defaultdict(lambda: [0, 0, 0.0])
        self.rules = collections.defaultdict(lambda: [0, 0])
        self.said = set()               # (rule, its confidence)
        self.bad = collections.Counter()
        self.problem = None


def read_stream(text):
    model, nodes, mapped, ended = {}, {}, False, False
    for line in text.split("\n"):
        if line.startswith('{"kind":"node"'):
            record = json.loads(line)
            nodes[record["graph"], record["index"]] = record
        elif line.startswith('{"kind":"model"'):
            model = json.loads(line)
        elif line.startswith('{"kind":"module"'):
            mapped = mapped or json.loads(line).get("by") == "map"
        elif line.startswith('{"kind":"end"'):
            ended = True
    return calibration.origin(model, nodes.values(), mapped), nodes, ended


def score_node(result, truth, node, calls):
    count, said = result.count, node.get("module") if node else None
    true, also = truth["module"], truth.get("also", [])
    count["n"] += 1
    if said is None:
        count["none"] += 1
        result.bad[truth["name"], true, None] += 1
        return None
    exact = said == true or said in also
    count["exact"] += exact
    count["primary"] += said == true
    if not exact:
        coarse = said == "" or true.startswith(said + ".")
        count["coarse" if coarse else "wrong"] += 1
        count["overclaimed"] += (coarse and node.get("exact") is not False
                                 and node.get("by") != "root")
        result.bad[truth["name"], true, said] += 1
    elif (truth.get("call") is not None and said == true and
          calls[said] > 1):
        count["call_n"] += 1
        count["call"] += node.get("call", 1) == truth["call"]
    if also:
        want, have = {true, *also}, set(node.get("modules", [said]))
        count["merged_n"] += 1
        count["merged"] += len(want & have) / len(want | have)
    return exact


def score(case, text):
    result = Result(case)
    origin, nodes, ended = read_stream(text)
    with open(case.file(case.name, ".truth.ndjson")) as file:
        truths = [json.loads(line) for line in file]
    calls = collections.Counter()
    for truth in truths:
        if truth["module"] is not None and truth.get("call"):
            calls[truth["module"]] = max(calls[truth["module"]],
                                         truth["call"])
    for truth in truths:
        node = nodes.get((truth["graph"], truth["index"]))
        if truth["module"] is None:
            if "implied" in truth:
                result.count["implied_n"] += 1
                result.count["implied"] += bool(
                    node and node.get("module") == truth["implied"])
            continue
        exact = score_node(result, truth, node, calls)
        if exact is None:
            continue
        rule = (*origin, node["by"], node.get("exact") is not False)
        result.rules[rule][0] += 1
        result.rules[rule][1] += exact
        result.said.add((rule, node["confidence"]))
        if node["confidence"] is not None:
            by = result.by[node["by"]]
            by[0] += 1
            by[1] += exact
            by[2] += node["confidence"]
    if not ended:
        result.problem = "no end"
    return result


def run(case):
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", case.command()],
        capture_output=True, text=True, errors="surrogateescape")
    result = score(case, done.stdout)
    if done.returncode != 0:
        result.problem = (f"status {done.returncode}: " +
                          done.stderr.strip().split("\n")[-1])
    return result


def ece(by):
    n = sum(row[0] for row in by.values())
    return sum(abs(row[2] - row[1]) for row in by.values()) / n if n else None


def figures(results):
    """One line's figures; None where there is nothing to count."""
    count = collections.Counter()
    by = collections.defaultdict(lambda: [0, 0, 0.0])
    exact = []
    for result in results:
        count.update(result.count)
        if result.count["n"]:
            exact.append(result.count["exact"] / result.count["n"])
        for name, row in result.by.items():
            for i, value in enumerate(row):
                by[name][i] += value
    got = {"nodes": count["n"], "models": len(results)}
    for name, total in SHARES:
        got[name] = (100 * count[name] / count[total] if count[total]
                     else None)
    got["macro"] = 100 * sum(exact) / len(exact) if exact else None
    got["worst"] = 100 * min(exact) if exact else None
    got["ece"] = ece(by)
    return got

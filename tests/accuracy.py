#!/usr/bin/env python3
"""accuracy.py [option ...] FOLDER...: how often attribute is right.

Runs every NAME.onnx in FOLDERs that has a NAME.truth.ndjson, a line a node:
`graph`, `index`; `module`, the true one (null: the exporter gave it none);
`call`; `also`, the others merged into it; `implied`, for a null module what
its consumers have in common.  Names end as tests/accuracy/README says.

    --way WAY         plain, mapped or like; several; else all of them
    --group GROUP     ts, ts.rewritten, dynamo, dynamo.nometa ...; several
    --cases           a line a model
    --worst N         what is wrong in the N worst models
    --jobs N          models at once, else as many as there are processors
    --check FIGURES   status 1 where a figure is worse than recorded there
    --record FIGURES  record the figures
    --goals GOALS     status 1 where a goal is missed

Ways: plain is onnx2ndjson | scopemap | attribute; mapped has the map
NAME.modules.ndjson of the export, for models that lost their names; like has
the export that a rewritten model was made from.

Figures, in per cent of the nodes whose module is known:

    exact        the module is the true one, or one merged into the node
    primary      the module is the true one
    coarse       it is above the true one
    overclaimed  coarse without saying so by `exact` false or `by` root
    wrong        neither exact nor coarse
    implied      of nodes without a module of their own: `implied` was said
    call         of exact nodes of modules called more than once: the call is
                 right
    merged       mean overlap of `modules` with the true set
    macro, worst the mean of the models' exact, and the least
    ece          mean distance of `confidence` from exact, over `by`
"""
import argparse
import collections
import concurrent.futures
import json
import os
import shlex
import subprocess
import sys

# A name that ends otherwise is of a model that a tool rewrote.
EXPORTS = ("ts", "dyn", "t20", "t20dyn", "dynamo", "nometa")
PLAIN = "onnx2ndjson {onnx} | scopemap | attribute"
WAYS = {
    "plain": PLAIN,
    "mapped": "onnx2ndjson {onnx} | scopemap -m {modules} | attribute",
    "like": PLAIN + " --like <(onnx2ndjson {ref} | scopemap | attribute)",
}
HIGH = ("exact", "implied", "call", "merged", "macro", "worst")
LOW = ("overclaimed", "wrong", "ece")
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
        self.bad = collections.Counter()
        self.problem = None


def read_stream(text):
    nodes, ended = {}, False
    for line in text.split("\n"):
        if line.startswith('{"kind":"node"'):
            record = json.loads(line)
            nodes[record["graph"], record["index"]] = record
        elif line.startswith('{"kind":"end"'):
            ended = True
    return nodes, ended


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
    nodes, ended = read_stream(text)
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


def shown(value, digits=2):
    return "-" if value is None else f"{value:.{digits}f}"


def print_figures(label, got):
    names = [name for name, _ in SHARES if name != "none"] + ["macro",
                                                              "worst"]
    print(f"{label:32} n {got['nodes']:6}  " + "  ".join(
        f"{name} {shown(got[name]):>6}" for name in names) +
        f"  ece {shown(got['ece'], 3)}  models {got['models']}")


def grouped(results):
    groups = collections.defaultdict(list)
    for result in results:
        groups[result.case.way, result.case.group].append(result)
    order = list(WAYS)
    return sorted(groups.items(),
                  key=lambda item: (order.index(item[0][0]), item[0][1]))


def print_all(options, results):
    if options.cases:
        for result in results:
            print_figures(f"{result.case.way} {result.case.name}",
                          figures([result]))
    for (way, group), members in grouped(results):
        print_figures(f"{way} {group}", figures(members))
    share = [(r.count["exact"] / (r.count["n"] or 1), r.case.way,
              r.case.name, r) for r in results]
    for exact, way, name, result in sorted(share, key=lambda s: s[:3])[
            :options.worst]:
        print(f"{100 * exact:6.2f} {way} {name}")
        for (node, true, said), n in result.bad.most_common(3):
            print(f"    {n} x {node[:70]!r} is {true!r}, said {said!r}")


# ---- recorded figures ----

def recorded_lines(results):
    """(key, {figure: value}) of every group and every model."""
    names = HIGH + LOW
    for (way, group), members in grouped(results):
        got = figures(members)
        yield (way, group, "*"), {
            name: round(got[name], 3) for name in names
            if got[name] is not None}
    for result in results:
        got = figures([result])
        yield (result.case.way, result.case.group, result.case.name), {
            name: round(got[name], 3) for name in ("exact", "wrong")
            if got[name] is not None}


def write_figures(path, results):
    with open(path, "w") as file:
        file.write("# Recorded by `make accuracy RECORD=yes`; way, group, "
                   "model (*: all of them), figures.\n")
        for key, got in recorded_lines(results):
            file.write("\t".join(key) + "\t" + " ".join(
                f"{name}={value:.3f}" for name, value in got.items()) + "\n")


def read_figures(path):
    recorded = {}
    with open(path) as file:
        for line in file:
            if line.startswith("#"):
                continue
            *key, values = line.rstrip("\n").split("\t")
            recorded[tuple(key)] = {
                name: float(value) for name, value in
                (item.split("=") for item in values.split())}
    return recorded


def worse(name, got, want):
    if got is None:
        return True
    return got < want - 0.0005 if name in HIGH else got > want + 0.0005


def compare(recorded, got, word):
    """What is worse than it should be."""
    for key, want in sorted(recorded.items()):
        have = got.get(key)
        if have is None:
            yield f"{' '.join(key)}: not measured"
            continue
        for name, value in want.items():
            if worse(name, have.get(name), value):
                yield (f"{' '.join(key)}: {name} {shown(have.get(name), 3)}, "
                       f"{word} {value:.3f}")


def read_goals(path, results):
    """Goals of the groups that were measured."""
    goals = read_figures(path)
    present = {(way, group, "*") for (way, group), _ in grouped(results)}
    return {key: want for key, want in goals.items() if key in present}


# ---- all of it ----

def find_files(folders):
    files = {}
    for folder in folders:
        for base, _, names in sorted(os.walk(folder)):
            for name in names:
                files.setdefault(name, os.path.join(base, name))
    return files


def find_cases(options):
    files = find_files(options.folders)
    ending = ".truth.ndjson"
    names = sorted(name[:-len(ending)] for name in files
                   if name.endswith(ending))
    cases = [Case(way, name, files) for way in options.way for name in names]
    return [case for case in cases if case.command() and
            (not options.group or case.group in options.group)]


def can_compare():
    said = subprocess.run(["attribute", "-h"], capture_output=True, text=True)
    return "REF" in said.stdout


def parse():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--way", action="append", choices=list(WAYS))
    parser.add_argument("--group", action="append")
    parser.add_argument("--cases", action="store_true")
    parser.add_argument("--worst", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    for name in ("check", "record", "goals"):
        parser.add_argument("--" + name)
    parser.add_argument("folders", nargs="+", metavar="FOLDER")
    options = parser.parse_args()
    if not options.way:
        options.way = [w for w in WAYS if w != "like" or can_compare()]
    return options


def main():
    options = parse()
    cases = find_cases(options)
    if not cases:
        sys.exit("accuracy.py: no model with a truth")
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        results = list(pool.map(run, cases))
    print_all(options, results)
    faults = [f"{r.case.way} {r.case.name}: {r.problem}" for r in results
              if r.problem]
    got = {key: values for key, values in recorded_lines(results)}
    if options.record:
        write_figures(options.record, results)
    if options.check:
        faults += compare(read_figures(options.check), got, "recorded")
    if options.goals:
        faults += compare(read_goals(options.goals, results), got, "goal")
    for fault in faults:
        print(fault)
    print(f"{len(cases)} runs, {len(faults)} faults")
    sys.exit(bool(faults))


main()

"""The table of attribute's `confidence`: formats/confidence.tsv.

A row says, for files of one origin and one rule, which share of the nodes was
right.  A rule is `by`, with `exact` false or not.  Origins are told here as
bin/attribute/origin.c tells them, and accuracy.py --confidence sees to it that
both agree: what attribute writes must be what stands in the table.
"""
import collections
import math

COLUMNS = ("exporter", "kind", "by", "exact", "nodes", "models", "confidence")
EXPORTERS = ("torchscript", "dynamo", "other")
KINDS = ("export", "rewritten", "stripped", "rewritten-stripped", "mapped")


def origin(model, nodes, mapped):
    """(exporter, kind) of a stream."""
    torchscript = dynamo = scoped = 0
    metadata = False
    for node in nodes:
        name, output = node.get("name", ""), node.get("output", [])[:1]
        torchscript += name[:1] == "/" and output == [name + "_output_0"]
        dynamo += name.startswith("node_")
        scoped += "scope" in node
        metadata = metadata or any(
            key.startswith("pkg.torch.onnx.")
            for key in node.get("metadata_props", ()))
    exporter = ("dynamo" if metadata or dynamo > torchscript else
                "torchscript" if torchscript else "other")
    stripped = scoped < len(nodes) - scoped
    if stripped and mapped:
        return exporter, "mapped"
    rewritten = (model.get("producer_name") != "pytorch" or
                 "com.microsoft" in model.get("opset_import", ()))
    return exporter, (("rewritten" if rewritten else "") +
                      ("-" if rewritten and stripped else "") +
                      ("stripped" if stripped else "")) or "export"


def counts(way, truth):
    """Only what a reference says is counted where there is one: the rest is
    what it could not say, and of another sort than elsewhere."""
    return {rule: value for rule, value in truth.items()
            if way != "like" or rule[2] == "like"}


def share(right, nodes):
    """Laplace's rule of succession, cut to four digits: never 1."""
    return math.floor(10000 * (right + 1) / (nodes + 2)) / 10000


def tabulate(results):
    """{rule: [nodes, models, share]} of (model, {rule: [nodes, right]})."""
    nodes, right = collections.Counter(), collections.Counter()
    models = collections.defaultdict(set)
    for model, rules in results:
        for rule, (n, exact) in rules.items():
            nodes[rule] += n
            right[rule] += exact
            models[rule].add(model)
    return {rule: [n, len(models[rule]), share(right[rule], n)]
            for rule, n in nodes.items()}


def error(results, table_for):
    """Expected calibration error over `by`, and the share of nodes that have
    a confidence.  table_for gives the table to try a model on."""
    by = collections.defaultdict(lambda: [0.0, 0])
    n = total = 0
    for model, rules in results:
        table = table_for(model)
        for rule, (nodes, right) in rules.items():
            total += nodes
            if rule in table:
                by[rule[2]][0] += nodes * table[rule][2]
                by[rule[2]][1] += right
                n += nodes
    return (sum(abs(said - right) for said, right in by.values()) / n
            if n else None, n / total if total else None)


def left_out(results):
    """Tables by the model that each is made without."""
    return {name: tabulate([r for r in results if r[0] != name])
            for name in {model for model, _ in results}}


def order(rule):
    return EXPORTERS.index(rule[0]), KINDS.index(rule[1]), rule[2], not rule[3]


def lines(table):
    for rule in sorted(table, key=order):
        exporter, kind, by, exact = rule
        nodes, models, confidence = table[rule]
        yield (exporter, kind, by, "yes" if exact else "no", str(nodes),
               str(models), f"{confidence:.4f}")


def write(path, table):
    with open(path, "w") as file:
        file.write("# Written by `make accuracy CORPUS=FOLDER RECORD=yes`; "
                   "see records(5).\n# " + "\t".join(COLUMNS) + "\n")
        for line in lines(table):
            file.write("\t".join(line) + "\n")


def read(path):
    table = {}
    with open(path) as file:
        for line in file:
            if line.startswith("#"):
                continue
            exporter, kind, by, exact, nodes, models, confidence = \
                line.rstrip("\n").split("\t")
            table[exporter, kind, by, exact == "yes"] = [
                int(nodes), int(models), float(confidence)]
    return table


BEGIN = '.\\" confidence.tsv\n'
END = '.\\" end of confidence.tsv\n'


def page_lines(table):
    for exporter, kind, by, exact, nodes, models, confidence in lines(table):
        rule = by if exact == "yes" else by + ", inexact"
        yield (f".It {exporter} Ta {kind} Ta {rule} Ta {nodes} Ta {models} "
               f"Ta {confidence}\n")


def page(path):
    """The page before its table, the table, and what comes behind it."""
    with open(path) as file:
        text = file.read()
    head, rest = text.split(BEGIN)
    body, tail = rest.split(END)
    return head, body, tail


def write_page(path, table):
    head, _, tail = page(path)
    with open(path, "w") as file:
        file.write(head + BEGIN + "".join(page_lines(table)) + END + tail)

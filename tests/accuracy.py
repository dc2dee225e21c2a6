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
    --confidence TABLE
                      status 1 where attribute's `confidence` is not what
                      TABLE says, or PAGE's table another
    --tabulate TABLE  write TABLE anew, and say how far one made without the
                      model that it is tried on is off
    --page PAGE       the manual page that holds the table

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
import os
import subprocess
import sys

import calibration
from scoring import SHARES, WAYS, Case, figures, run

HIGH = ("exact", "implied", "call", "merged", "macro", "worst")
LOW = ("overclaimed", "wrong", "ece")


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


# ---- confidence ----

def by_model(results):
    return [(r.case.model, calibration.counts(r.case.way, r.rules))
            for r in results]


def check_confidence(path, results):
    table = calibration.read(path)
    for result in results:
        for rule, said in sorted(result.said, key=str):
            want = table[rule][2] if rule in table else None
            if said != want:
                yield (f"{result.case.way} {result.case.name}: "
                       f"{' '.join(map(str, rule))}: confidence {said}, "
                       f"in the table {want}")


def check_page(page, table):
    want = "".join(calibration.page_lines(calibration.read(table)))
    if calibration.page(page)[1] != want:
        yield f"{page}: its table is not {table}'s"


def print_calibration(results):
    tables = calibration.left_out(by_model(results))
    groups = grouped(results) + [(("all", ""), results)]
    for (way, group), members in groups:
        error, known = calibration.error(by_model(members), tables.get)
        print(f"calibration error {way} {group}".ljust(40) +
              f" {shown(error, 4)}  of {100 * (known or 0):.1f} % of nodes")


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
    for name in ("check", "record", "goals", "confidence", "tabulate",
                 "page"):
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
    if options.tabulate:
        print_calibration(results)
        table = calibration.tabulate(by_model(results))
        calibration.write(options.tabulate, table)
        if options.page:
            calibration.write_page(options.page, table)
    if options.confidence:
        faults += check_confidence(options.confidence, results)
        if options.page:
            faults += check_page(options.page, options.confidence)
    for fault in faults:
        print(fault)
    print(f"{len(cases)} runs, {len(faults)} faults")
    sys.exit(bool(faults))


main()

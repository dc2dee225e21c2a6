#!/usr/bin/env python3
"""consumers.py [--jobs N] FILE|FOLDER...: what tools make of tags.

Every model, by every profile in formats/profiles and to every target:

    strip     gives the model's bytes again
    twice     tagging what is tagged changes nothing
    checker   onnx.checker says of it what it says of the model
    runtime   ONNX Runtime loads and runs it, or not, as the model; the outputs
              are the same bits
    explorer  Model Explorer's adapter nests the groups as the modules are
              (torch, namespace; to metadata, which it reads)
    again     its own stream says the same of every node, and has the same
              module records

or it is refused, for one of the reasons that are known before: standard ops
take no attributes, winml and hf need the classes.  NAME.modules.ndjson beside
a model (or the one that it was made from) is the map for those two.

Prints a line a profile and target, then each fault; exit status 1 if there is
one.  External weights, which nobody has, are made up.
"""
import argparse
import collections
import concurrent.futures
import glob
import os
import re
import shutil
import sys
import tempfile

import onnx

import explorer
import runtime
import tagging

HERE = os.path.dirname(os.path.abspath(__file__))
PROFILES = sorted(os.path.basename(f)[:-len(".yaml")] for f in glob.glob(
    os.path.join(HERE, "../formats/profiles/*.yaml")))
NEED_CLASSES = ("hf", "winml")
GROUPED = ("namespace", "torch")
STANDARD = ("", "ai.onnx", "com.microsoft")


def standard(domain):
    return domain.startswith(("ai.onnx.", "com.microsoft.")) or \
        domain in STANDARD


class Model:
    """A model in the folder where it is tagged, and what is known of it."""

    def __init__(self, path, folder):
        self.folder = folder
        self.path = self.file("onnx")
        shutil.copyfile(path, self.path)
        runtime.make_weights(self.path)
        self.names = [node.name for node in onnx.load(
            self.path, load_external_data=False).graph.node]
        self.streams = self.make_streams(path)
        self.checked = checked(self.path)
        self.outcome = runtime.outcome(self.path)

    def file(self, ending):
        return os.path.join(self.folder, f"model.{ending}")

    def make_streams(self, path):
        """{needs classes: (stream, what it says)}"""
        made = {}
        for needs, modules in ((False, None), (True, modules_of(path))):
            stream = self.file(f"{needs}.ndjson")
            tagging.write_stream(self.path, stream, modules)
            made[needs] = stream, tagging.Said(stream)
        return made


def modules_of(path):
    """The map of a model or of that which it was made from."""
    folder, name = os.path.split(path)
    parts = name.split(".")[:-1]
    for n in range(len(parts), 0, -1):
        modules = os.path.join(folder, ".".join(parts[:n]) +
                               ".modules.ndjson")
        if os.path.exists(modules):
            return modules
    return None


def checked(path):
    try:
        onnx.checker.check_model(path, full_check=True)
        return "accepted"
    except Exception as e:  # of several kinds
        return runtime.reason(e, path)


def same_bytes(a, b):
    with open(a, "rb") as f, open(b, "rb") as g:
        return f.read() == g.read()


def expected_refusal(profile, target, said):
    """A regular expression of the reason why it must be refused, or None."""
    if profile in NEED_CLASSES and not said.classes_known():
        return "give scopemap a map with -m"
    if target == "attributes" and any(standard(r.get("domain", ""))
                                      for r in said.node.values()):
        return "domain"
    if profile == "layer_ann" and any(
            re.search("[,;()]", r["module"]) for r in said.node.values()):
        return "rules of layers"
    return None


def faults(model, profile, target):
    """(how it went, the faults)"""
    stream, said = model.streams[profile in NEED_CLASSES]
    out = model.file(f"{profile}.{target}.onnx")
    flags = ("-p", profile, "-t", target)
    why = expected_refusal(profile, target, said)
    try:
        if why is not None:
            message = tagging.refused(stream, model.path, out, *flags)
            found = [] if re.search(why, message) else [message]
            if os.path.exists(out):
                found.append("refused, and written")
            return "refused", found
        tagging.tag(stream, model.path, out, *flags)
        return "tagged", list(tagged_faults(
            model, out, stream, said, profile, target))
    except tagging.Trouble as e:
        return "failed", [str(e)]


def tagged_faults(model, out, stream, said, profile, target):
    other = out + ".other"
    tagging.strip(out, other)
    if not same_bytes(other, model.path):
        yield "strip: other bytes"
    again = out + ".ndjson"
    tagging.write_stream(out, again)
    tagging.tag(again, out, other, "-p", profile, "-t", target)
    if not same_bytes(other, out):
        yield "twice: other bytes"
    for difference in said.differences(tagging.Said(again)):
        yield "again: " + difference
        break
    if (now := checked(out)) != model.checked:
        yield f"checker: {model.checked}, then {now}"
    if (now := runtime.outcome(out)) != model.outcome:
        yield f"runtime: {model.outcome[0]}, then {now[0]} {now[1][:200]!r}"
    if profile in GROUPED and target == "metadata":
        for fault in explorer.nesting_faults(
                explorer.groups(out, model.names), said,
                profile == "torch"):
            yield "explorer: " + fault
            break
    for path in (other, again, out):
        os.unlink(path)


def try_model(path):
    """{(profile, target): (how it went, faults)} and how it runs untagged."""
    with tempfile.TemporaryDirectory() as folder:
        model = Model(path, folder)
        return {(p, t): faults(model, p, t) for p in PROFILES
                for t in tagging.TARGETS}, model.outcome[0]


def models(arguments):
    for a in arguments:
        if os.path.isdir(a):
            yield from sorted(glob.glob(os.path.join(a, "*.onnx")))
        else:
            yield a


def print_table(count, runs, n):
    print(f"{n} models; untagged: " + ", ".join(
        f"{c} {how}" for how, c in sorted(runs.items())))
    for (profile, target), c in sorted(count.items()):
        print(f"{profile:10} {target:11} " + " ".join(
            f"{how} {c[how]}" for how in ("tagged", "refused", "failed")))


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--jobs", type=int, default=os.cpu_count())
    p.add_argument("model", nargs="+")
    a = p.parse_args()
    paths = list(models(a.model))
    count, runs, bad = (collections.defaultdict(collections.Counter),
                        collections.Counter(), [])
    with concurrent.futures.ProcessPoolExecutor(a.jobs) as pool:
        for path, (went, how) in zip(paths, pool.map(try_model, paths)):
            runs[how] += 1
            for which, (state, found) in went.items():
                count[which][state] += 1
                bad += [f"{path}: {' '.join(which)}: {fault}"
                        for fault in found]
    print_table(count, runs, len(paths))
    print(*bad, f"{len(bad)} faults", sep="\n")
    return bool(bad or not paths)


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""bench.py --build BUILD [--runs N] [--small]: what `make bench` prints.

Inputs are made under BUILD/bench, once.  Times are medians; programs that are
compared run in turn, so that a busy machine is busy for both.  Nothing here
fails because of a figure: a missed goal is marked, and read by a person.
"""
import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time

import tags

HERE = os.path.dirname(os.path.abspath(__file__))
STAGES = "onnx2ndjson", "scopemap", "attribute", "hierstats"
MIB = 1 << 20


class Bench:
    def __init__(self, build, runs, small):
        self.build, self.runs = os.path.abspath(build), runs
        self.folder = os.path.join(self.build, "bench")
        self.scale = 20 if small else 1
        self.rows = []
        os.environ["PATH"] = (os.path.join(self.build, "bin") + ":" +
                              os.environ["PATH"])

    def tool(self, name):
        return os.path.join(self.folder, name)

    def model(self, name, size, *options):
        path = os.path.join(self.folder, name)
        if not os.path.exists(path):
            subprocess.run([sys.executable, os.path.join(
                HERE, "make_model.py"), *options, str(size), path],
                check=True)
        return path

    def heavy(self):
        return self.model("heavy.onnx", 1_950_000_000, "--weights")

    def row(self, what, measured, goal, good):
        self.rows.append((what, measured, goal + ("" if good else "  MISSED")))
        print(*self.rows[-1], sep=" | ", flush=True)

    def measure(self, *command, stdin=None, stdout=subprocess.DEVNULL):
        """(seconds, peak bytes, bytes read) of one run."""
        report = self.tool("report")
        subprocess.run([self.tool("measure"), report, *command], check=True,
                       stdin=stdin, stdout=stdout)
        with open(report, encoding="ascii") as f:
            seconds, kib, read = f.read().split()
        return float(seconds), int(kib) * 1024, int(read)

    def shell(self, command):
        """The seconds of a pipeline."""
        begin = time.perf_counter()
        subprocess.run(["bash", "-o", "pipefail", "-c", command], check=True)
        return time.perf_counter() - begin

    def python(self, model, out=os.devnull):
        p = subprocess.run([sys.executable, os.path.join(
            HERE, "python_records.py"), model, out], check=True,
            stdout=subprocess.PIPE)
        return float(p.stdout)


def median(values):
    return statistics.median(values)


def same_records(b):
    """Do all three print the same records?  Else no ratio means anything."""
    model = b.model("1000.onnx", 1000)
    ours, bare, python = (b.tool("1000." + x) for x in ("ours", "bare", "py"))
    for path, program in ((ours, "onnx2ndjson"), (bare, b.tool("barewalk"))):
        with open(path, "wb") as f:
            subprocess.run([program, model], check=True, stdout=f)
    b.python(model, python)

    def lines(path):
        with open(path, encoding="utf-8") as f:
            return f.read().split("\n")[1:]

    def parsed(path):
        drop = ("offset",)
        return [json.loads(line, object_pairs_hook=lambda pairs: {
            k: v for k, v in pairs if k not in drop})
            for line in lines(path) if line]

    assert lines(ours) == lines(bare), "barewalk prints other bytes"
    assert parsed(ours) == parsed(python), "Python makes other records"


def reader(b, nodes, model):
    ours, bare, python, peak = [], [], [], 0
    for _ in range(b.runs):
        seconds, memory, _ = b.measure("onnx2ndjson", model)
        ours.append(seconds)
        peak = max(peak, memory)
        bare.append(b.measure(b.tool("barewalk"), model)[0])
    for _ in range(min(b.runs, 3)):
        python.append(b.python(model))
    what = f"onnx2ndjson, {nodes:,} nodes, "
    s = median(ours)
    ratio = median(python) / s
    b.row(what + "times as fast as Python",
          f"{ratio:.1f} ({s:.3f} s, {median(python):.2f} s)",
          ">= 20", ratio >= 20)
    ratio = s / median(bare)
    b.row(what + "time over a bare wire walk's",
          f"{ratio:.2f} ({s:.3f} s, {median(bare):.3f} s)",
          "<= 2.2", ratio <= 2.2)
    b.row(what + "peak memory", f"{peak / MIB:.1f} MiB", "<= 16 MiB",
          peak <= 16 * MIB)


def heavy(b):
    model = b.heavy()
    runs = [b.measure("onnx2ndjson", model) for _ in range(b.runs + 1)][1:]
    s, peak = median(r[0] for r in runs), max(r[1] for r in runs)
    share = 100 * max(r[2] for r in runs) / os.path.getsize(model)
    what = "onnx2ndjson, 1.95 GB of weights, "
    b.row(what + "time, warm", f"{s:.3f} s", "<= 0.1 s", s <= .1)
    b.row(what + "peak memory", f"{peak / MIB:.1f} MiB", "<= 16 MiB",
          peak <= 16 * MIB)
    b.row(what + "share of the file read", f"{share:.4f} %", "< 1 %",
          share < 1)


def pipeline(b, nodes, model):
    streams = [b.tool(f"stream.{s}") for s in STAGES[:3]]
    what = f"{nodes:,} nodes, "
    peak = {}
    for i, stage in enumerate(STAGES[:3]):
        with open(streams[i], "wb") as out:
            if i == 0:
                b.measure(stage, model, stdout=out)
                continue
            with open(streams[i - 1], "rb") as stdin:
                peak[stage] = b.measure(stage, stdin=stdin, stdout=out)[1]
    ours, cat = [], []
    for _ in range(b.runs):
        ours.append(b.shell(" | ".join((f"onnx2ndjson {model}",
                                        *STAGES[1:])) + " >/dev/null"))
        cat.append(b.shell(f"cat {streams[2]} | cat | cat | cat >/dev/null"))
    ratio = median(ours) / median(cat)
    b.row(f"onnx2ndjson | scopemap | attribute | hierstats, {what}"
          "time over four cats'",
          f"{ratio:.1f} ({median(ours):.3f} s, {median(cat):.3f} s)",
          "<= 12", ratio <= 12)
    for i, stage in enumerate(STAGES[1:3]):
        size = os.path.getsize(streams[i])
        ratio = peak[stage] / size
        b.row(f"{stage}, {what}peak memory over its stream",
              f"{ratio:.2f} ({peak[stage] / MIB:.0f} MiB, "
              f"{size / MIB:.0f} MiB)", "<= 1.8", ratio <= 1.8)
    answers(b, nodes, streams[2])
    naming(b, nodes, streams[2])
    for s in streams:
        os.unlink(s)


def answers(b, nodes, stream):
    """hierstats over an attributed stream, in each form."""
    forms = "tree", "table", "markdown", "csv", "tsv", "ndjson", "summary"
    seconds = {f: median(b.measure("hierstats", "-f", f, stream)[0]
                         for _ in range(b.runs)) for f in forms}
    slowest = max(forms, key=seconds.get)
    what = f"hierstats, {nodes:,} nodes, "
    b.row(what + "tree", f"{seconds['tree']:.3f} s", "<= 0.4 s",
          seconds["tree"] <= .4)
    b.row(what + "slowest form", f"{seconds[slowest]:.3f} s ({slowest})",
          "<= 1 s", seconds[slowest] <= 1)
    for measures in ("bytes,elements", "macs,activation",
                     "read_bytes,precision"):
        s, peak, _ = b.measure("hierstats", "-f", "ndjson", "-M", measures,
                               stream)
        b.row(what + measures, f"{s:.3f} s", "<= 1 s", s <= 1)
    s, memory, _ = b.measure("hierstats", "--diff", stream, stream)
    b.row(what + "--diff", f"{s:.3f} s", "<= 2 s", s <= 2)
    b.row(what + "--diff, peak memory a node",
          f"{memory / nodes:.0f} bytes", "<= 1500 bytes",
          memory <= 1500 * nodes)
    s, _, _ = b.measure("hierstats", "--check", "default", stream)
    b.row(what + "--check default", f"{s:.3f} s", "<= 1 s", s <= 1)
    b.row(what + "peak memory a node", f"{peak / nodes:.0f} bytes",
          "<= 1000 bytes", peak <= 1000 * nodes)


def logs(b, stream, size):
    """Two texts: a name in each 200th line; three in each line."""
    names = []
    with open(stream, encoding="utf-8") as f:
        for line in f:
            if line.startswith('{"kind":"node"'):
                r = json.loads(line)
                names += [r["name"], *r["output"]]
    few, dense = b.tool("few.log"), b.tool("dense.log")
    with open(few, "w", encoding="utf-8") as f:
        for i in range(3 * size // 130):
            f.write(f"2026-11-25 21:40:12.{i:06} [I:onnxruntime:, "
                    f"sequential_executor.cc:{i % 997} ExecuteKernel] arena "
                    f"at /usr/lib/python3 holds 1234 bytes, x={i}, ok" +
                    (f": {names[i * 7919 % len(names)]}\n" if i % 200 == 0
                     else "\n"))
    with open(dense, "w", encoding="utf-8") as f:
        for i in range(size // 200):
            a, c, d = (names[i * k % len(names)] for k in (7919, 104729, 31))
            f.write(f'{{"name" : "{a}_kernel_time","dur" : {i}}}, '
                    f"{c} + {d}\n")
    return few, dense


def naming(b, nodes, stream):
    """hierstats' questions on names, and how fast a log goes through it."""
    what = f"hierstats, {nodes:,} nodes, "
    for args in (("-f", "names", "-f", "csv"), ("--nodes",),
                 ("--cut", "encoder"), ("--modules",)):
        s, peak, _ = b.measure("hierstats", *args, stream)
        b.row(what + " ".join(args), f"{s:.3f} s, {peak / MIB:.0f} MiB",
              "<= 2 s", s <= 2)

    def filt(log):
        with open(log, "rb") as stdin:
            return b.measure("hierstats", "--filt", stream, stdin=stdin)[0]

    for log, much, goal in zip(logs(b, stream, 100_000_000 // b.scale),
                               ("few", "dense"), (50, 10)):
        runs = [(filt(os.devnull), filt(log)) for _ in range(b.runs)]
        seconds = median(s for _, s in runs) - median(s for s, _ in runs)
        speed = os.path.getsize(log) / max(seconds, 1e-3) / 1e6
        b.row(what + f"--filt, a log with {much} names, past the stream",
              f"{speed:.0f} MB/s", f">= {goal} MB/s", speed >= goal)
        os.unlink(log)


def growth(b):
    few, many = 100_000 // b.scale, 2_000_000 // b.scale
    models = [b.model(f"{n}.nodes.onnx", n, "--no-value-info")
              for n in (few, many)]
    seconds = [median(b.shell(f"onnx2ndjson {m} | scopemap | attribute "
                              "| hierstats >/dev/null")
                      for _ in range(n)) / nodes * 1e6
               for m, n, nodes in ((models[0], b.runs, few),
                                   (models[1], 1, many))]
    ratio = seconds[1] / seconds[0]
    b.row(f"pipeline, time a node of {many:,} over one of {few:,}",
          f"{ratio:.2f} ({seconds[1]:.2f} us, {seconds[0]:.2f} us)",
          "<= 1.5", ratio <= 1.5)


def versions():
    import google.protobuf
    import numpy
    import onnx
    from google.protobuf.internal import api_implementation

    def output(*command):
        return subprocess.run(command, capture_output=True, text=True,
                              check=True).stdout.split("\n")[0]

    print(output("onnx2ndjson", "-V") + ", libprotobuf-c " +
          output("pkg-config", "--modversion", "libprotobuf-c"))
    print(f"Python {platform.python_version()}, onnx {onnx.__version__}, "
          f"protobuf {google.protobuf.__version__} "
          f"({api_implementation.Type()}), numpy {numpy.__version__}")
    print(f"{os.cpu_count()} processors, {platform.machine()}, "
          f"{platform.system()} {platform.release()}, "
          f"load {os.getloadavg()[0]:.1f}: above 1 is no quiet machine\n")


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--build", default="build")
    p.add_argument("--runs", type=int, default=5)
    p.add_argument("--small", action="store_true",
                   help="a twentieth of the nodes, to try this program")
    a = p.parse_args()
    b = Bench(a.build, a.runs, a.small)
    os.makedirs(b.folder, exist_ok=True)
    versions()
    same_records(b)
    nodes = 200_000 // b.scale
    model = b.model(f"{nodes}.onnx", nodes)
    print("what | measured | goal")
    reader(b, nodes, model)
    heavy(b)
    tags.rows(b, nodes, model)
    pipeline(b, nodes, model)
    growth(b)


if __name__ == "__main__":
    main()

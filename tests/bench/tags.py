"""bench.py's rows of tagwrite: against a copy and a sync, against Python."""
import os
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
MIB = 1 << 20


def stream_of(b, model):
    """(its attributed stream, the bytes of the node records in it)"""
    stream = b.tool("tags.ndjson")
    b.shell(f"onnx2ndjson {model} | scopemap | attribute >{stream}")
    with open(stream, "rb") as f:
        return stream, sum(len(line) for line in f
                           if line.startswith(b'{"kind":"node"'))


def compare(b, what, model, times, runs):
    """Tag MODEL; at most TIMES as long as `cp && sync`.  All are whole
    processes, and end when the file is on the disk."""
    stream, records = stream_of(b, model)
    out, copied = b.tool("tagged.onnx"), b.tool("copied.onnx")
    by_python = f"{sys.executable} {HERE}/python_tags.py {model} {copied}"
    ours, copy, python, peak = [], [], [], 0
    for _ in range(runs + 1):
        copy.append(b.shell(f"cp {model} {copied} && sync {copied}"))
        if len(python) < 3:
            python.append(b.shell(f"{by_python} && sync {copied}"))
        with open(stream, "rb") as f:
            seconds, memory, _ = b.measure("tagwrite", "-o", out, model,
                                           stdin=f)
        ours.append(seconds)
        peak = max(peak, memory)
    # The first of each warms up.
    s, c, p = (statistics.median(t[1:]) for t in (ours, copy, python))
    what = f"tagwrite, {what}, "
    b.row(what + "time over cp's and sync's", f"{s / c:.2f} ({s:.3f} s, "
          f"{c:.3f} s)", f"<= {times}", s / c <= times)
    b.row(what + "times as fast as Python", f"{p / s:.1f} ({p:.2f} s)",
          ">= 8", p / s >= 8)
    bound = 64 * MIB + records
    b.row(what + "peak memory", f"{peak / MIB:.0f} MiB",
          f"<= {bound / MIB:.0f} MiB, 64 and the node records",
          peak <= bound)
    for path in (stream, out, copied):
        os.unlink(path)


def rows(b, nodes, model):
    compare(b, f"{nodes:,} nodes", model, 8, b.runs)
    # Without the holes, which cp does not copy.
    heavy = b.tool("dense.onnx")
    subprocess.run(["cp", "--sparse=never", b.heavy(), heavy], check=True)
    compare(b, "1.95 GB of weights", heavy, 1.2, 3)
    os.unlink(heavy)

#!/usr/bin/env python3
"""filt_oracle.py: does `hierstats --filt` mark what hierstats(1) says?

The rules are here once more, tried the slow way on lines put together at random
from names, parts of them and what stands between names in logs.  The text goes
through a pipe in pieces, so that names stand across their borders too.
filt_oracle.py --wait: is each line there before the next one is written?
"""
import json
import random
import subprocess
import sys
import tempfile
import threading

ENDINGS = b"_kernel_time", b"_fence_before", b"_fence_after"
WORD = (b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_" +
        bytes(range(0x80, 0x100)))
NAMES = [b"/enc/layer.0/MatMul", b"/enc/layer.0/MatMul_1", b"/enc/layer.0",
         b"/enc", b"enc.layer.0.weight", b"onnx::MatMul_12", b"MatMul_12",
         b"12", b"add", b"fc", b"x1", b"a b", b"a b c", b"node (x)", b"v.",
         b"fused /enc/MatMul", b"\xc3\xbc/1", b"-dash", b"q\"t", b"_",
         b"val_3", b"/enc/layer.0/MatMul_kernel_time", b"a:b", b"g/", b"7"]
BETWEEN = [b" ", b" ", b" + ", b"...", b"(", b")", b"[", b"]", b"\"", b"'",
           b"`", b",", b":", b"::", b".", b". ", b"/", b"-", b"->", b"\\",
           b"_", b"0", b"x", b"=", b"%", b"{ForeignNode[", b"]}", b"\t",
           b"\xc3\xbc", b"\xff", b"\0", b"_kernel_time", b"_fence_after",
           b"word", b"12", b"add"]


def word(byte):
    return byte in WORD


def begins(line, i):
    two = (b"\n\n" + line[max(i - 2, 0):i])[-2:]
    before = two[1:]
    if before == b".":
        return two == b".."
    if before == b":":
        return two != b"::"
    return before not in (b"/", b"-", b"\\") and not word(before)


def ends(line, i):
    if i == len(line):
        return True
    byte, behind = line[i:i + 1], line[i + 1:i + 2] or b"\n"
    if byte in (b".", b"/", b"-"):
        return not word(behind)
    if byte == b":":
        return behind != b":"
    return not word(byte)


def plain(name):
    return (len(name) < 3 or
            all(c.isalpha() or c[0] >= 0x80 for c in
                (name[i:i + 1] for i in range(len(name)))) or
            name.isdigit())


def quoted(line, i, end):
    around = line[i - 1:i] if i else b""
    return around and around == line[end:end + 1] and around in b"\"'`"


def longest(line, i, module):
    """(end, name) of what is marked at i."""
    best = None
    for name in module:
        if not line.startswith(name, i):
            continue
        for ending in (b"",) + ENDINGS:
            end = i + len(name) + len(ending)
            if not line.startswith(ending, i + len(name)) or \
                    not ends(line, end):
                continue
            if not ending and plain(name) and not quoted(line, i, end):
                continue
            # Of the same bytes the name itself, else the longest ending.
            if line[i:end] in module and ending:
                continue
            if best is None or end > best[0]:
                best = end, name
    return best


def mark(line, module):
    out, i = b"", 0
    while i < len(line):
        found = begins(line, i) and longest(line, i, module)
        if not found:
            out += line[i:i + 1]
            i += 1
            continue
        out += line[i:found[0]] + b" [" + module[found[1]] + b"]"
        i = found[0]
    return out


def text_of(data):
    """JSON's spelling of bytes."""
    return data.decode("utf-8", "surrogateescape")


def write_stream(path, module):
    with open(path, "w", encoding="ascii") as f:
        f.write('{"kind":"model","stream":1}\n')
        for i, name in enumerate(module):
            f.write(json.dumps({
                "kind": "node", "graph": "main", "index": i,
                "name": text_of(name), "op_type": "Add", "input": [],
                "output": [], "module": text_of(module[name]),
                "by": "scope"}) + "\n")
        f.write('{"kind":"end"}\n')


def pieces(data, r):
    while data:
        n = r.choice((1, 2, 7, 100, 4096, 70000))
        yield data[:n]
        data = data[n:]


def filt(path, data, r):
    p = subprocess.Popen(["hierstats", "--filt", path], bufsize=0,
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def write():
        for piece in pieces(data, r):
            p.stdin.write(piece)
        p.stdin.close()

    writer = threading.Thread(target=write)
    writer.start()
    out = p.stdout.read()
    writer.join()
    if p.wait() != 0:
        sys.exit(f"status {p.returncode}")
    return out


def compare(path, module):
    r = random.Random(7)
    parts = NAMES * 3 + [n[:k] for n in NAMES for k in (1, len(n) // 2)]
    lines = [b"".join(r.choice(parts) + r.choice(BETWEEN)
                      for _ in range(r.randrange(1, 12)))
             for _ in range(3000)]
    lines.append(b"y" * 140000 + b" " + NAMES[0] + b" " + b"z " * 9000)
    want = [mark(line, module) for line in lines]
    got = filt(path, b"\n".join(lines), r).split(b"\n")
    for line, w, g in zip(lines, want, got):
        if w != g:
            sys.exit(f"{line}\nmarked {g}\nwanted {w}")
    if len(want) != len(got):
        sys.exit(f"{len(got)} lines, wanted {len(want)}")
    print(len(lines), sum(w != line for w, line in zip(want, lines)))


def wait(path):
    p = subprocess.Popen(["hierstats", "--filt", path], bufsize=0,
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    for _ in range(3):
        p.stdin.write(b"run /enc/layer.0/MatMul now\n")
        print(p.stdout.readline().decode(), end="")
    p.stdin.close()
    sys.exit(p.wait())


names = {name: b"m.%d" % i for i, name in enumerate(NAMES)}
with tempfile.NamedTemporaryFile(suffix=".ndjson") as stream:
    write_stream(stream.name, names)
    if sys.argv[1:] == ["--wait"]:
        wait(stream.name)
    compare(stream.name, names)

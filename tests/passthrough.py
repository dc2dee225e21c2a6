"""Did a filter leave what it does not own byte for byte (records(5))?

    passthrough.py FILTER IN OUT

IN is the stream that FILTER read, OUT what it wrote.  Keys and values are
compared as they stand, by their spans in the line; json only finds where they
begin and end.
"""

import json
import re
import sys

# By filter: is a module record its own, and which members by kind.
OWNED = {
    "scopemap": (lambda r: True, {
        "node": {"scope", "scope_by", "scope_also", "scope_modules",
                 "scope_exact", "call"},
        "model": {"tagged"}}),
    "attribute": (lambda r: r.get("by") == "structure", {
        "node": {"module", "modules", "exact", "class", "by", "confidence",
                 "call", "conflict"},
        "initializer": {"module", "param", "transposed", "inferred"}}),
}
SPACE = re.compile(r"[ \t\r]*")
decode = json.JSONDecoder().raw_decode


def members(line):
    """[(name, key as it stands, value as it stands)]"""
    at = SPACE.match(line, SPACE.match(line).end() + 1).end()
    found = []
    while line[at] != "}":
        begin = at
        name, at = decode(line, begin)
        key = line[begin:at]
        begin = SPACE.match(line, SPACE.match(line, at).end() + 1).end()
        at = decode(line, begin)[1]
        found.append((name, key, line[begin:at]))
        at = SPACE.match(line, at).end()
        if line[at] == ",":
            at = SPACE.match(line, at + 1).end()
    return found


def main(program, before, after):
    owns_module, owned = OWNED[program]
    kinds = [[], []]
    for lines, file in zip(kinds, (before, after)):
        with open(file, encoding="utf-8", newline="\n") as f:
            for line in f:
                record = json.loads(line)
                kind = record["kind"]
                if kind != "module" or not owns_module(record):
                    lines.append((kind, line.rstrip("\n")))
    if len(kinds[0]) != len(kinds[1]):
        sys.exit(f"{len(kinds[0])} records became {len(kinds[1])}")
    for (kind, old), (_, new) in zip(*kinds):
        if kind not in owned:
            if old != new:
                sys.exit(f"changed: {old}\n     to: {new}")
            continue
        stays = [m for m in members(old) if m[0] not in owned[kind]]
        now = members(new)
        if now[:len(stays)] != stays or any(
                m[0] not in owned[kind] for m in now[len(stays):]):
            sys.exit(f"changed: {old}\n     to: {new}")


main(*sys.argv[1:])
